import { isStringArray } from '../json/object.ts'
import type { Exchange } from '../wire/types.ts'
import { headerValues } from './headers.ts'
import { parseHttpDate } from './httpDate.ts'
import { algAnswer, kidAnswer, signatureAnswer, signedAnswer } from './jwsAnswers.ts'
import { type DecodedJwt, decodeJwt, type Jwt } from './jwt.ts'
import { found, judge, judgeProblems, missing, notApplicable, type Read, unknown } from './makeAnswer.ts'
import { type Params, valuesOf } from './responseParams.ts'
import { pushedParameter } from './sentRequest.ts'
import { shapeOf, show } from './showValue.ts'
import type { Answer, Check, Trace } from './types.ts'
import { allWhere } from './where.ts'

/** The authorization response as it came: the parameters around the JWT, and what the JWT is. */
interface Received {
  readonly query: Params
  readonly fragment: Params
  /** Values of `response`, wherever they stand. */
  readonly responses: readonly string[]
  readonly decoded: DecodedJwt
}

function readResponse({ callback, stopped }: Trace): Read<Received> {
  if (callback === null) {
    const why = stopped ? `: the flow stopped at ${stopped.step}: ${stopped.detail}` : ''
    return missing(unknown(`there was no authorization response${why}`, stopped?.attributed ?? 'as'))
  }
  if (!URL.canParse(callback.url)) return missing(unknown('the URL of the authorization response cannot be read'))
  const url = new URL(callback.url)
  const query: Params = [...url.searchParams]
  const fragment: Params = [...new URLSearchParams(url.hash.slice(1))]
  const responses = valuesOf([...query, ...fragment], 'response')
  return found({ query, fragment, responses, decoded: decodeJwt(responses[0]) })
}

const lastVisit = (trace: Trace): Exchange | null => trace.exchanges.authorize?.at(-1) ?? null

/** A question about the authorization response, signed or not. */
const askReceived =
  (question: (received: Received, trace: Trace, exchange: Exchange | null) => Answer): Check =>
  (trace) => {
    const read = readResponse(trace)
    return read.ok ? question(read.value, trace, lastVisit(trace)) : read.answer
  }

/** A question about the JWT; where there is none to look into, another check says so. */
const askJwt = (question: (jwt: Jwt, exchange: Exchange | null, trace: Trace) => Answer): Check =>
  askReceived(({ responses, decoded }, trace, exchange) => {
    if (decoded.ok) return question(decoded.jwt, exchange, trace)
    if (responses.length === 0)
      return unknown('the authorization response has no "response", so there is no JWT to look at', 'as')
    return unknown(`"response" cannot be looked into: ${decoded.problem}`, 'as')
  })

const isJwt: Check = askReceived(({ responses, decoded, query, fragment }, _trace, exchange) => {
  const expected = 'one "response" parameter with a signed JWT'
  if (responses.length === 0) {
    const names = [...new Set([...query, ...fragment].map(([name]) => name))]
    return judge(false, expected, `no "response", but ${names.join(', ') || 'nothing'}`, exchange)
  }
  if (!decoded.ok && decoded.encrypted) return unknown('the response is encrypted, so nothing can be said of it', 'as')
  const problems = decoded.ok ? decoded.jwt.duplicates.map((name) => `"${name}" occurs twice`) : [decoded.problem]
  if (responses.length > 1) problems.push(`${responses.length} "response" parameters`)
  return judgeProblems(problems, expected, 'a signed JWT', exchange)
})

const notEncrypted: Check = askReceived(({ responses, decoded }, _trace, exchange) => {
  if (responses.length === 0) return notApplicable('the authorization response is no JWT')
  const encrypted = !decoded.ok && decoded.encrypted
  return judge(!encrypted, 'a response that is signed and not encrypted', encrypted ? 'a JWE' : 'a JWS', exchange)
})

/** Parameters of authorization responses (RFC 6749 section 4.1.2, OpenID Connect); `iss` outside is a question of its own. */
const INSIDE = [
  ...['code', 'error', 'error_description', 'error_uri', 'state', 'session_state'],
  ...['access_token', 'id_token', 'token_type', 'expires_in', 'scope'],
]

/** Parameters outside the JWT that the server put there; those of the registered redirect URI are the client's. */
function added({ query, fragment }: Received, { sent, client }: Trace): string[] {
  const uri = sent.redirectUri ?? client.redirectUri
  const registered = URL.canParse(uri) ? new URL(uri).searchParams : new URLSearchParams()
  return [...query.filter(([name]) => !registered.has(name)), ...fragment].map(([name]) => name)
}

const alone: Check = askReceived((received, trace, exchange) => {
  const outside = added(received, trace).filter((name) => INSIDE.includes(name))
  const problems = [...new Set(outside)].map((name) => `"${name}" stands outside`)
  return judgeProblems(problems, 'all response parameters inside the JWT', 'nothing outside', exchange)
})

const issInside: Check = askReceived((received, trace, exchange) => {
  if (received.responses.length === 0) return unknown('the authorization response is no JWT', 'as')
  const outside = added(received, trace).includes('iss')
  return judge(!outside, 'no "iss" outside the JWT', outside ? '"iss" stands outside' : 'none', exchange)
})

/** Where the mode asked for puts the JWT (JARM section 2.3); `jwt` means the query, as the response type is code (2.3.4). */
const PLACES: Readonly<Record<string, 'query' | 'fragment'>> = {
  jwt: 'query',
  'query.jwt': 'query',
  'fragment.jwt': 'fragment',
}

