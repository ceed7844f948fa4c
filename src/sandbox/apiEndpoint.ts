import { agreementOf } from './agreements.ts'
import { readApiBody } from './apiBody.ts'
import { needOf } from './apiNeeds.ts'
import { signAnswer } from './apiSignature.ts'
import { callOf } from './call.ts'
import type { ApiAnswer, ApiEndpoint, Members } from './dialects/types.ts'
import type { Context, Middleware } from './koa.ts'
import { protect } from './protect.ts'
import { Refusal } from './refusal.ts'
import type { Site } from './site.ts'
import type { Entity } from './store.ts'

/** One endpoint of the API, from the access token to the answer. */
export function apiEndpoint(site: Site, endpoint: ApiEndpoint, params: Readonly<Record<string, string>>): Middleware {
  return protect(site, needOf(endpoint, site.strict), async (ctx, _next, { token }) => {
    try {
      checkVersion(ctx, site)
      if (!site.strict('api-customer') && ctx.get('x-fapi-customer-ip-address') !== '') {
        throw new Refusal(400, 'invalid_request', '"x-fapi-customer-ip-address": unknown header')
      }
      if (!site.strict('rs-accept') && ctx.get('accept') !== 'application/json') {
        throw new Refusal(406, 'not_acceptable', 'only application/json is served')
      }
      const body = readApiBody(ctx, site, endpoint, String(token.clientId))
      send(ctx, answerOf(ctx, site, endpoint, { params, body, token }))
      if (endpoint.answers === 'jws' && ctx.status < 300) signAnswer(ctx, site)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      send(ctx, { status: error.status, body: { error: error.code, error_description: sayable(error.message) } })
    }
  })
}

/** RFC 6749 section 5.2 keeps quotes and backslashes out of descriptions. */
const sayable = (text: string): string => text.replaceAll('"', "'").replace(/[^\x20-\x7e]|\\/g, '?')

function send(ctx: Context, { status, body, headers = {} }: ApiAnswer): void {
  ctx.status = status
  ctx.body = body
  for (const [name, value] of Object.entries(headers)) ctx.set(name, value)
}

/** The version that was asked for if it is served, else the first one: every answer tells it. */
export function giveVersion(ctx: Context, { dialect: { version }, strict }: Site): void {
  if (version === undefined) return
  const asked = ctx.get(version.header)
  const isGiven = version.supported.includes(asked) || (asked !== '' && !strict('api-version-any'))
  ctx.set(version.header, isGiven ? asked : (version.supported[0] ?? ''))
}

/** @throws Refusal 406 for a version that there is not */
function checkVersion(ctx: Context, { dialect: { version }, strict }: Site): void {
  if (version === undefined || !strict('api-version-any')) return
  const asked = ctx.get(version.header)
  if (asked === '' || version.supported.includes(asked)) return
  throw new Refusal(406, 'unsupported_version', `"${version.header}": expected ${version.supported.join(' or ')}`)
}

interface Seen {
  readonly params: Readonly<Record<string, string>>
  readonly body: Members
  readonly token: Entity
}

function answerOf(ctx: Context, site: Site, endpoint: ApiEndpoint, { params, body, token }: Seen): ApiAnswer {
  const { world, store } = site
  const clientId = String(token.clientId)
  const { consentId } = agreementOf(store, token)
  const answer = (): ApiAnswer =>
    endpoint.answer({
      params,
      body,
      clientId,
      consent: consentId === null ? null : world.consent(consentId),
      world,
      url: ctx.href.split('?')[0] ?? ctx.href,
      now: callOf(ctx).now,
    })
  if (endpoint.idempotency === undefined) return answer()
  const key = ctx.get(endpoint.idempotency)
  if (key === '' && site.strict('api-idempotency-none')) {
    throw new Refusal(400, 'invalid_request', `"${endpoint.idempotency}": required`)
  }
  return once(site, `${clientId} ${endpoint.id} ${key}`, body, answer)
}

/** Members of a signed body that differ each time it is signed. */
const timely = new Set(['iat', 'exp', 'nbf', 'jti'])

/** The same request with the same key has the effect of one; another request with a used key is refused. */
function once({ world, strict }: Site, key: string, body: Members, answer: () => ApiAnswer): ApiAnswer {
  const request = JSON.stringify(Object.entries(body).filter(([name]) => !timely.has(name)))
  const earlier = world.answers.get(key)
  if (earlier === undefined) {
    const given = answer()
    if (given.status < 300) world.answers.set(key, { request, answer: given })
    return given
  }
  if (earlier.request === request) return strict('api-idempotency') ? earlier.answer : answer()
  if (!strict('api-idempotency-other')) return answer()
  throw new Refusal(422, 'invalid_request', 'the idempotency key was used for another request')
}
