import { createHmac, createPublicKey } from 'node:crypto'
import type { JWK } from 'jose'
import { invalidRequest, Refusal } from './answers.ts'
import type { OtherClient } from './credentials.ts'
import { decode, type Jwt, verifiesWith } from './jwt.ts'
import { claimsProblem } from './requestObjectClaims.ts'
import type { World } from './world.ts'

const TYPES = ['jwt', 'oauth-authz-req+jwt']
const OUTSIDE = ['client_assertion', 'client_assertion_type', 'client_id', 'request']
/** Claims that are no parameters. */
const NO_PARAMETERS = ['aud', 'exp', 'iat', 'iss', 'jti', 'nbf', 'request', 'request_uri', 'sub']

const wrong = (message: string): Refusal => new Refusal('invalid_request_object', message, { plain: 'invalid_request' })

/** Whose key is to have signed it. */
function signer({ header, claims }: Jwt, client: OtherClient, { credentials, has }: World): OtherClient | undefined {
  if (has('request-object-key-by-kid-of-anybody'))
    return credentials.clients.find(({ publicJwk }) => publicJwk.kid === header.kid)
  if (has('request-object-key-of-named-client')) return credentials.clients.find(({ id }) => id === claims.client_id)
  return client
}

function macOf(text: string, jwk: JWK): string {
  const pem = createPublicKey({ key: { ...jwk }, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  return createHmac('sha256', pem)
    .update(text.slice(0, text.lastIndexOf('.')))
    .digest('base64url')
}

/** Whether a broken server would let it pass without a look at the right key. */
function overlooked(text: string, { header }: Jwt, client: OtherClient, { has }: World): boolean {
  const alg = String(header.alg)
  const signature = text.slice(text.lastIndexOf('.') + 1)
  if (has('request-object-none-in-capitals') && alg !== 'none' && /^none$/i.test(alg)) return true
  if (has('request-object-unsigned-part') && signature === '' && !/^none$/i.test(alg)) return true
  return has('request-object-mac-with-public-key') && alg === 'HS256' && signature === macOf(text, client.publicJwk)
}

async function checkSignature(text: string, jwt: Jwt, client: OtherClient, world: World): Promise<void> {
  const { has, choices } = world
  const { kid, crit, jwk } = jwt.header
  if (overlooked(text, jwt, client, world)) return
  const owner = signer(jwt, client, world)
  if (!owner) throw wrong('the client has no key')
  const named = kid === owner.publicJwk.kid || (kid === undefined && !has('request-object-key-by-kid-of-anybody'))
  const embedded = has('request-object-embedded-key') && typeof jwk === 'object' && jwk !== null
  if (!named && !embedded && !has('request-object-kid-unread')) throw wrong('kid names no key of the client')
  const algs = [...choices.requestObjectAlgs, ...(has('request-object-alg-unread') ? ['RS256', 'PS384'] : [])]
  const understood = has('request-object-crit-unread') && Array.isArray(crit) ? crit.map((name) => [name, true]) : []
  const key = embedded ? (jwk as JWK) : owner.publicJwk
  if (!(await verifiesWith(text, [key], algs, Object.fromEntries(understood))))
    throw wrong('the signature does not verify')
}

function checkKind(typ: unknown, { has, choices }: World): void {
  if (has('request-object-any-typ')) return
  if (has('request-object-typ-exact') && typ === TYPES[1]) return
  const known = has('request-object-typ-exact') ? [] : choices.requestObjectTyp === 'own' ? TYPES.slice(1) : TYPES
  if (typ === undefined && choices.requestObjectTyp !== 'own') return
  if (!known.includes(String(typ).toLowerCase().replace('application/', ''))) throw wrong('the JWT is of another kind')
}

/** RFC 9126 section 3 has this refused at once. */
function checkClient({ client_id, iss }: Jwt['claims'], { id }: OtherClient, { has, choices }: World): void {
  const assumed = has('request-object-client-id-from-iss') ? iss : undefined
  const named = client_id ?? (has('request-object-client-id-if-there') ? id : assumed)
  if (named !== id && !has('request-object-key-of-named-client')) throw invalidRequest('client_id is another')
  if (choices.requestObjectIss === 'client' && iss !== id) throw invalidRequest('iss is another')
}

/** Each jti is good once, where the server wants it so. */
function checkUse({ jti }: Jwt['claims'], { id }: OtherClient, { choices, jtis, now }: World): void {
  if (choices.requestObjectUse === 'again') return
  if (typeof jti !== 'string') throw wrong('jti is missing')
  const seen = `request ${id} ${jti}`
  if (jtis.has(seen)) throw wrong('jti was used before')
  jtis.set(seen, now())
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** The parameters of a request object, once it is known to be good. @throws Refusal */
export async function readRequestObject(
  text: string,
  client: OtherClient,
  world: World,
): Promise<(readonly [name: string, value: string])[]> {
  const unsigned = world.has('request-object-unsigned-part') || world.has('request-object-none-in-capitals')
  const jwt = decode(text) ?? (unsigned ? decode(`${text}-`) : null)
  if (!jwt) throw wrong('request is no JWT')
  checkClient(jwt.claims, client, world)
  checkKind(jwt.header.typ, world)
  await checkSignature(text, jwt, client, world)
  const problem = claimsProblem(jwt.claims, world)
  if (problem !== null) throw wrong(problem)
  checkUse(jwt.claims, client, world)
  return Object.entries(jwt.claims)
    .filter(([name]) => !NO_PARAMETERS.includes(name))
    .map(([name, value]) => [name, textOf(value)] as const)
}

/**
 * The parameters of a push: those of its request object where the server wants one (RFC 9101 section 6, RFC 9126
 * section 3, FAPI 2.0 Message Signing 5.3.1).
 * @throws Refusal
 */
export async function requestParameters(
  form: ReadonlyMap<string, string>,
  client: OtherClient,
  world: World,
): Promise<ReadonlyMap<string, string>> {
  const { choices, has } = world
  const text = form.get('request')
  if (choices.requestObjects === 'none' || (text === undefined && has('request-object-optional'))) return form
  if (text === undefined) throw invalidRequest('request is missing')
  const outside = [...form].filter(([name]) => !OUTSIDE.includes(name))
  if (choices.besideRequestObject === 'refused' && outside.length > 0)
    throw invalidRequest('a parameter is outside of the request object')
  const inside = await readRequestObject(text, client, world)
  if (has('request-object-completed-from-outside')) return new Map([...outside, ...inside])
  return new Map(has('request-object-outside-wins') ? [...inside, ...outside] : inside)
}
