import { type Agreement, agreementOf } from './agreements.ts'
import { callOf } from './call.ts'
import type { Dialect, Members } from './dialects/types.ts'
import { formValue } from './form.ts'
import { brokenIdToken } from './idTokenFaults.ts'
import type { Context } from './koa.ts'
import type { Site } from './site.ts'

type TokenBody = Record<string, unknown> & { access_token?: string; id_token?: string }

/**
 * Adds what was agreed (RFC 9396 section 7) and applies the defects of token responses.
 * @param details to which the request narrows what was granted; null: it does not
 */
export function shapeTokenResponse(ctx: Context, site: Site, grantType: string, details: Agreement['details']): void {
  if (ctx.status !== 200) return
  if (details !== null) narrow(site, ctx.body as TokenBody, details)
  const { strict } = site
  const body = withDetails(site, widened(site, ctx.body as TokenBody))
  if (!strict('token-expires-in')) delete body.expires_in
  if (!strict('token-type')) body.token_type = 'Bearer'
  if (!strict('id-token-missing')) delete body.id_token
  const rule = ({ refresh_token: 'refresh-scope', authorization_code: 'token-scope' } as const)[grantType]
  if (rule !== undefined && !strict(rule)) widenScope(ctx, site, body)
  if (!strict('refresh-untold') && grantType === 'refresh_token') openAll(site, body)
  if (!strict('refresh-again') && grantType === 'refresh_token') openLater(site, body)
  if (body.id_token !== undefined)
    body.id_token = brokenIdToken(body.id_token, site, grantType, callOf(ctx).client?.id ?? '')
  ctx.body = body
  if (!strict('token-content-type')) {
    ctx.body = JSON.stringify(body)
    ctx.type = 'text/plain'
  }
}

/** RFC 9396 section 6: less was asked for than is granted. */
function narrow({ store, tokenForm }: Site, body: TokenBody, details: Agreement['details']): void {
  const id = tokenForm.idOf(body.access_token ?? '') ?? ''
  const agreement = agreementOf(store, store.peek('AccessToken', id) ?? {})
  store.amend('AccessToken', id, { agreement: { ...agreement, details } })
}

/** Defects: every scope of the ecosystem is granted, to everybody or to who asks for none. */
function widened({ dialect, store, strict, tokenForm }: Site, body: TokenBody): TokenBody {
  const asked = typeof body.scope === 'string' ? body.scope.split(' ') : []
  const unasked = !strict('grant-unasked') && !asked.some((scope) => Object.hasOwn(dialect.scopes, scope))
  if (strict('grant-everything') && !unasked) return body
  const scope = [...new Set([...asked, ...Object.keys(dialect.scopes)])].join(' ')
  const id = tokenForm.idOf(body.access_token ?? '') ?? ''
  for (const model of ['AccessToken', 'ClientCredentials']) store.amend(model, id, { scope })
  return { ...body, scope }
}

/** RFC 9396 section 7: the details as granted. */
function withDetails({ dialect, store, tokenForm, strict }: Site, body: TokenBody): TokenBody {
  const token = store.peek('AccessToken', tokenForm.idOf(body.access_token ?? '') ?? '')
  const details = token === undefined ? null : agreementOf(store, token).details
  if (details === null || !strict('details-untold')) return { ...body }
  return {
    ...body,
    authorization_details: strict('details-all') ? details : details.map((one) => entire(one, dialect)),
  }
}

/** Defect: every value that the type knows, in each of its lists. */
function entire(detail: Members, { authorizationDetails = {} }: Dialect): Members {
  const members = Object.entries(authorizationDetails[String(detail.type)]?.members ?? {})
  const lists = members.filter(([name, { allowed }]) => allowed !== 'text' && name in detail)
  return { ...detail, ...Object.fromEntries(lists.map(([name, { allowed }]) => [name, allowed])) }
}

const refreshedGrants = new WeakMap<Site, Set<unknown>>()

/** Defect: from its second refresh on, a grant has every scope, and the response tells. */
function openLater(site: Site, body: TokenBody): void {
  const known = refreshedGrants.get(site) ?? new Set()
  refreshedGrants.set(site, known)
  const id = site.tokenForm.idOf(body.access_token ?? '') ?? ''
  const grant = site.store.peek('AccessToken', id)?.grantId
  if (!known.has(grant)) known.add(grant)
  else {
    body.scope = Object.keys(site.dialect.scopes).join(' ')
    site.store.amend('AccessToken', id, { scope: body.scope })
  }
}

/** Defect: the token can do more than its response says. */
function openAll({ dialect, store, tokenForm }: Site, { access_token = '' }: TokenBody): void {
  store.amend('AccessToken', tokenForm.idOf(access_token) ?? '', { scope: Object.keys(dialect.scopes).join(' ') })
}

/** RFC 6749 section 6: refresh never yields more; the defect grants whatever was asked for. */
function widenScope(ctx: Context, site: Site, body: TokenBody): void {
  const asked = formValue(callOf(ctx).sentForm, 'scope')
  const id = body.access_token === undefined ? null : site.tokenForm.idOf(body.access_token)
  if (asked === undefined || id === null) return
  body.scope = asked
  site.store.amend('AccessToken', id, { scope: asked })
}
