import { contentTypeCheck, jsonObjectCheck, statusCheck } from './successBody.ts'
import type { Check } from './types.ts'

/** The response that brought the metadata (RFC 8414 section 3.2). */
export const discoveryDocument = {
  'discovery-status': statusCheck('discovery', 200),
  'discovery-content-type': contentTypeCheck('discovery', ['application/json']),
  'discovery-json': jsonObjectCheck('discovery'),
} satisfies Record<string, Check>
