import { found, judge, judgeProblems, missing, notApplicable, type Read, unknown } from './makeAnswer.ts'
import { issuerProblems } from './metadataUrls.ts'
import { type Params, valuesOf } from './responseParams.ts'
import { show } from './showValue.ts'
import type { Answer, Check, Trace } from './types.ts'
import { allWhere, where } from './where.ts'

interface Response {
  readonly url: URL
  readonly params: Params
}

function readCallback({ callback, stopped }: Trace): Read<Response> {
  if (callback === null) {
    const why = stopped ? `: the flow stopped at ${stopped.step}: ${stopped.detail}` : ''
    return missing(unknown(`there was no authorization response${why}`, stopped?.attributed ?? 'as'))
  }
  if (!URL.canParse(callback.url)) return missing(unknown('the URL of the authorization response cannot be read'))
  return found({ url: new URL(callback.url), params: callback.params })
}

/** A question about the authorization response; exchanges are not named, as it is never sent to anybody. */
const askCallback =
  (question: (response: Response, trace: Trace) => Answer): Check =>
  (trace) => {
    const read = readCallback(trace)
    return read.ok ? question(read.value, trace) : read.answer
  }

const lastVisit = (trace: Trace) => trace.exchanges.authorize?.at(-1) ?? null

/** `absent`, the value, or how many there are. */
const shown = (values: readonly string[]): string =>
  values.length === 0
    ? 'absent'
    : values.length === 1
      ? show(values[0], 200)
      : `${values.length} values: ${values.map((v) => show(v, 100)).join(' and ')}`

const codeOnce: Check = askCallback(({ params }, trace) => {
  const [codes, errors] = [valuesOf(params, 'code'), valuesOf(params, 'error')]
  const seen =
    errors.length > 0 ? `error ${shown(errors)}` : `${codes.length} code parameters${codes[0] === '' ? ', empty' : ''}`
  const ok = codes.length === 1 && codes[0] !== '' && errors.length === 0
  return judge(ok, 'one "code" and no "error"', ok ? 'one code' : seen, lastVisit(trace))
})

const inQuery: Check = askCallback(({ url }, trace) => {
  const hash = new URLSearchParams(url.hash.slice(1))
  const names = ['code', 'error', 'state', 'iss', 'response'].filter((name) => hash.has(name))
  return judge(
    names.length === 0,
    'parameters in the query of the redirect URI',
    names.length === 0 ? 'nothing in the fragment' : `in the fragment: ${names.join(', ')}`,
    lastVisit(trace),
  )
})

const once: Check = askCallback(({ params }, trace) => {
  // What is registered twice in the redirect URI comes back twice.
  const registered = new URLSearchParams((trace.sent.redirectUri ?? '').split('?')[1] ?? '')
  const names = params.map(([name]) => name).filter((name) => !registered.has(name))
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
  return judgeProblems(
    twice.map((name) => `"${name}" occurs ${valuesOf(params, name).length} times`),
    'every response parameter once',
    'every parameter occurs once',
    lastVisit(trace),
  )
})

const FRONT_CHANNEL_TOKENS = ['access_token', 'id_token', 'token_type', 'refresh_token']

const noTokens: Check = askCallback(({ url, params }, trace) => {
  const all = [...params, ...new URLSearchParams(url.hash.slice(1))].map(([name]) => name)
  const seen = FRONT_CHANNEL_TOKENS.filter((name) => all.includes(name))
  return judgeProblems(
    seen.map((name) => `"${name}" is in it`),
    'an authorization response without tokens',
    'no tokens',
    lastVisit(trace),
  )
})

const issPresent: Check = askCallback(({ params }, trace) => {
  const values = valuesOf(params, 'iss')
  return judge(values.length === 1 && values[0] !== '', 'one "iss" parameter', shown(values), lastVisit(trace))
})

/** Runs only where there is exactly one `iss`; its absence is a question of its own. */
const askIss = (question: (iss: string, trace: Trace) => Answer): Check =>
  askCallback(({ params }, trace) => {
    const iss = valuesOf(params, 'iss')[0]
    return iss === undefined ? notApplicable('the authorization response has no "iss"') : question(iss, trace)
  })

const issExact: Check = askIss((iss, trace) => {
  // Whether the metadata names the issuer that was asked is a question of its own.
  const issuer = iss === trace.metadata?.issuer ? iss : trace.issuer
  return judge(iss === issuer, `"iss" is ${issuer}, character for character`, show(iss, 200), lastVisit(trace))
})

