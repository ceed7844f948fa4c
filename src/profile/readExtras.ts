import type { XStatic } from 'typebox/schema'
import type { extrasSchema } from './apiSchema.ts'
import { ownParameters } from './ownParameters.ts'
import { type LayerEntry, note, type ProfileReader } from './profileReader.ts'
import { checkTemplate } from './readApiRequest.ts'
import { scopeFault, type TemplateWords } from './templateSymbols.ts'
import type { AuthorizationExtras } from './types.ts'

export type ExtrasYaml = XStatic<typeof extrasSchema>

/** Nothing beyond the plain authorization request. */
export const noExtras: AuthorizationExtras = {
  scope: [],
  claims: {},
  authorizationDetails: [],
  acrValues: null,
  params: {},
}

/** What an authorization request carries, checked: symbols, and parameters that the flow or another key sets. */
export function readExtras(
  reader: ProfileReader,
  { layer, path }: Pick<LayerEntry<unknown>, 'layer' | 'path'>,
  yaml: ExtrasYaml | undefined,
  words: TemplateWords,
): AuthorizationExtras {
  const spot = (...more: readonly (string | number)[]) => ({ layer, path: [...path, ...more] })
  yaml?.scope?.forEach((value, at) => {
    const wrong = scopeFault(value, words)
    if (wrong !== null) note(reader, spot('scope', at), wrong)
  })
  for (const key of ['claims', 'authorization_details', 'params'] as const)
    checkTemplate(reader, spot(key), yaml?.[key], words)
  for (const name of Object.keys(yaml?.params ?? {})) {
    const key = ['claims', 'authorization_details', 'acr_values'].includes(name) ? name : null
    if (key === null && !ownParameters.includes(name)) continue
    const message = key === null ? `"${name}" is set by the flow itself` : `"${name}" has a key of its own`
    const hint = key === null ? 'remove it' : `write it beside "params", not in it`
    note(
      reader,
      spot('params', name),
      { message, expected: 'a further parameter, e.g. purpose', seen: null, hint },
      'key',
    )
  }
  return {
    scope: yaml?.scope ?? [],
    claims: { ...yaml?.claims },
    authorizationDetails: yaml?.authorization_details ?? [],
    acrValues: yaml?.acr_values ?? null,
    params: yaml?.params ?? {},
  }
}
