import { presentBody } from './body.ts'
import { callOf } from './call.ts'
import { codeRules } from './codeRules.ts'
import { encodeForm, type Form, formValue, repeatedNames, tidyForm, withFormValue } from './form.ts'
import type { Context, Middleware, Next } from './koa.ts'
import { narrowDetails } from './narrowDetails.ts'
import { refreshRules } from './refreshRules.ts'
import { invalidRequest, Refusal } from './refusal.ts'
import { standInChallenge, standInVerifier } from './repairPush.ts'
import { applyRules } from './rules.ts'
import { Serially } from './serially.ts'
import type { Site } from './site.ts'
import type { Entity } from './store.ts'
import { shapeTokenResponse } from './tokenResponse.ts'

/** Makes a request ready for the library. @returns the entity that the token will stem from */
type Preparation = (ctx: Context, site: Site) => Promise<Entity | undefined>

const preparations: Readonly<Record<string, Preparation>> = {
  authorization_code: prepareCode,
  refresh_token: prepareRefresh,
  client_credentials: async () => undefined,
  password: preparePassword,
}

const knownParameters = new Set([
  ...['grant_type', 'code', 'redirect_uri', 'code_verifier', 'client_id', 'client_assertion', 'client_assertion_type'],
  ...['refresh_token', 'scope', 'username', 'password', 'client_secret', 'resource', 'authorization_details'],
])

const isSorted = (scope: string): boolean => scope === scope.split(' ').sort().join(' ')

/** The token endpoint after client authentication and sender constraint (RFC 6749 sections 4.1.3, 4.4 and 6). */
export function tokenRequest(site: Site): Middleware {
  const codes = new Serially()
  return async (ctx, next) => {
    const call = callOf(ctx)
    const repeated = repeatedNames(call.form)
    if (repeated.length > 0 && site.strict('token-duplicates')) {
      throw invalidRequest(`"${repeated.join('", "')}": sent more than once`)
    }
    call.form = tidyForm(call.form)
    if (!site.strict('token-unknown-parameter') && call.form.some(([name]) => !knownParameters.has(name))) {
      throw invalidRequest('unknown parameter')
    }
    if (!site.strict('token-scope-order') && !isSorted(formValue(call.form, 'scope') ?? '')) {
      throw new Refusal(400, 'invalid_scope', '"scope": expected in alphabetical order')
    }
    const grantType = formValue(call.form, 'grant_type')
    if (grantType === undefined) throw invalidRequest('"grant_type": required')
    const prepare = preparations[grantType]
    if (prepare === undefined) throw unsupported(site, grantType)
    const redeem = async () => {
      const source = await prepare(ctx, site)
      const details = source === undefined ? null : narrowDetails(ctx, site, source)
      await handOver(ctx, next)
      shapeTokenResponse(ctx, site, grantType, details)
      await signWithNewKey(ctx, site)
    }
    // The library looks whether a code was used and marks it as used in two steps; two requests at once must not
    // both get in between.
    const code = formValue(call.form, 'code')
    if (code !== undefined && site.strict('token-code-race')) await codes.run(code, redeem)
    else await redeem()
  }
}

/** After a rotation the server signs with another key than the library has. */
async function signWithNewKey(ctx: Context, { lifecycle }: Site): Promise<void> {
  const body = ctx.body as { id_token?: unknown } | null
  if (lifecycle === null || typeof body?.id_token !== 'string') return
  ctx.body = { ...body, id_token: await lifecycle.signAnew(body.id_token) }
}

async function handOver(ctx: Context, next: Next): Promise<void> {
  const { form } = callOf(ctx)
  presentBody(ctx, encodeForm(form))
  await next()
}

async function prepareCode(ctx: Context, site: Site): Promise<Entity | undefined> {
  const call = callOf(ctx)
  const value = formValue(call.form, 'code')
  if (value === undefined) throw invalidRequest('"code": required')
  const code = site.store.peek('AuthorizationCode', value)
  if (code === undefined) {
    if (!site.strict('token-code-unknown')) throw invalidRequest('the code is unknown')
    return undefined
  }
  if (code.codeChallenge === standInChallenge) call.form = withFormValue(call.form, 'code_verifier', standInVerifier)
  const jkt = call.binding !== null && 'jkt' in call.binding ? call.binding.jkt : null
  const facts = { form: call.form, code, clientId: call.client?.id ?? '', jkt }
  const { overlooked } = await applyRules(codeRules, facts, site.strict)
  if (!overlooked) return code
  Object.assign(call.overlooked, { client: true, pkce: true })
  const repaired: Form = withFormValue(call.form, 'code_verifier', null)
  call.form = withFormValue(repaired, 'redirect_uri', String(code.redirectUri))
  return code
}

async function prepareRefresh(ctx: Context, site: Site): Promise<Entity | undefined> {
  const call = callOf(ctx)
  const value = formValue(call.form, 'refresh_token')
  if (value === undefined) throw invalidRequest('"refresh_token": required')
  const token = site.store.peek('RefreshToken', value)
  if (token === undefined) return undefined
  const facts = { form: call.form, token, clientId: call.client?.id ?? '', binding: call.binding }
  const { overlooked } = await applyRules(refreshRules, facts, site.strict)
  if (!overlooked) return token
  call.overlooked.client = true
  call.form = withFormValue(call.form, 'scope', null)
  return token
}

/** FAPI 2.0 section 5.3.2.1 item 2: never served. The defect serves a token of the client's own. */
async function preparePassword(ctx: Context, site: Site): Promise<undefined> {
  if (site.strict('token-password')) throw unsupported(site, 'password')
  const call = callOf(ctx)
  call.form = withFormValue(call.form, 'grant_type', 'client_credentials')
}

function unsupported(site: Site, grantType: string): Refusal {
  return site.strict('token-grant-type')
    ? new Refusal(400, 'unsupported_grant_type', `"grant_type": "${grantType}" is not served`)
    : invalidRequest('"grant_type": not served')
}