const issForm: Check = askIss((iss, trace) =>
  judgeProblems(
    issuerProblems(iss),
    '"iss" is an https URL without query and fragment',
    show(iss, 200),
    lastVisit(trace),
  ),
)

/** Where a long value was cut or changed: the position helps to find out by what. */
function firstDifference(sent: string, seen: string): string {
  let index = 0
  while (index < sent.length && sent[index] === seen[index]) index += 1
  return `${seen.length} characters instead of ${sent.length}, different from character ${index + 1} on`
}

const stateUnchanged: Check = askCallback(({ params }, trace) => {
  const values = valuesOf(params, 'state')
  const { state } = trace.sent
  if (state === null) return judge(values.length === 0, 'no "state", as none was sent', shown(values), lastVisit(trace))
  const [value] = values
  const ok = values.length === 1 && value === state
  const seen = value === undefined || values.length > 1 ? shown(values) : firstDifference(state, value)
  return judge(
    ok,
    '"state" exactly as sent',
    ok ? `the ${state.length} characters that were sent` : seen,
    lastVisit(trace),
  )
})

/** Where a URL leads: a user name before the host belongs to it. */
function placeOf({ protocol, username, password, host, pathname }: URL): string {
  const user = [username, password].filter((part) => part !== '').join(':')
  return `${protocol}//${user === '' ? '' : `${user}@`}${host}${pathname}`
}

/** Parameters of the pushed redirect URI that its registered form has not, and the response has lost. */
function lostFromPush(pushed: URL, url: URL, { client }: Trace): readonly string[] {
  const registered = URL.canParse(client.redirectUri) ? new URL(client.redirectUri).searchParams : null
  return [...pushed.searchParams]
    .filter(([name, value]) => !registered?.getAll(name).includes(value))
    .filter(([name, value]) => !url.searchParams.getAll(name).includes(value))
    .map(([name]) => name)
}

const destination: Check = askCallback(({ url }, trace) => {
  const wanted = trace.sent.redirectUri ?? trace.client.redirectUri
  if (!URL.canParse(wanted)) return unknown(`the redirect URI ${show(wanted)} of this flow is not a URL`, 'config')
  const pushed = new URL(wanted)
  const lost = lostFromPush(pushed, url, trace)
  const seen = `${placeOf(url)}${lost.length === 0 ? '' : ` without ${lost.join(', ')}`}`
  const ok = placeOf(pushed) === placeOf(url) && lost.length === 0
  return judge(ok, `a redirect to ${placeOf(pushed)}${pushed.search}`, seen, lastVisit(trace))
})

const registeredQuery = ({ client }: Trace): Params =>
  URL.canParse(client.redirectUri) ? [...new URL(client.redirectUri).searchParams] : []

const queryKept: Check = (trace) => {
  const flow = [trace, trace.other].find((one) => one?.callback && registeredQuery(one).length > 0)
  if (!flow) return notApplicable('no client with a query in its redirect URI got an authorization response')
  return askCallback(({ url }) => {
    const registered = registeredQuery(flow)
    const lost = registered.filter(([name, value]) => !url.searchParams.getAll(name).includes(value))
    const problems = lost.map(([name, value]) => `"${name}=${value}" is gone`)
    return judgeProblems(
      problems,
      'the query of the redirect URI is kept',
      `${registered.length} parameters kept`,
      lastVisit(flow),
    )
  })(flow)
}

/** A signed response has its own rules about place and issuer (JARM sections 2.1 and 2.3). */
const plain = { response: 'plain' } as const

/** The authorization response (RFC 6749 section 4.1.2, RFC 9207). */
export const authorizationResponse = allWhere(
  { grant: 'authorization_code' },
  {
    'authorization-response-code': codeOnce,
    'authorization-response-in-query': where(plain, inQuery),
    'authorization-response-parameters-once': once,
    'authorization-response-no-tokens': noTokens,
    'authorization-response-iss-present': where(plain, issPresent),
    'authorization-response-iss-exact': where(plain, issExact),
    'authorization-response-iss-form': where(plain, issForm),
    'authorization-response-state': stateUnchanged,
    'authorization-response-destination': destination,
    'authorization-response-redirect-query-kept': queryKept,
  },
)
