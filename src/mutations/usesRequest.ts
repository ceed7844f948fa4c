import { visitAuthorize } from '../flow/authorize.ts'
import type { Draft } from '../flow/draft.ts'
import { encodeFields, type Fields, type FieldValue, getField, removeField, setField } from '../flow/fields.ts'
import { signJwt } from '../flow/jws.ts'
import { spareKey } from '../flow/keys.ts'
import { labelOf } from '../flow/send.ts'
import { type FlowSession, file, randomText } from '../flow/session.ts'
import { authorizationParameters } from '../flow/steps.ts'
import type { VisitOutcome } from '../login/types.ts'
import type { RecordedResponse, WireRequest } from '../wire/types.ts'
import { narrowerScope } from './narrowerScope.ts'
import { paramsOf } from './places.ts'
import { has, hasNot } from './proofs.ts'
import { requestObjectOf } from './requestObjectOf.ts'
import { sentFields } from './sent.ts'
import { resolve } from './symbols.ts'
import type { Performed, Use } from './useTypes.ts'
import type { Proof } from './verbs.ts'

/** Sets a parameter of the pushed authorization request, wherever that travels. */
function sets(draft: Draft, name: string, value: string): Proof {
  const params = paramsOf(draft)
  params.set(name, value)
  return (exchange) => (params.sent(exchange, name).includes(value) ? null : `"${name}" was not pushed as "${value}"`)
}

/** The authorization request as a request object in the browser's URL (RFC 9101 section 5.1), signed or not. */
function byValue(draft: Draft, flow: FlowSession, signed: boolean): Proof[] {
  const { actor } = flow
  // Nothing is signed in the unsigned form, so a client without a registered key can send it too.
  const key = actor.key ?? (signed ? null : spareKey('ES256'))
  const object = requestObjectOf(flow, { ...actor, key })
  if (!signed) {
    object.alg = 'none'
    object.header = { typ: object.header.typ, alg: 'none' }
  }
  draft.query = [
    ['client_id', actor.client.id],
    ['response_type', 'code'],
    ...(flow.sent.scope === null ? [] : [['scope', flow.sent.scope] as [string, string]]),
    ['request', signJwt(object)],
  ]
  return [has('query', 'request'), hasNot('query', 'request_uri')]
}

const jsonBody: Proof = ({ request }) => {
  try {
    const body: unknown = JSON.parse(request.body ?? '')
    return typeof body === 'object' && body !== null && ('response_type' in body || 'request' in body)
      ? null
      : 'the JSON body has no response_type and no request'
  } catch {
    return 'the body is not JSON'
  }
}

/** Leaves a parameter out of the push and names it in the browser's URL only. */
const onlyAtAuthorize =
  (name: string, value: (flow: FlowSession) => string): NonNullable<Use['apply']> =>
  () =>
  (draft, flow, location) => {
    if (location.step === 'par') {
      const params = paramsOf(draft)
      params.remove(name)
      return [(exchange) => (params.sent(exchange, name).length === 0 ? null : `"${name}" was pushed`)]
    }
    setField(draft.query, name, value(flow))
    return [has('query', name)]
  }

const pageOf = (url: string, status: number, body: string) => ({
  url,
  status,
  title: /<title[^>]*>([^<]*)/i.exec(body)?.[1]?.trim() ?? '',
  text: body
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, 2000),
  hasPasswordField: /type=["']?password/i.test(body),
  hasForm: /<form/i.test(body),
  screenshot: null,
})

/** The request with the cookies of an answer that the browser had before: without them the server knows nothing of it. */
function withCookies(request: WireRequest, { headers }: RecordedResponse): WireRequest {
  const set = headers
    .filter(([name]) => name.toLowerCase() === 'set-cookie')
    .map(([, value]) => value.split(';')[0] ?? '')
  const own = request.headers.filter(([name]) => name.toLowerCase() === 'cookie').map(([, value]) => value)
  const others = request.headers.filter(([name]) => name.toLowerCase() !== 'cookie')
  const all = [...set, ...own]
  return all.length === 0 ? request : { ...request, headers: [...others, ['cookie', all.join('; ')]] }
}

/** POSTs the whole authorization request to the authorization endpoint, then looks where that leads. */
async function postAuthorization(flow: FlowSession): Promise<Performed | null> {
  const { env, actor } = flow
  const url = env.server.metadata.authorization_endpoint
  if (typeof url !== 'string' || !env.login) return null
  const body = encodeFields(authorizationParameters(flow, actor))
  const headers = [
    ['accept', 'text/html'],
    ['content-type', 'application/x-www-form-urlencoded'],
  ] as const
  const send = (request: Parameters<typeof env.wire.send>[0]) => env.wire.send(request, labelOf(flow, 'authorize'))
  const exchange = await send({ method: 'POST', url, headers, body })
  file(flow, 'authorize', exchange)
  const { response } = exchange
  const location = response?.headers.find(([name]) => name.toLowerCase() === 'location')?.[1]
  const proofs: Proof[] = [has('form', 'response_type'), hasNot('form', 'request_uri')]
  if (!response)
    return {
      exchange,
      visit: { kind: 'network', message: exchange.error?.message ?? 'no answer', exchanges: [exchange] },
      proofs,
    }
  const target = location === undefined ? null : new URL(location, url)
  const isCallback = target?.href.startsWith(actor.client.redirect_uri.split('?')[0] ?? '') ?? false
  const page = pageOf(url, response.status, response.body)
  // The login of the whole site stands around error pages, too; no login page comes with these.
  const failed = [400, 404, 405].includes(response.status)
  const asks = page.hasPasswordField && !failed
  let visit: VisitOutcome = { kind: asks ? 'interaction' : 'page', page, exchanges: [exchange] }
  if (target && isCallback) visit = { kind: 'callback', url: target.href, exchanges: [exchange] }
  else if (target)
    visit = await env.login.visit({
      url: target.href,
      session: env.login.newSession(),
      action: 'open',
      callbacks: [actor.client.redirect_uri],
      send: (request) => send(request.url.startsWith(new URL(url).origin) ? withCookies(request, response) : request),
    })
  return { exchange, visit, proofs }
}

