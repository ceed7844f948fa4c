import { thumbprintOf } from '../json/thumbprint.ts'
import type { Exchange } from '../wire/types.ts'
import { headerValues } from './headers.ts'
import { decodeJwt } from './jwt.ts'
import type { Params } from './responseParams.ts'
import type { Trace } from './types.ts'

/** Form parameters of a request, as recorded. */
export const formOf = ({ request }: Exchange): Params => [...new URLSearchParams(request.body ?? '')]

/**
 * A parameter of the pushed authorization request, of the form or of the request object in it (RFC 9126 section 3);
 * null if it was not sent.
 */
export function pushedParameter(trace: Trace, name: string): string | null {
  const last = trace.exchanges.par?.at(-1)
  if (last === undefined) return null
  const form = formOf(last)
  const decoded = decodeJwt(form.find(([param]) => param === 'request')?.[1])
  // What stands beside a request object does not count (RFC 9101 section 6.3).
  if (!decoded.ok) return form.find(([param]) => param === name)?.[1] ?? null
  const claim = decoded.jwt.claims[name]
  if (claim === undefined) return null
  return typeof claim === 'string' ? claim : JSON.stringify(claim)
}

/** RFC 7638 thumbprint of the key of the DPoP proof that a request carried; null without a readable proof. */
export function proofKeyOf({ request }: Exchange): string | null {
  const decoded = decodeJwt(headerValues(request.headers, 'dpop')[0])
  return decoded.ok ? thumbprintOf(decoded.jwt.header.jwk) : null
}
