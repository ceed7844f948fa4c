import { fromBase, type ProfileReader } from './profileReader.ts'
import { noExtras, readExtras } from './readExtras.ts'
import type { TemplateWords } from './templateSymbols.ts'
import type { AuthorizationExtras } from './types.ts'

/** `authorization:` of the chain: each key of the nearer file replaces that of the base. */
export function mergeExtras(reader: ProfileReader, words: TemplateWords): AuthorizationExtras {
  let merged = noExtras
  for (const layer of fromBase(reader)) {
    const { authorization } = layer.yaml
    if (authorization === undefined) continue
    const own = readExtras(reader, { layer, path: ['authorization'] }, authorization, words)
    merged = {
      scope: authorization.scope === undefined ? merged.scope : own.scope,
      claims: authorization.claims === undefined ? merged.claims : own.claims,
      authorizationDetails:
        authorization.authorization_details === undefined ? merged.authorizationDetails : own.authorizationDetails,
      acrValues: own.acrValues ?? merged.acrValues,
      params: authorization.params === undefined ? merged.params : own.params,
    }
  }
  return merged
}