const placed: Check = askReceived((received, trace, exchange) => {
  const mode = pushedParameter(trace, 'response_mode') ?? 'none'
  const wanted = Object.hasOwn(PLACES, mode) ? PLACES[mode] : undefined
  if (wanted === undefined) return notApplicable(`response_mode ${show(mode)} says nothing about query or fragment`)
  const places = (['query', 'fragment'] as const).filter((place) => valuesOf(received[place], 'response').length > 0)
  if (places.length === 0)
    return unknown('the authorization response has no "response", so there is no JWT to look at', 'as')
  const ok = places.length === 1 && places[0] === wanted
  const expected = `"response" in the ${wanted} of the redirect URI, as for ${mode}`
  return judge(ok, expected, `in the ${places.join(' and ')}`, exchange)
})

const issuer: Check = askJwt(({ claims }, exchange, { metadata, issuer: configured }) => {
  // Whether the metadata names the issuer that was asked is a question of its own.
  const wanted = claims.iss === metadata?.issuer ? claims.iss : configured
  const expected = `"iss" is ${String(wanted)}, character for character`
  return judge(claims.iss === wanted, expected, show(claims.iss, 200), exchange)
})

const audience: Check = askJwt(({ claims: { aud } }, exchange, { client }) => {
  const ok = aud === client.id || (isStringArray(aud) && aud.includes(client.id))
  return judge(ok, `"aud" is ${client.id}`, show(aud, 200), exchange)
})

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value > 0

/** The server's clock (Unix s) when it made the response, and by how much it may be wrong: its Date header, else our own clock. */
function serverClock(trace: Trace): { readonly now: number; readonly skew: number } {
  const exchange = lastVisit(trace)
  const date = exchange?.response ? parseHttpDate(headerValues(exchange.response.headers, 'date')[0] ?? '') : null
  if (date !== null) return { now: date / 1000, skew: 60 }
  return { now: (exchange?.timing.startedAt ?? trace.at) / 1000, skew: 300 }
}

/** No NumericDate (RFC 7519 section 2) of the next thousand years is as large, but every present time in ms is. */
const LEAST_MILLISECONDS = 1e11

const expiry: Check = askJwt(({ claims: { exp, iat } }, exchange, trace) => {
  const expected = '"exp" is a time ahead'
  if (!isTime(exp)) return judge(false, expected, `"exp" is ${shapeOf(exp)}`, exchange)
  if (exp >= LEAST_MILLISECONDS)
    return judge(false, `${expected}, in seconds`, `"exp" is ${exp}, milliseconds`, exchange)
  const { now, skew } = serverClock(trace)
  const left = Math.round(exp - now)
  const problems: string[] = []
  if (left < -skew) problems.push(`"exp" was ${-left} s ago`)
  if (isTime(iat) && exp <= iat) problems.push('"exp" is not after "iat"')
  return judgeProblems(problems, expected, `good for ${left} s`, exchange)
})

const maxLifeS = 600

const lifetime: Check = askJwt(({ claims: { exp, iat } }, exchange, trace) => {
  if (!isTime(exp)) return unknown('the JWT has no "exp" that could be looked at', 'as')
  const { now, skew } = serverClock(trace)
  const life = isTime(iat) ? exp - iat : exp - now - skew
  return judge(life <= maxLifeS, `a life of at most ${maxLifeS} s`, `${Math.round(life)} s`, exchange)
})

const TEXTS = ['code', 'state', 'error', 'error_description', 'error_uri', 'session_state', 'scope', 'token_type']

const texts: Check = askJwt(({ claims }, exchange) => {
  const problems = TEXTS.filter((name) => claims[name] !== undefined && typeof claims[name] !== 'string').map(
    (name) => `"${name}" is ${shapeOf(claims[name])}`,
  )
  if (typeof claims.code !== 'string' && typeof claims.error !== 'string') problems.push('neither "code" nor "error"')
  return judgeProblems(problems, 'code or error inside, text parameters as JSON strings', 'all are', exchange)
})

const algListed: Check = askJwt(({ header }, exchange, { metadata }) => {
  const listed = metadata?.authorization_signing_alg_values_supported
  if (!isStringArray(listed)) return notApplicable('the metadata lists no algorithms for authorization responses')
  const ok = typeof header.alg === 'string' && listed.includes(header.alg)
  return judge(ok, `an alg of the metadata: ${listed.join(', ')}`, `alg ${show(header.alg)}`, exchange)
})

/** Signed authorization responses (JARM section 2, FAPI2-MS 5.4.1). */
export const jarmResponse = allWhere(
  { response: 'jarm', grant: 'authorization_code' },
  {
    'jarm-response-jwt': isJwt,
    'jarm-response-not-encrypted': notEncrypted,
    'jarm-response-alone': alone,
    'jarm-response-iss-inside-only': issInside,
    'jarm-response-place': placed,
    'jarm-response-iss': issuer,
    'jarm-response-aud': audience,
    'jarm-response-exp': expiry,
    'jarm-response-lifetime': lifetime,
    'jarm-response-parameters': texts,
    'jarm-response-alg': askJwt(algAnswer),
    'jarm-response-signed': askJwt(signedAnswer),
    'jarm-response-signature': askJwt(signatureAnswer),
    'jarm-response-kid': askJwt(kidAnswer),
    'jarm-response-alg-listed': algListed,
  },
)