function moveFormToQuery(draft: Draft): void {
  const form = draft.form ?? []
  draft.query.push(...form)
  draft.form = []
}

const accessToken = (headers: Fields): string => {
  const value = getField(headers, 'Authorization', true)
  return typeof value === 'string' ? value.slice(value.indexOf(' ') + 1) : ''
}

/** Named changes to whole requests. */
export const requestUses: Readonly<Record<string, Use>> = {
  'json-body': {
    does: 'sends the pushed request as JSON instead of a form',
    apply: () => (draft) => {
      const form = draft.form ?? []
      const text = (value: FieldValue): string => {
        const jwt = typeof value === 'string' ? null : draft.jwts[value.jwt]
        return typeof value === 'string' ? value : jwt ? signJwt(jwt) : ''
      }
      draft.body = JSON.stringify(Object.fromEntries(form.map(([name, value]) => [name, text(value)])))
      draft.form = null
      setField(draft.headers, 'content-type', 'application/json', true)
      return [jsonBody]
    },
  },
  'form-in-query': {
    does: 'sends all parameters in the URL and an empty body',
    apply: () => (draft) => {
      const names = (draft.form ?? []).map(([name]) => name)
      moveFormToQuery(draft)
      return names.flatMap((name) => [has('query', name), hasNot('form', name)])
    },
  },
  'get-with-form-in-query': {
    does: 'sends all parameters in the URL by GET, with no body',
    apply: () => (draft) => {
      const names = (draft.form ?? []).map(([name]) => name)
      moveFormToQuery(draft)
      draft.form = null
      draft.method = 'GET'
      removeField(draft.headers, 'content-type', true)
      // The proof fits the request, so that it is not what the request is refused for.
      if (draft.jwts.dpop) draft.jwts.dpop.claims.htm = 'GET'
      return [
        ...names.map((name) => has('query', name)),
        ({ request }) => (request.method === 'GET' ? null : `the method was ${request.method}, not GET`),
      ]
    },
  },
  'token-in-query': {
    does: 'sends the access token in the URL query instead of the Authorization header',
    apply: () => (draft) => {
      const token = accessToken(draft.headers)
      removeField(draft.headers, 'Authorization', true)
      draft.query.push(['access_token', token])
      return [
        has('query', 'access_token'),
        ({ request }) =>
          request.headers.some(([name]) => name.toLowerCase() === 'authorization')
            ? 'the Authorization header was sent as well'
            : null,
      ]
    },
  },
  'request-by-value': {
    does: 'sends a signed request object in the browser URL instead of a pushed request_uri',
    apply: () => (draft, flow) => byValue(draft, flow, true),
  },
  'unsigned-request-by-value': {
    does: 'sends an unsigned request object in the browser URL instead of a pushed request_uri',
    apply: () => (draft, flow) => byValue(draft, flow, false),
  },
  'post-authorization-request': {
    does: 'POSTs all authorization parameters to the authorization endpoint without pushing them first',
    perform: (flow) => postAuthorization(flow),
  },
  'state-only-at-authorize': {
    does: 'leaves state out of the pushed request and names it in the browser URL only',
    apply: onlyAtAuthorize('state', () => randomText(32)),
  },
  'redirect-uri-only-at-authorize': {
    does: 'leaves redirect_uri out of the pushed request and names it in the browser URL only',
    apply: onlyAtAuthorize('redirect_uri', (flow) => flow.actor.client.redirect_uri),
  },
  'prompt-none-without-session': {
    does: 'asks with prompt=none in a browser that is not logged in',
    apply: () => (draft, flow, location) => {
      if (location.step === 'par') return [sets(draft, 'prompt', 'none')]
      flow.browser = null
      flow.action = 'open'
      return [
        ({ request }) =>
          request.headers.some(([name]) => name.toLowerCase() === 'cookie') ? 'cookies were sent' : null,
      ]
    },
  },
  'open-first': {
    does: 'opens the authorization URL once in another browser without going on, then visits it as usual',
    before: async (flow) => {
      const { browser, action } = flow
      flow.browser = null
      flow.action = 'open'
      const first = await visitAuthorize(flow)
      flow.browser = browser
      flow.action = action
      if (first?.outcome.kind !== 'interaction')
        throw new RangeError('the first visit did not stop at a page of the server, so the second proves nothing')
    },
    apply: () => (_draft, flow) => {
      const before = flow.exchanges.authorize?.length ?? 0
      return [() => (before > 0 ? null : 'the authorization URL was not opened before')]
    },
  },
  'narrow-grant-then-widen': {
    does: 'asks for less than the full scope, then for the full scope when refreshing',
    apply: () => (draft, flow, location) => {
      const full = String(resolve('$configured_scope', flow, draft))
      if (location.step === 'par') return [sets(draft, 'scope', narrowerScope(full))]
      setField(draft.form ?? [], 'scope', full)
      return [
        (exchange) =>
          sentFields(exchange, 'form').some(([n, v]) => n === 'scope' && v === full)
            ? null
            : `"scope" was not sent as "${full}"`,
      ]
    },
  },
}
