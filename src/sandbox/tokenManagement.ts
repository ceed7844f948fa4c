import { agreementOf } from './agreements.ts'
import { presentBody } from './body.ts'
import { callOf } from './call.ts'
import { paths } from './endpoints.ts'
import { encodeForm, formValue, repeatedNames, tidyForm, withFormValue } from './form.ts'
import { answerWithJwt, introspectionJwt } from './introspectionJwt.ts'
import type { Context, Middleware } from './koa.ts'
import { invalidRequest, Refusal } from './refusal.ts'
import type { Site } from './site.ts'
import type { Strict } from './strict.ts'

const hints: Readonly<Record<string, string>> = { access_token: 'AccessToken', refresh_token: 'RefreshToken' }

/** Introspection after client authentication (RFC 7662, RFC 9701). */
export function introspection(site: Site): Middleware {
  const { strict, store } = site
  return async (ctx, next) => {
    const token = readToken(ctx, site)
    const known = ['AccessToken', 'RefreshToken', 'ClientCredentials'].some((model) => site.store.peek(model, token))
    if (!known && !strict('introspection-unknown')) throw invalidRequest('the token is unknown')
    if (!strict('introspection-unknown-hint')) refuseUnknownHint(ctx)
    const hinted = hints[formValue(callOf(ctx).form, 'token_type_hint') ?? '']
    const hidden = hinted !== undefined && !strict('introspection-hint') && !site.store.peek(hinted, token)
    handOver(ctx, hidden ? 'hidden' : token)
    const wantsJwt = ctx.accepts('json', introspectionJwt) === introspectionJwt
    // The library answers in JSON; a JWT is made of that here.
    ctx.req.headers.accept = 'application/json'
    await next()
    if (ctx.status !== 200 || typeof ctx.body !== 'object') return
    const told = ctx.body as Readonly<Record<string, unknown>>
    const isCached = !strict('drill-introspection-cached') && site.store.peekGone('AccessToken', token) !== undefined
    const given = withDetails(site, token, isCached ? { active: true } : told)
    const isEnded =
      store.peek('RefreshToken', token) === undefined && store.peekGone('RefreshToken', token) !== undefined
    const ended = !strict('introspection-refresh-token') && isEnded ? { active: true } : given
    const answer = !strict('introspection-expired') && isExpired(site, token) ? { ...ended, active: true } : ended
    const jwtRule = answer.active === true ? 'introspection-jwt' : 'introspection-jwt-inactive'
    if (wantsJwt && strict(jwtRule)) answerWithJwt(ctx, site, answer, token)
    else ctx.body = shapeAnswer(answer, strict)
  }
}

/** RFC 9396 section 9.2: what an active token was granted for. */
function withDetails({ store }: Site, id: string, answer: Readonly<Record<string, unknown>>) {
  const token = store.peek('AccessToken', id) ?? store.peek('RefreshToken', id)
  const details = token === undefined ? null : agreementOf(store, token).details
  const told = answer.active === true && details !== null
  return told ? { ...answer, authorization_details: details } : answer
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Applies the defects of answers in JSON. */
function shapeAnswer(given: Readonly<Record<string, unknown>>, strict: Strict): Record<string, unknown> {
  const answer = { ...given }
  const rule = isObject(answer.cnf) && 'x5t#S256' in answer.cnf ? 'introspection-cnf-certificate' : 'introspection-cnf'
  if (!strict(rule)) delete answer.cnf
  if (answer.active === false && !strict('introspection-details')) answer.client_id = 'unknown'
  if (typeof answer.exp === 'number' && !strict('introspection-exp')) answer.exp += 86_400
  if (!strict('introspection-active')) answer.active = String(answer.active)
  return answer
}

function isExpired({ store, nowS }: Site, token: string): boolean {
  const entity = store.peek('AccessToken', token)
  return entity !== undefined && Number(entity.exp) <= nowS()
}

/** Revocation after client authentication (RFC 7009). */
export function revocation(site: Site): Middleware {
  const { strict, store } = site
  return async (ctx, next) => {
    const token = readToken(ctx, site)
    const isRefresh = store.peek('RefreshToken', token) !== undefined
    const isAccess = ['AccessToken', 'ClientCredentials'].some((model) => store.peek(model, token) !== undefined)
    if (!isRefresh && !isAccess && !strict('revocation-unknown')) throw invalidRequest('the token is unknown')
    if (!strict('revocation-unknown-hint')) refuseUnknownHint(ctx)
    if (isAccess && !strict('revocation-access-token')) {
      throw new Refusal(400, 'unsupported_token_type', 'access tokens cannot be revoked')
    }
    const hinted = hints[formValue(callOf(ctx).form, 'token_type_hint') ?? '']
    const hidden = hinted !== undefined && !strict('revocation-hint') && store.peek(hinted, token) === undefined
    const kept = (isAccess && !strict('revocation-effect')) || (isRefresh && !strict('revocation-refresh'))
    handOver(ctx, hidden || kept ? 'hidden' : token)
    await next()
    ctx.set('cache-control', 'no-store')
  }
}

function readToken(ctx: Context, site: Site): string {
  const call = callOf(ctx)
  const repeated = repeatedNames(call.form)
  if (repeated.length > 0) throw invalidRequest(`"${repeated.join('", "')}": sent more than once`)
  call.form = tidyForm(call.form)
  const text = formValue(call.form, 'token')
  const rule = ctx.path === paths.introspection ? 'introspection-token' : 'revocation-token'
  if (text === undefined && site.strict(rule)) throw invalidRequest('"token": required')
  if (text === undefined) return 'unknown'
  // A refresh token is opaque whatever access tokens look like.
  return site.store.peek('RefreshToken', text) === undefined ? (site.tokenForm.idOf(text) ?? 'unknown') : text
}

/** Defect: RFC 7009 section 2.1 and RFC 7662 section 2.1 make a hint a help that may be ignored. */
function refuseUnknownHint(ctx: Context): void {
  const hint = formValue(callOf(ctx).form, 'token_type_hint')
  if (hint !== undefined && hints[hint] === undefined) throw invalidRequest('"token_type_hint": unknown')
}

function handOver(ctx: Context, token: string): void {
  const form = withFormValue(callOf(ctx).form, 'token', token)
  presentBody(ctx, encodeForm(form))
}
