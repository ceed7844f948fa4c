import { layerPlace, type ProfileYaml } from './profileLayers.ts'
import { checkId, type LayerEntry, mergedEntries, note, type ProfileReader } from './profileReader.ts'
import { checkTemplate, readApiRequest } from './readApiRequest.ts'
import { readExtras } from './readExtras.ts'
import type { TemplateWords } from './templateSymbols.ts'
import type { Consent, Template } from './types.ts'

export type ConsentYaml = NonNullable<ProfileYaml['consents']>[string]

/** `consents:` of the chain. */
export const consentEntries = (reader: ProfileReader): readonly LayerEntry<ConsentYaml>[] =>
  mergedEntries<ConsentYaml>(reader, ({ yaml }) => yaml.consents, ['consents'])

/** The names that consents take, which `$consent.<name>` may use; a name must be taken by one consent only. */
export function takenNames(reader: ProfileReader, entries: readonly LayerEntry<ConsentYaml>[]): ReadonlySet<string> {
  const by = new Map<string, string>()
  for (const { yaml, layer, path, id } of entries) {
    for (const name of Object.keys(yaml.take)) {
      const earlier = by.get(name)
      if (earlier !== undefined) {
        const message = `"${name}" is taken by two consents`
        const complaint = { message, expected: 'a name of its own', seen: `first in "${earlier}"`, hint: 'rename one' }
        note(reader, { layer, path: [...path, 'take', name] }, complaint, 'key')
      }
      by.set(name, id)
    }
  }
  return new Set(by.keys())
}

/** Consents, checked; `headers` are those of every call. */
export function readConsents(
  reader: ProfileReader,
  entries: readonly LayerEntry<ConsentYaml>[],
  headers: Readonly<Record<string, Template>>,
  words: TemplateWords,
): readonly Consent[] {
  return entries.map((entry) => {
    const { yaml, layer, path, id } = entry
    checkId(reader, entry)
    const expected = yaml.expect?.id_token ?? {}
    checkTemplate(reader, { layer, path: [...path, 'expect', 'id_token'] }, expected, words)
    return {
      ...readApiRequest(reader, entry, headers, words),
      id,
      token: yaml.token === undefined ? null : { scope: yaml.token.scope ?? null },
      scopes: yaml.scopes ?? [],
      singleUse: yaml.single_use ?? false,
      authorize: readExtras(reader, { layer, path: [...path, 'authorize'] }, yaml.authorize, words),
      expect: { idToken: { ...expected } },
      place: layerPlace(layer, path),
    }
  })
}
