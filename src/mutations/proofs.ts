import { sentFields } from './sent.ts'
import type { Proof } from './verbs.ts'

/** The recorded request has that form or query parameter. */
export const has =
  (part: 'form' | 'query', name: string): Proof =>
  (exchange) =>
    sentFields(exchange, part).some(([n]) => n === name) ? null : `"${name}" was not in the ${part}`

/** The recorded request lacks that form or query parameter. */
export const hasNot =
  (part: 'form' | 'query', name: string): Proof =>
  (exchange) =>
    sentFields(exchange, part).some(([n]) => n === name) ? `"${name}" was in the ${part}` : null

/** No client certificate was shown with the recorded request. */
export const noCertificate: Proof = ({ request }) =>
  request.identity === null ? null : 'a certificate was shown in the handshake'
