import { type Form, formValue, withFormValue } from './form.ts'
import { decodeJws } from './jws.ts'
import type { Context } from './koa.ts'
import { invalidRequest } from './refusal.ts'
import type { Site } from './site.ts'

const urn = 'urn:ietf:params:oauth:request_uri:'
const needed = ['client_id', 'request_uri', 'response_type', 'redirect_uri']
const known = new Set([
  ...needed,
  ...['scope', 'state', 'nonce', 'code_challenge', 'code_challenge_method', 'response_mode', 'request', 'prompt'],
])
/** Parameters that a careless server takes from the browser although they were pushed. */
const overridden = [
  ...['state', 'nonce', 'scope', 'redirect_uri', 'response_type', 'response_mode'],
  ...['code_challenge', 'code_challenge_method'],
] as const

/** Defects of servers that want more, or other parameters than RFC 9126 section 4 has. @throws Refusal */
export function refuseTooMuch(query: Form, { strict }: Site): void {
  if (formValue(query, 'request_uri') === undefined) return
  const missing = needed.filter((name) => formValue(query, name) === undefined)
  if (!strict('authorize-parameters') && missing.length > 0) throw invalidRequest(`${missing.join(', ')}: required`)
  const foreign = query.filter(([name]) => !known.has(name))
  if (!strict('authorize-unknown-parameter') && foreign.length > 0) throw invalidRequest('unknown parameter')
}

/** Defect of `authorize-without-par`: an unsigned request object in the URL is as good as its parameters. */
export function withoutRequestObject(query: Form): Form {
  const jws = decodeJws(formValue(query, 'request') ?? '')
  if (jws === null || jws.header.alg !== 'none') return query
  const claims = Object.entries(jws.claims).filter(([, value]) => typeof value === 'string')
  return claims.reduce(
    (form: Form, [name, value]) => withFormValue(form, name, String(value)),
    withFormValue(query, 'request', null),
  )
}

/** Defect: what stands beside request_uri replaces what was pushed (RFC 9101 section 6.3 forbids it). */
export function overridePush(query: Form, site: Site): void {
  const id = (formValue(query, 'request_uri') ?? '').slice(urn.length)
  const request = site.store.peek('PushedAuthorizationRequest', id)?.request
  const jws = typeof request === 'string' ? decodeJws(request) : null
  const outer = overridden.flatMap((name) => {
    const value = formValue(query, name)
    return value === undefined ? [] : [[name, value] as const]
  })
  if (jws === null || typeof request !== 'string' || outer.length === 0) return
  const redirectUri = formValue(query, 'redirect_uri')
  if (redirectUri !== undefined) site.passedRedirectUris.add(redirectUri)
  const claims = { ...jws.claims, ...Object.fromEntries(outer) }
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url')
  site.store.amend('PushedAuthorizationRequest', id, { request: `${request.split('.')[0]}.${payload}.` })
}

/** Defect: `response_type=token` in the URL puts tokens into the address bar. True if that was the answer. */
export function answerWithToken(ctx: Context, query: Form, site: Site): boolean {
  if (formValue(query, 'response_type') !== 'token') return false
  return sendBack(ctx, query, site, { code: 'made-up', access_token: 'made-up', token_type: 'Bearer' })
}

/** Defect: a request_uri that nobody issued is answered as if it were one. True if that was the answer. */
export function answerUnknown(ctx: Context, query: Form, site: Site): boolean {
  const uri = formValue(query, 'request_uri')
  if (uri === undefined || site.store.peek('PushedAuthorizationRequest', uri.slice(urn.length)) !== undefined)
    return false
  return sendBack(ctx, query, site, { code: 'made-up' })
}

function sendBack(ctx: Context, query: Form, site: Site, params: Readonly<Record<string, string>>): boolean {
  const client = site.credentials.clients.find(({ id }) => id === formValue(query, 'client_id'))
  if (client === undefined) return false
  const url = new URL(client.redirectUri)
  for (const [name, value] of Object.entries({ ...params, iss: site.issuer })) url.searchParams.set(name, value)
  ctx.status = 303
  ctx.redirect(url.href)
  return true
}
