import { agreementOf } from './agreements.ts'
import { callOf } from './call.ts'
import { formValue } from './form.ts'
import { brokenIdToken } from './idTokenFaults.ts'
import type { Context } from './koa.ts'
import type { Site } from './site.ts'

type TokenBody = Record<string, unknown> & { access_token?: string; id_token?: string }

/** Adds what was agreed (RFC 9396 section 7) and applies the defects of token responses. */
export function shapeTokenResponse(ctx: Context, site: Site, grantType: string): void {
  if (ctx.status !== 200) return
  const { strict } = site
  const body = withDetails(site, ctx.body as TokenBody)
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

/** RFC 9396 section 7: the details as granted. */
function withDetails({ store, tokenForm }: Site, body: TokenBody): TokenBody {
  const token = store.peek('AccessToken', tokenForm.idOf(body.access_token ?? '') ?? '')
  const details = token === undefined ? null : agreementOf(store, token).details
  return details === null ? { ...body } : { ...body, authorization_details: details }
}

/** RFC 6749 section 6: refresh never yields more; the defect grants whatever was asked for. */
function widenScope(ctx: Context, site: Site, body: TokenBody): void {
  const asked = formValue(callOf(ctx).sentForm, 'scope')
  const id = body.access_token === undefined ? null : site.tokenForm.idOf(body.access_token)
  if (asked === undefined || id === null) return
  body.scope = asked
  site.store.amend('AccessToken', id, { scope: asked })
}
