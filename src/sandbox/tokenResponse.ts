import { callOf } from './call.ts'
import { formValue } from './form.ts'
import { brokenIdToken } from './idTokenFaults.ts'
import type { Context } from './koa.ts'
import type { Site } from './site.ts'

type TokenBody = Record<string, unknown> & { access_token?: string; id_token?: string }

/** Applies the defects of token responses. Without any, the library's response goes out as it is. */
export function shapeTokenResponse(ctx: Context, site: Site, grantType: string): void {
  if (ctx.status !== 200) return
  const { strict } = site
  const body = { ...(ctx.body as TokenBody) }
  if (!strict('token-expires-in')) delete body.expires_in
  if (!strict('token-type')) body.token_type = 'Bearer'
  if (!strict('id-token-missing')) delete body.id_token
  if (!strict('refresh-scope') && grantType === 'refresh_token') widenScope(ctx, site, body)
  if (body.id_token !== undefined) body.id_token = brokenIdToken(body.id_token, site, grantType)
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
