import { createPrivateKey } from 'node:crypto'
import { decodeJwt, SignJWT } from 'jose'
import { callOf } from './call.ts'
import type { DefectId } from './defects.ts'
import { formValue } from './form.ts'
import type { Context } from './koa.ts'
import type { Site } from './site.ts'

type TokenBody = Record<string, unknown> & { access_token?: string; id_token?: string }

/** Applies the defects of token responses. Without any, the library's response goes out as it is. */
export async function shapeTokenResponse(ctx: Context, site: Site, grantType: string): Promise<void> {
  if (ctx.status !== 200) return
  const { strict } = site
  const body = { ...(ctx.body as TokenBody) }
  if (!strict('token-expires-in')) delete body.expires_in
  if (!strict('token-type')) body.token_type = 'Bearer'
  if (!strict('id-token-missing')) delete body.id_token
  if (!strict('refresh-scope') && grantType === 'refresh_token') widenScope(ctx, site, body)
  if (body.id_token !== undefined) body.id_token = await shapeIdToken(body.id_token, site, grantType)
  ctx.body = body
  if (!strict('token-content-type')) {
    ctx.body = JSON.stringify(body)
    ctx.type = 'text/plain'
  }
}

/** RFC 6749 section 6: refresh never yields more; the defect grants whatever was asked for. */
function widenScope(ctx: Context, site: Site, body: TokenBody): void {
  const asked = formValue(callOf(ctx).sentForm, 'scope')
  const id = body.access_token === undefined ? null : site.tokenForm.idOf(body.access_token)
  if (asked === undefined || id === null) return
  body.scope = asked
  site.store.amend('AccessToken', id, { scope: asked })
}

type Claims = Record<string, unknown>

const claimDefects: readonly (readonly [DefectId, (claims: Claims, grantType: string) => Claims])[] = [
  ['id-token-aud', (claims) => ({ ...claims, aud: 'another-client' })],
  ['id-token-iss', (claims) => ({ ...claims, iss: `${claims.iss}/` })],
  ['id-token-at-hash', (claims) => ({ ...claims, at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' })],
  [
    'refresh-sub',
    (claims, grantType) => (grantType === 'refresh_token' ? { ...claims, sub: 'somebody-else' } : claims),
  ],
]

async function shapeIdToken(idToken: string, site: Site, grantType: string): Promise<string> {
  const { strict } = site
  const broken = claimDefects.filter(([id]) => !strict(id))
  const headerDefects = (['id-token-alg', 'id-token-kid', 'id-token-jku'] as const).filter((id) => !strict(id))
  if (broken.length + headerDefects.length === 0) return idToken
  const claims = broken.reduce((seen, [, change]) => change(seen, grantType), decodeJwt(idToken) as Claims)
  const alg = strict('id-token-alg') ? 'ES256' : 'RS256'
  const key = site.credentials.serverKeys.find((candidate) => candidate.alg === (alg === 'ES256' ? 'ES256' : 'PS256'))
  if (key === undefined) throw new Error(`the server has no key for ${alg}`)
  return new SignJWT(claims)
    .setProtectedHeader({
      alg,
      ...(strict('id-token-kid') ? { kid: key.kid } : {}),
      ...(strict('id-token-jku') ? {} : { jku: `${site.issuer}/jwks` }),
    })
    .sign(createPrivateKey({ key: key.privateJwk as Record<string, string>, format: 'jwk' }))
}
