import type { DefectId } from './defects.ts'
import type { Context } from './koa.ts'
import { type ServerAlg, signJws } from './signJws.ts'
import type { Site } from './site.ts'

type Members = Readonly<Record<string, unknown>>

/** Another algorithm than the one that the ecosystem agreed on. */
const algs: readonly (readonly [DefectId, ServerAlg])[] = [
  ['api-answer-none', 'none'],
  ['api-answer-alg', 'RS256'],
]

/** The payload of a JWS after it was signed: one member has another value. */
function altered(jws: string): string {
  const [header, payload = '', signature] = jws.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Members
  const other = Buffer.from(JSON.stringify({ ...claims, creditor: 'Somebody Else' })).toString('base64url')
  return [header, other, signature].join('.')
}

/** Puts the body that is about to be sent into a JWS of the server (RFC 7515 section 7.1). */
export function signAnswer(ctx: Context, { strict, credentials }: Site): void {
  if (!strict('api-answer-plain')) return
  const alg = algs.find(([id]) => !strict(id))?.[1] ?? 'ES256'
  const header = { typ: 'JOSE', ...(strict('api-answer-kid') ? {} : { kid: undefined }) }
  const jws = signJws(credentials, alg, header, { ...(ctx.body as Members) }, !strict('api-answer-key'))
  ctx.body = strict('api-answer-altered') ? jws : altered(jws)
  ctx.type = 'application/jwt'
}
