import { Refusal } from './answers.ts'
import { parameters } from './forms.ts'
import { type Call, encodePairs, header, type Pairs, type Reply } from './http.ts'
import { consentPage, errorPage, fieldNames, leadOn, loginPage, postingPage, redirect } from './pages.ts'
import { newInteraction, parameterProblem } from './push.ts'
import { readRequestObject } from './requestObject.ts'
import { renew, sessionOf } from './sessions.ts'
import { signedResponse } from './signedAnswers.ts'
import type { Placed } from './spoiltAnswers.ts'
import { credential, type Pushed, type Session, type World } from './world.ts'

/** The authorization response, by the redirect URI that was pushed (RFC 6749 section 4.1.2, RFC 9207). */
function respond(world: World, pushed: Pushed, result: Pairs, headers: Pairs = []): Reply {
  const { has } = world
  const { params, client } = pushed
  const state = params.get('state')
  const iss = has('iss-http') ? world.issuer.replace('https:', 'http:') : world.issuer
  const failed = result[0]?.[0] === 'error'
  const all: Pairs = [
    ...result,
    ...(state === undefined || (failed && has('error-without-state'))
      ? []
      : [['state', spoiltState(state, world)] as const]),
    ...(has('no-iss') || (failed && has('error-without-iss')) ? [] : [['iss', iss] as const]),
  ]
  const target = params.get('redirect_uri') ?? client.redirectUri
  const base = has('redirect-query-dropped') ? (target.split('?')[0] ?? '') : target
  const plain: Placed = { pairs: all, by: has('response-in-fragment') ? '#' : '?' }
  return deliver(world, base, signedResponse(world, pushed, all) ?? plain, headers)
}

/** Sends the browser to the client with a response. */
function deliver(world: World, target: string, { pairs, by }: Placed, headers: Pairs): Reply {
  if (by === 'post') return postingPage(world, target, pairs, headers)
  const text = encodePairs(pairs)
  const query = by === '#' ? target : `${target}${target.includes('?') ? '&' : '?'}${text}`
  return redirect(world, by === '?' ? query : `${query}#${text}`, headers)
}

function spoiltState(state: string, { has }: World): string {
  if (has('state-cut')) return state.slice(0, 255)
  if (has('state-lower-case')) return state.toLowerCase()
  if (has('state-escaped')) return state.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
  if (has('state-decoded-twice'))
    return decodeURIComponent(state.replace(/%(?![0-9a-f]{2})/gi, '%25')).replaceAll('+', ' ')
  return state
}

/** Refuses where the redirect URI is known to be the client's: by page or by redirect, as the server likes. */
function refuse(world: World, pushed: Pushed, refusal: Refusal): Reply {
  if (world.choices.authorizeErrors === 'page') return errorPage(world, refusal.code, refusal.message)
  return respond(world, pushed, [
    ['error', refusal.code],
    ['error_description', refusal.message],
  ])
}

/** Parameters that were not pushed, for a server that wrongly takes them. */
function unpushed(params: ReadonlyMap<string, string>, world: World): Pushed | null {
  const client = world.credentials.clients.find(({ id }) => id === params.get('client_id'))
  if (!client) return null
  return {
    ...{ client, params, requestUri: '', jkt: null, problem: null, spent: false, spentBy: null },
    expires: world.now() + 60,
  }
}

