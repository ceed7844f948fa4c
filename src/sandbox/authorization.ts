import { answerUnknown, answerWithToken, overridePush, refuseTooMuch, withoutRequestObject } from './authorizeFaults.ts'
import { callOf } from './call.ts'
import { shapeCallback } from './callback.ts'
import { paths } from './endpoints.ts'
import { encodeForm, type Form, formValue, repeatedNames, tidyForm, withFormValue } from './form.ts'
import { shapeJarm } from './jarmResponse.ts'
import type { Context, LibraryContext, Middleware } from './koa.ts'
import { invalidRequest, Refusal } from './refusal.ts'
import type { Site } from './site.ts'

const urn = 'urn:ietf:params:oauth:request_uri:'

/** The authorization endpoint, first visit and return from the pages (RFC 6749 section 3.1, RFC 9126 section 4). */
export function authorization(site: Site): Middleware {
  const loaded = new Set<string>()
  return async (ctx, next) => {
    if (!site.strict('authorize-cors')) ctx.set('access-control-allow-origin', ctx.get('origin') || '*')
    if (ctx.method === 'OPTIONS') {
      ctx.status = 204
      return
    }
    // The way back from the pages is a GET; under the 307 defect a browser repeats its POST there.
    const query = requestQuery(ctx)
    ctx.method = 'GET'
    if (repeatedNames(query).length > 0) throw invalidRequest('a parameter was sent more than once')
    refuseTooMuch(query, site)
    if (site.lifecycle?.refuses(formValue(query, 'client_id') ?? '', 'authorization'))
      throw new Refusal(400, 'invalid_client', 'the client is unknown')
    if (!site.strict('authorize-outer-parameters')) overridePush(query, site)
    const requestUri = formValue(query, 'request_uri')
    if (requestUri !== undefined && !site.strict('par-spent-on-load')) {
      if (loaded.has(requestUri)) throw new Refusal(400, 'invalid_request_uri', 'request_uri was used before')
      loaded.add(requestUri)
    }
    const open = formValue(query, 'redirect_uri')
    if (requestUri === undefined && open !== undefined && !site.strict('authorize-open-redirector')) {
      ctx.status = 303
      ctx.redirect(
        `${open}${open.includes('?') ? '&' : '?'}error=invalid_request&iss=${encodeURIComponent(site.issuer)}`,
      )
    } else if (!answered(ctx, query)) {
      await next()
    }
    shapeRedirect(ctx, site)
    shapePostedResponse(ctx, site)
  }

  /** Defects that answer without the library. */
  function answered(ctx: Context, query: Form): boolean {
    if (ctx.path !== paths.authorization) return false
    if (!site.strict('authorize-outer-parameters') && answerWithToken(ctx, query, site)) return true
    return !site.strict('request-uri-unknown') && answerUnknown(ctx, query, site)
  }

  /** Parameters of the query, or of the body of a POST (OpenID Connect Core section 3.1.2.1), put into the URL. */
  function requestQuery(ctx: Context): Form {
    const { form } = callOf(ctx)
    const sent: Form = [
      ...new URLSearchParams(ctx.url.split('?')[1] ?? ''),
      ...(ctx.path === paths.authorization ? form : []),
    ]
    const named = site.strict('par-request-uri-form') ? sent : withUrn(sent)
    const owned = site.strict('par-other-client') ? named : asOwner(named)
    const open = site.strict('authorize-without-par') ? owned : withoutRequestObject(owned)
    const query = site.strict('authorize-duplicates') ? open : tidyForm(open)
    const text = encodeForm(query)
    ctx.url = text === '' ? ctx.path : `${ctx.path}?${text}`
    return query
  }

  /** Defect: the push was answered with less than a URI. */
  function withUrn(query: Form): Form {
    const isShort = (name: string, value: string): boolean => name === 'request_uri' && !value.includes(':')
    return query.map(([name, value]) => [name, isShort(name, value) ? `${urn}${value}` : value])
  }

  /** Defect: whoever comes with a request_uri is taken for the client that pushed it. */
  function asOwner(query: Form): Form {
    const id = (formValue(query, 'request_uri') ?? '').slice(urn.length)
    const owner = site.store.peek('PushedAuthorizationRequest', id)?.pushedBy
    return typeof owner === 'string' ? withFormValue(query, 'client_id', owner) : query
  }
}

/** `response_mode` of the request that the library has answered. */
const responseMode = (ctx: Context): string | null =>
  (ctx as Partial<LibraryContext>).oidc?.params?.response_mode ?? null

/** Defect: the page that posts a response JWT to the client names it otherwise. */
function shapePostedResponse(ctx: Context, site: Site): void {
  if (site.strict('jarm-mode-form-post-jwt') || responseMode(ctx) !== 'form_post.jwt') return
  if (typeof ctx.body === 'string') ctx.body = ctx.body.replace('name="response"', 'name="code"')
}

function shapeRedirect(ctx: Context, site: Site): void {
  if (ctx.status < 300 || ctx.status > 399) return
  const location = ctx.response.get('location')
  const target = new URL(location, site.issuer)
  const own = [site.issuer, site.mtlsOrigin].includes(target.origin) || !URL.canParse(location)
  ctx.status = site.strict('redirect-303') ? 303 : 302
  if (!own) ctx.set('location', shapeJarm(location, responseMode(ctx), site) ?? shapeCallback(location, site))
  // The library repeats the address in the body, which is of no use to anyone.
  ctx.body = ''
}
