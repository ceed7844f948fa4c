import { errorReply, invalidProof, invalidRequest, json, Refusal } from './answers.ts'
import { authenticate } from './clientAuth.ts'
import type { OtherClient } from './credentials.ts'
import { formOf, parameters } from './forms.ts'
import type { Call, Reply } from './http.ts'
import { checkProof } from './proof.ts'
import { requestParameters } from './requestObject.ts'
import { knowsMode } from './signedAnswers.ts'
import { credential, handle, type Pushed, type World } from './world.ts'

export const SCOPES = ['openid', 'accounts', 'payments']

/** Whether responses may go to that URI. */
function redirectProblem(uri: string | undefined, client: OtherClient, world: World): string | null {
  const { has, choices } = world
  if (uri === undefined) return has('redirect-uri-optional') ? null : 'redirect_uri is missing'
  if (uri === client.redirectUri) return null
  if (!URL.canParse(uri) || uri.includes('#'))
    return has('redirect-uri-fragment') ? null : 'redirect_uri is no URL of a client'
  const { protocol } = new URL(uri)
  if (has('redirect-uri-http') && protocol === 'http:') return null
  if (protocol !== 'https:') return 'redirect_uri is not https'
  return choices.unregisteredRedirectUris === 'accepted' ? null : 'redirect_uri is not registered'
}

const CHALLENGE = /^[A-Za-z0-9_-]{43}$/

/** What is wrong with the parameters of an authorization request; null: nothing. */
export function parameterProblem(pushed: Pick<Pushed, 'client' | 'params'>, world: World): Refusal | null {
  const problem = ownProblem(pushed, world)
  return problem && inObject(problem, world)
}

/** The same problem as that of a request object, where the server sees it so (RFC 9101 section 7). */
const inObject = (problem: Refusal, { choices }: World): Refusal =>
  choices.requestObjects !== 'none' && choices.wrongParametersAre === 'invalid_request_object'
    ? new Refusal('invalid_request_object', problem.message, { plain: 'invalid_request' })
    : problem

function ownProblem(pushed: Pick<Pushed, 'client' | 'params'>, world: World): Refusal | null {
  const { params } = pushed
  const { has } = world
  const type = params.get('response_type')
  if (type === undefined) {
    if (!has('response-type-optional')) return invalidRequest('response_type is missing')
  } else if (type !== 'code' && !(has('response-type-contains-code') && type.split(' ').includes('code')))
    return new Refusal('unsupported_response_type', 'only code is supported')
  const method = params.get('code_challenge_method') ?? (has('pkce-method-assumed') ? 'S256' : 'plain')
  if (params.get('code_challenge') === undefined) {
    if (!has('pkce-optional')) return invalidRequest('code_challenge is missing')
  } else if (method.toUpperCase() !== 'S256' || (method !== 'S256' && !has('pkce-method-any-case')))
    return has('pkce-plain') && method === 'plain' ? null : invalidRequest('code_challenge_method is not S256')
  else if (!CHALLENGE.test(params.get('code_challenge') ?? '')) return invalidRequest('code_challenge has a wrong form')
  const scope = (params.get('scope') ?? '').split(' ').filter((one) => one !== '')
  if (scope.some((one) => !SCOPES.includes(one))) return new Refusal('invalid_scope', 'a scope is unknown')
  if ((params.get('state') ?? '').length > 2000) return invalidRequest('state is too long')
  if ((params.get('nonce') ?? '').length > 100 && !has('nonce-cut')) return invalidRequest('nonce is too long')
  if (!knowsMode(params.get('response_mode'), world)) return invalidRequest('response_mode is not supported')
  if (params.has('request')) return invalidRequest('request objects are not supported')
  return null
}

const prefixes = {
  'ietf-urn': () => 'urn:ietf:params:oauth:request_uri:',
  'own-urn': () => 'urn:example:bank:par:',
  https: ({ issuer }: World) => `${issuer.replace(/\/$/, '')}/requests/`,
}

async function boundKey(call: Call, params: ReadonlyMap<string, string>, client: OtherClient, world: World) {
  const proven = await checkProof(call, 'as', world)
  const told = params.get('dpop_jkt') ?? null
  if (client.constraint !== 'dpop') return null
  if (world.has('push-needs-proof') && proven === null) throw invalidProof('a proof is needed')
  if (proven !== null && told !== null && proven !== told && !world.has('push-proof-and-jkt-may-differ'))
    throw invalidProof('dpop_jkt is not the key of the proof')
  if (world.has('dpop-jkt-ignored')) return null
  return world.has('push-proof-key-forgotten') ? told : (told ?? proven)
}

/** The parameters of a push. What is wrong with them is thrown, or kept where the server says so later. */
async function readParameters(
  form: ReadonlyMap<string, string>,
  client: OtherClient,
  world: World,
): Promise<Pick<Pushed, 'params' | 'problem'>> {
  const { choices } = world
  let params: ReadonlyMap<string, string>
  try {
    params = await requestParameters(form, client, world)
  } catch (error) {
    const late = choices.requestObjectsCheckedAt === 'authorize'
    if (!(error instanceof Refusal && error.code === 'invalid_request_object' && late)) throw error
    return { params: new Map(), problem: error }
  }
  const wrongUri = redirectProblem(params.get('redirect_uri'), client, world)
  if (wrongUri !== null) throw inObject(invalidRequest(wrongUri), world)
  const problem = choices.parametersCheckedAt === 'push' ? parameterProblem({ client, params }, world) : null
  if (problem) throw problem
  return { params, problem: null }
}

/** The pushed authorization request endpoint (RFC 9126). */
export async function push(call: Call, world: World): Promise<Reply> {
  const { has } = world
  if (call.method !== 'POST')
    return {
      status: 405,
      headers: [
        ['Allow', 'POST'],
        ['Cache-Control', 'no-store'],
      ],
    }
  try {
    const form = has('push-takes-query') && call.form ? parameters([...call.query, ...call.form]) : formOf(call)
    const client = await authenticate(call, form, world)
    if (form.has('request_uri')) throw invalidRequest('request_uri cannot be pushed')
    if (!form.has('client_id') && !has('push-client-id-optional')) throw invalidRequest('client_id is missing')
    const { params, problem } = await readParameters(form, client, world)
    const jkt = await boundKey(call, params, client, world)
    const own = has('request-uri-counted')
      ? String(1000 + world.pushed.size)
      : credential(world).replaceAll(/[+/=]/g, '-')
    const requestUri = `${prefixes[world.choices.requestUri](world)}${own}`
    const expiresIn = has('request-uri-lives-an-hour') ? 3600 : world.choices.requestUriTtlS
    world.pushed.set(requestUri, {
      ...{ requestUri, client, params, problem, jkt, spent: false, spentBy: null },
      expires: world.now() + expiresIn,
    })
    const status = has('push-answers-200') ? 200 : 201
    return json(world, status, { request_uri: requestUri, expires_in: expiresIn })
  } catch (error) {
    if (error instanceof Refusal) return errorReply(world, error)
    throw error
  }
}

export const newInteraction = (pushed: Pushed, world: World): string => {
  const id = handle()
  world.interactions.set(id, pushed)
  return id
}