/** A signed request that was not pushed, for a server that wrongly takes it. */
async function byValue(params: ReadonlyMap<string, string>, world: World): Promise<Pushed | null> {
  const request = unpushed(params, world)
  if (!request) return null
  try {
    return { ...request, params: new Map(await readRequestObject(params.get('request') ?? '', request.client, world)) }
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

async function find(
  call: Call,
  params: ReadonlyMap<string, string>,
  session: Session,
  world: World,
): Promise<Pushed | Reply> {
  const { has, choices } = world
  const requestUri = params.get('request_uri')
  if (requestUri === undefined && params.has('request') && has('authorize-takes-request-object')) {
    const request = await byValue(params, world)
    if (request) return request
  }
  const open = has('authorize-without-push') || (has('authorize-post-without-push') && call.method === 'POST')
  if (requestUri === undefined && open) {
    const request = unpushed(params, world)
    if (request) return request
  }
  if (requestUri === undefined && has('error-redirect-unverified') && params.has('redirect_uri'))
    return redirect(world, `${params.get('redirect_uri')}?error=invalid_request`)
  const pushed = requestUri === undefined ? undefined : world.pushed.get(requestUri)
  if (!pushed) return errorPage(world, 'invalid_request_uri', 'request_uri is not known')
  if (params.get('client_id') !== pushed.client.id && !has('request-uri-of-any-client'))
    return errorPage(world, 'invalid_request', 'request_uri is of another client')
  if (pushed.expires <= world.now() && !has('request-uri-for-ever'))
    return errorPage(world, 'invalid_request_uri', 'request_uri has expired')
  const again = choices.requestUriUse === 'reload' && pushed.spentBy === session.id
  if (pushed.spent && !again && !has('request-uri-again'))
    return errorPage(world, 'invalid_request_uri', 'request_uri was used')
  const extra = [...params.keys()].filter((name) => name !== 'client_id' && name !== 'request_uri')
  const known = ['scope', 'state', 'nonce', 'redirect_uri', 'response_type', 'response_mode']
  if (choices.besideRequestUri === 'refused' && extra.some((name) => known.includes(name)))
    return refuse(world, pushed, new Refusal('invalid_request', 'parameters beside request_uri'))
  const winning = has('authorize-parameters-win') ? known : has('jarm-mode-beside-request-uri') ? ['response_mode'] : []
  const overriding = extra.filter((name) => winning.includes(name))
  if (overriding.length === 0) return pushed
  return { ...pushed, params: new Map([...pushed.params, ...overriding.map((n) => [n, params.get(n) ?? ''] as const)]) }
}

const isReply = (found: Pushed | Reply): found is Reply => 'status' in found

/** The authorization endpoint. */
export async function authorize(call: Call, world: World): Promise<Reply> {
  if (call.method !== 'GET' && !(call.method === 'POST' && world.choices.postToAuthorize))
    return { status: 405, headers: [['Allow', 'GET']] }
  let params: Map<string, string>
  try {
    params = parameters(call.method === 'POST' ? (call.form ?? []) : call.query)
  } catch {
    return errorPage(world, 'invalid_request', 'a parameter is repeated')
  }
  const { session, headers } = sessionOf(call, world)
  const pushed = await find(call, params, session, world)
  if (isReply(pushed)) return pushed
  const problem = pushed.problem ?? parameterProblem(pushed, world)
  if (problem) return refuse(world, pushed, problem)
  const interaction = newInteraction(pushed, world)
  session.pending = interaction
  session.asked = ''
  if (world.choices.onTheWay === 'direct') return show(world, session, pushed, interaction, headers)
  return leadOn(world, placeOf(world, interaction), headers)
}

function mayPass({ client, params }: Pushed, session: Session, { choices }: World): boolean {
  if (choices.consent === 'never') return true
  return choices.consent === 'remembered' && session.agreed.has(`${client.id} ${params.get('scope')}`)
}

/** Address of the place where an interaction goes on. */
const placeOf = (world: World, interaction: string): string =>
  `${world.loginOrigin}${world.base}/interact${world.choices.interaction === 'path' ? `/${interaction}` : ''}`

/** What an interaction shows next, or its end where nothing has to be asked. */
function show(world: World, session: Session, pushed: Pushed, interaction: string, headers: Pairs): Reply {
  const here = placeOf(world, interaction)
  if (pushed.params.get('prompt') === 'none' && !world.has('prompt-none-ignored')) {
    if (session.sub === null) return respond(world, pushed, [['error', 'login_required']])
    if (!mayPass(pushed, session, world)) return respond(world, pushed, [['error', 'consent_required']])
  }
  if (session.sub === null) return loginPage(world, session, here, false, headers)
  if (mayPass(pushed, session, world)) return grant(world, session, pushed, interaction, headers)
  const { client, params } = pushed
  return consentPage(world, session, { action: here, client: client.name, scope: params.get('scope') ?? '' }, headers)
}

/** The pages between: login, consent, and the end of both. */
export function interact(call: Call, world: World): Reply {
  const { session, headers } = sessionOf(call, world)
  const id = world.choices.interaction === 'path' ? (call.path.split('/').at(-1) ?? '') : (session.pending ?? '')
  const pushed = world.interactions.get(id)
  if (!pushed) return errorPage(world, 'invalid_request', 'nothing is in progress')
  const form = new Map(call.form ?? [])
  if (call.method !== 'POST') return show(world, session, pushed, id, headers)
  const from = header(call, 'origin')
  if (form.get('token') !== session.csrf || (from !== undefined && from !== new URL(call.url).origin))
    return errorPage(world, 'invalid_request', 'the form is of another session')
  const here = placeOf(world, id)
  if (session.sub === null) {
    const [user, password] = fieldNames(world)
    const given = { user: form.get(user) ?? session.asked, password: form.get(password) }
    if (given.password === undefined) {
      session.asked = given.user
      return loginPage(world, session, here, false, headers)
    }
    const locked = world.choices.mostLogins > 0 && world.logins >= world.choices.mostLogins
    const right = given.user === world.credentials.username && given.password === world.credentials.password
    if (!right || locked) return loginPage(world, session, here, true, headers)
    world.logins++
    Object.assign(session, { sub: `u-${world.credentials.username}`, authTime: world.now(), asked: '' })
    return redirect(world, here, headers)
  }
  const answer = form.get('answer')
  const chosen = !world.choices.accountChoice || form.has('account') || answer !== '1'
  if (answer === undefined || !chosen) return show(world, session, pushed, id, headers)
  if (answer !== '1' && !world.has('cancel-ignored')) {
    pushed.spent = true
    world.interactions.delete(id)
    return respond(world, pushed, [['error', 'access_denied']], headers)
  }
  session.agreed.add(`${pushed.client.id} ${pushed.params.get('scope')}`)
  return grant(world, session, pushed, id, headers)
}

function grant(world: World, session: Session, pushed: Pushed, interaction: string, headers: Pairs): Reply {
  const { has } = world
  const original = world.pushed.get(pushed.requestUri) ?? pushed
  Object.assign(original, { spent: true, spentBy: session.id })
  if (!has('request-uri-again')) world.interactions.delete(interaction)
  const code = has('code-counted') ? `code-${100_000 + world.codes.size}` : credential(world)
  world.codes.set(code, {
    ...{ client: pushed.client, params: pushed.params, jkt: pushed.jkt, sub: session.sub ?? '', used: false },
    scope: pushed.params.get('scope') ?? '',
    authTime: session.authTime,
    expires: world.now() + (has('code-lives-five-minutes') ? 300 : world.choices.codeTtlS),
    grant: { ended: false },
  })
  if (world.choices.session === 'ended') session.sub = null
  if (world.choices.activeTokens === 'of one consent')
    for (const old of world.tokens.values()) if (old.client === pushed.client) old.grant.ended = true
  const cookie = world.choices.session === 'renewed' ? renew(session, world) : []
  const token: Pairs = has('response-holds-token') ? [['access_token', credential(world)]] : []
  return respond(world, pushed, [['code', code], ...token], [...headers, ...cookie])
}
