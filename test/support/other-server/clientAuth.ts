import { timingSafeEqual, X509Certificate } from 'node:crypto'
import { Refusal } from './answers.ts'
import type { OtherClient } from './credentials.ts'
import { type Call, header, x5tOf } from './http.ts'
import { decode, verifiesWith } from './jwt.ts'
import type { World } from './world.ts'

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
/** Seconds by which clocks may differ: FAPI2-SP 5.3.2.1-13 wants 10 accepted and more than 60 refused. */
const SKEW_S = 20
const OTHER_KINDS = ['dpop+jwt', 'at+jwt', 'oauth-authz-req+jwt', 'token-introspection+jwt', 'logout+jwt']

const invalidClient = (message: string): Refusal => new Refusal('invalid_client', message, { status: 401 })
const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

function checkTimes(claims: Readonly<Record<string, unknown>>, world: World): void {
  const { exp, iat, nbf } = claims
  const { has } = world
  if (!has('assertion-never-expires')) {
    if (!isTime(exp)) throw invalidClient('exp is missing')
    if (exp <= world.now() - (has('assertion-expires-ten-minutes-late') ? 600 : 0)) throw invalidClient('expired')
  }
  for (const time of [iat, nbf])
    if (time !== undefined && (!isTime(time) || time > world.now() + SKEW_S) && !has('assertion-from-the-future'))
      throw invalidClient('it is from the future')
}

function checkAudience(aud: unknown, world: World): void {
  const { has, issuer } = world
  if (aud === issuer) return
  if (has('assertion-aud-first-of-array') && Array.isArray(aud) && aud[0] === issuer) return
  if (has('assertion-aud-prefix') && typeof aud === 'string' && aud.startsWith(issuer)) return
  if (has('assertion-aud-origin') && typeof aud === 'string' && aud.startsWith(`${world.origin}/`)) return
  if (has('assertion-aud-optional') && aud === undefined) return
  throw invalidClient('aud is not the issuer')
}

/** Keys that may have signed: those registered for the client. */
function keysFor(client: OtherClient, kid: unknown, world: World): readonly OtherClient['publicJwk'][] {
  if (world.has('assertion-key-by-kid-of-anybody')) {
    const owner = world.credentials.clients.find(({ publicJwk }) => publicJwk.kid === kid)
    return owner ? [owner.publicJwk] : []
  }
  return [client.publicJwk]
}

async function byAssertion(form: ReadonlyMap<string, string>, world: World): Promise<OtherClient> {
  const { has } = world
  const assertion = form.get('client_assertion') ?? ''
  if (form.get('client_assertion_type') !== JWT_BEARER && !has('assertion-any-type'))
    throw invalidClient('client_assertion_type is unknown')
  const jwt = decode(assertion)
  if (!jwt) throw invalidClient('client_assertion is no JWT')
  const { header: head, claims } = jwt
  if (typeof head.typ === 'string' && OTHER_KINDS.includes(head.typ.toLowerCase().replace('application/', '')))
    throw invalidClient('the JWT is of another kind')
  const id = has('assertion-client-from-iss') ? claims.iss : claims.sub
  const client = world.credentials.clients.find((one) => one.id === id)
  if (client?.auth !== 'private_key_jwt') throw invalidClient('sub names no client that authenticates so')
  if (!has('assertion-client-from-iss') && claims.iss !== client.id) throw invalidClient('iss is not the client')
  const told = form.get('client_id')
  if (told !== undefined && told !== client.id && !has('client-id-ignored')) throw invalidClient('client_id is another')
  checkAudience(claims.aud, world)
  checkTimes(claims, world)
  if (typeof claims.jti !== 'string' && !has('assertion-jti-optional')) throw invalidClient('jti is missing')
  const algs = has('assertion-alg-any-case') ? ['PS256', 'ES256', 'EdDSA', 'ps256', 'es256'] : undefined
  const sane = algs && typeof head.alg === 'string' && head.alg === head.alg.toLowerCase()
  if (!sane && !(await verifiesWith(assertion, keysFor(client, head.kid, world), algs)))
    throw invalidClient('the signature does not verify')
  if (world.choices.jtiTracking && typeof claims.jti === 'string') {
    const seen = `${client.id} ${claims.jti}`
    if (world.jtis.has(seen)) throw invalidClient('jti was used before')
    world.jtis.set(seen, world.now())
  }
  return client
}

const sameBytes = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)

function byCertificate(call: Call, form: ReadonlyMap<string, string>, world: World): OtherClient {
  const { has, credentials } = world
  const client = credentials.clients.find(({ id }) => id === form.get('client_id'))
  if (!client || client.auth === 'private_key_jwt') throw invalidClient('client_id names no client that does so')
  const der = has('certificate-from-header') ? (forwarded(call) ?? call.certificate) : call.certificate
  if (der === null) throw invalidClient('no client certificate')
  const certificate = new X509Certificate(der)
  if (client.auth === 'self_signed_tls_client_auth') {
    const registered = new X509Certificate(client.tls.cert)
    if (!sameBytes(registered.raw, certificate.raw) && !has('self-signed-by-subject'))
      throw invalidClient('the certificate is not the registered one')
    return client
  }
  const authority = new X509Certificate(credentials.ca.ca)
  const trusted = certificate.issuer === authority.subject && certificate.verify(authority.publicKey)
  if (!trusted && !has('certificate-chain-unchecked')) throw invalidClient('the certificate is of no trusted authority')
  const subject = has('certificate-any-of-the-ca') ? client.subject : certificate.subject
  if (subject !== client.subject) throw invalidClient('the subject is another')
  if (Date.parse(certificate.validTo) < Date.now()) throw invalidClient('the certificate has expired')
  return client
}

/** What proxies pass on: PEM, percent-encoded or with blanks for line breaks. */
export function forwarded(call: Call): Buffer | null {
  const names = ['x-client-cert', 'x-ssl-client-cert', 'ssl-client-cert', 'x-forwarded-client-cert', 'client-cert']
  const text = names.map((name) => header(call, name)).find((value) => value !== undefined)
  if (text === undefined) return null
  const base64 = decodeURIComponent(text)
    .replace(/-----[^-]+-----/g, '')
    .replace(/^:|:$|[\s"]/g, '')
    .replace(/^.*?Cert=/, '')
  try {
    return new X509Certificate(Buffer.from(base64, 'base64')).raw
  } catch {
    return null
  }
}

/** Authenticates the client by exactly one method. @throws Refusal */
export async function authenticate(call: Call, form: ReadonlyMap<string, string>, world: World): Promise<OtherClient> {
  const { has } = world
  const basic = header(call, 'authorization') !== undefined
  const assertion = form.has('client_assertion')
  const secret = form.has('client_secret')
  if (assertion && (basic || secret) && !has('two-authentications'))
    throw new Refusal('invalid_request', 'two ways to authenticate')
  if ((basic || secret) && !assertion) throw invalidClient('client secrets are not supported')
  if (assertion) return byAssertion(form, world)
  const claimed = world.credentials.clients.find(({ id }) => id === form.get('client_id'))
  if (has('unauthenticated-if-no-assertion') && claimed) return claimed
  return byCertificate(call, form, world)
}

/** The certificate a token is bound to; null: none is needed. @throws Refusal */
export function certificateBinding(call: Call, client: OtherClient, world: World): string | null {
  if (client.constraint !== 'mtls') return null
  const x5t = x5tOf(call)
  if (x5t !== null || world.has('unbound-without-certificate')) return x5t
  throw new Refusal('invalid_request', 'no certificate to bind the token to')
}
