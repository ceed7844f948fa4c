import { createHash } from 'node:crypto'
import { isObject } from '../json/object.ts'
import type { Exchange } from '../wire/types.ts'
import { askIdToken } from './idToken.ts'
import { judge, notApplicable, unknown } from './makeAnswer.ts'
import { valuesOf } from './responseParams.ts'
import { formOf } from './sentRequest.ts'
import { shapeOf, show } from './showValue.ts'
import { parseJson } from './strictJson.ts'
import type { Check, Trace } from './types.ts'
import { allWhere } from './where.ts'

/** Digest that belongs to a signature algorithm (OpenID Connect Core section 3.1.3.6); Ed25519 hashes with SHA-512. */
function digestOf(alg: unknown): string | null {
  if (alg === 'EdDSA' || alg === 'Ed25519') return 'sha512'
  const bits = /^(?:PS|ES|RS|HS)(256|384|512)$/.exec(String(alg))?.[1]
  return bits === undefined ? null : `sha${bits}`
}

/** Left half of the digest of the ASCII text, base64url. */
export function halfHash(alg: unknown, text: string): string | null {
  const digest = digestOf(alg)
  if (digest === null) return null
  const whole = createHash(digest).update(text, 'ascii').digest()
  return whole.subarray(0, whole.length / 2).toString('base64url')
}

/** An access or other value that the hash covers; null if this flow has none. */
type Covered = (trace: Trace, exchange: Exchange) => string | null

const hashOf = (claim: string, what: string, covered: Covered): Check =>
  askIdToken('token', ({ header, claims }, exchange, trace) => {
    const value = claims[claim]
    if (value === undefined) return notApplicable(`the ID token has no "${claim}"`)
    const text = covered(trace, exchange)
    if (text === null) return judge(false, `no "${claim}", as there is no ${what}`, shapeOf(value), exchange)
    const wanted = halfHash(header.alg, text)
    if (wanted === null) return unknown(`no digest is known for alg ${show(header.alg)}`, 'as')
    return judge(
      value === wanted,
      `"${claim}" is the hash of the ${what}`,
      value === wanted ? 'it is' : 'another value',
      exchange,
    )
  })

function accessToken(_: Trace, { response }: Exchange): string | null {
  const parsed = parseJson(response?.body ?? '')
  const value = parsed.ok && isObject(parsed.value) ? parsed.value.access_token : null
  return typeof value === 'string' ? value : null
}

/** Hashes in the ID token that tie it to other values of the flow; each is optional and must be right when present. */
export const idTokenHashes = allWhere(
  { openid: true, grant: 'authorization_code' },
  {
    'id-token-at-hash': hashOf('at_hash', 'access token', accessToken),
    'id-token-c-hash': hashOf('c_hash', 'authorization code', ({ callback }, exchange) => {
      const sent = formOf(exchange).find(([name]) => name === 'code')?.[1]
      return sent ?? valuesOf(callback?.params ?? [], 'code')[0] ?? null
    }),
    'id-token-s-hash': hashOf('s_hash', 'state', ({ sent }) => sent.state),
  },
)
