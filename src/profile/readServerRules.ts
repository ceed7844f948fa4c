import { overlayRules } from './headerRules.ts'
import type { MetadataRule } from './metadataRule.ts'
import { fromBase, type ProfileReader } from './profileReader.ts'
import { checkHeaders, overlayHeaders } from './readApiRequest.ts'
import type { TemplateWords } from './templateSymbols.ts'
import type { ServerRules } from './types.ts'

/** Nothing beyond the specifications. */
export const noServerRules: ServerRules = { requestHeaders: {}, responseHeaders: {}, metadata: {} }

function ruleOf(yaml: unknown): MetadataRule {
  if (yaml === 'present' || yaml === 'absent') return { kind: yaml }
  if (typeof yaml === 'object' && yaml !== null) {
    const { has, only } = yaml as { readonly has?: readonly string[]; readonly only?: readonly string[] }
    return only === undefined ? { kind: 'has', values: has ?? [] } : { kind: 'only', values: only }
  }
  return { kind: 'is', value: yaml as string | number | boolean }
}

/** `server:` of the chain; the nearer file wins header by header and member by member. */
export function readServerRules(reader: ProfileReader, words: TemplateWords): ServerRules {
  let rules = noServerRules
  for (const layer of fromBase(reader)) {
    const { server } = layer.yaml
    if (server === undefined) continue
    checkHeaders(reader, { layer, path: ['server', 'request_headers'] }, server.request_headers, words)
    checkHeaders(reader, { layer, path: ['server', 'response_headers'] }, server.response_headers, null)
    const metadata = Object.entries(server.metadata ?? {}).map(([name, yaml]) => [name, ruleOf(yaml)] as const)
    rules = {
      requestHeaders: overlayHeaders(rules.requestHeaders, server.request_headers),
      responseHeaders: overlayRules(rules.responseHeaders, server.response_headers),
      metadata: { ...rules.metadata, ...Object.fromEntries(metadata) },
    }
  }
  return rules
}
