import { type KeyObject, randomUUID } from 'node:crypto'
import { createAuthority, issueClientCertificate } from '../../src/sandbox/certificates.ts'
import { clientDefects } from '../../src/sandbox/clientDefects.ts'
import { type Probe, testDefects } from './defectHarness.ts'
import { corrupt, privateKeyOf, proofKey, seconds, signRaw, unsigned } from './keys.ts'
import type { Walker } from './walker.ts'

const monthMs = 30 * 24 * 60 * 60 * 1000

const pushWith = async (walker: Walker, assertion: string, extra: Record<string, string> = {}) => {
  const form = { ...(await walker.credentials(assertion)), ...walker.authorizationParams(), ...extra }
  return walker.post('/par', form)
}

/** A push with this assertion is accepted. */
const accepted = (make: (walker: Walker) => Promise<string>, client?: string): Probe => {
  return async (bench) => {
    const walker = await bench.walker(client)
    return (await pushWith(walker, await make(walker))).status === 201
  }
}

const claims = (change: Record<string, unknown>) => accepted((walker) => walker.assertion(change))

/** A push with an assertion that has to be accepted is refused. */
const refused = (change: Record<string, unknown>): Probe => {
  const probe = claims(change)
  return async (bench) => !(await probe(bench))
}

/** An honest assertion with additional header members, signed with the given EC key. */
const signedWith = async (walker: Walker, key: KeyObject, header: Record<string, unknown>) => {
  const { id } = walker.client
  const now = seconds()
  const payload = { iss: id, sub: id, aud: walker.sandbox.issuer, jti: randomUUID(), iat: now, exp: now + 60 }
  return signRaw({ alg: 'ES256', ...header }, payload, key)
}

testDefects(clientDefects, {
  'assertion-type': async (bench) => {
    const walker = await bench.walker()
    return (await pushWith(walker, await walker.assertion(), { client_assertion_type: 'urn:x' })).status === 201
  },
  'assertion-typ': accepted((walker) => walker.assertion({}, { typ: 'at+jwt' })),
  'assertion-alg-none': accepted(async (walker) => unsigned(await walker.assertion())),
  'assertion-alg-hmac': accepted(async (walker) => {
    const jwt = await walker.assertion()
    const [header = '', payload] = jwt.split('.')
    const members = JSON.parse(Buffer.from(header, 'base64url').toString()) as object
    const hmac = Buffer.from(JSON.stringify({ ...members, alg: 'HS256' })).toString('base64url')
    return `${hmac}.${payload}.${'A'.repeat(43)}`
  }),
  'assertion-alg-case': accepted((walker) =>
    signedWith(walker, privateKeyOf(walker.client.signingKey?.privateJwk), { alg: 'es256' }),
  ),
  'assertion-alg': accepted((walker) => walker.assertion({}, { alg: 'RS256' }), 'pkjwt-dpop-client1'),
  'assertion-crit': accepted((walker) =>
    signedWith(walker, privateKeyOf(walker.client.signingKey?.privateJwk), { crit: ['urn:x'], 'urn:x': 1 }),
  ),
  'assertion-signature': accepted(async (walker) => corrupt(await walker.assertion())),
  'assertion-embedded-key': accepted(async (walker) => {
    const key = await proofKey()
    return signedWith(walker, key.privateKey, { jwk: key.jwk })
  }),
  'assertion-iss': claims({ iss: 'somebody' }),
  'assertion-sub': claims({ sub: undefined }),
  'assertion-aud': claims({ aud: 'https://foreign.example/' }),
  'assertion-aud-array': accepted((walker) => walker.assertion({ aud: [walker.sandbox.issuer] })),
  'assertion-aud-endpoint': accepted((walker) => walker.assertion({ aud: `${walker.sandbox.issuer}/token` })),
  'assertion-exp': claims({ exp: seconds() - 300 }),
  'assertion-exp-missing': claims({ exp: undefined }),
  'assertion-nbf': claims({ nbf: seconds() + 120, exp: seconds() + 180 }),
  'assertion-iat': claims({ iat: seconds() + 120, exp: seconds() + 180 }),
  'assertion-skew': async (bench) => {
    const walker = await bench.walker()
    const ahead = seconds() + 9
    return (await pushWith(walker, await walker.assertion({ iat: ahead, nbf: ahead, exp: ahead + 60 }))).status !== 201
  },
  'assertion-iat-required': refused({ iat: undefined }),
  'assertion-nbf-required': refused({ nbf: undefined }),
  'assertion-iat-old': refused({ iat: seconds() - 20, nbf: seconds() - 20 }),
  'assertion-extra': refused({ colour: 'blue', nbf: seconds() }),
  'assertion-client-id-required': async (bench) => {
    const walker = await bench.walker()
    const form = { ...(await walker.credentials()), grant_type: 'client_credentials', client_id: undefined }
    return (await walker.post('/token', form, await walker.asProof('/token'))).status !== 200
  },
  'assertion-jti': claims({ jti: undefined }),
  'assertion-replay': async (bench) => {
    const walker = await bench.walker()
    const assertion = await walker.assertion()
    await pushWith(walker, assertion)
    return (await pushWith(walker, assertion)).status === 201
  },
  'assertion-client-id': async (bench) => {
    const walker = await bench.walker()
    return (await pushWith(walker, await walker.assertion(), { client_id: 'pkjwt-dpop-client1' })).status === 201
  },
  'assertion-error': async (bench) => {
    const walker = await bench.walker()
    const answer = await pushWith(walker, corrupt(await walker.assertion()))
    return !(answer.status === 401 && answer.json.error === 'invalid_client')
  },
  'certificate-missing': async (bench) => {
    const walker = await bench.walker('pki-dpop-client1')
    const form = { ...(await walker.credentials()), ...walker.authorizationParams() }
    return (await walker.post('/par', form, {}, false)).status === 201
  },
  'certificate-subject': async (bench) => {
    const { tls } = bench.client('pki-dpop-client2')
    return (await (await bench.walker('pki-dpop-client1', { tls })).par()).status === 201
  },
  'certificate-chain': async (bench) => {
    const authority = await createAuthority('Assay Sandbox Client CA', Date.now())
    const tls = await issueClientCertificate(authority, 'CN=pki-dpop-client1,O=Acme Bank', Date.now())
    return (await (await bench.walker('pki-dpop-client1', { tls })).par()).status === 201
  },
  'certificate-validity': async (bench) => {
    const { clientAuthority } = bench.credentials
    const expired = Date.now() - 2 * monthMs
    const tls = await issueClientCertificate(clientAuthority, 'CN=pki-dpop-client1,O=Acme Bank', expired)
    return (await (await bench.walker('pki-dpop-client1', { tls })).par()).status === 201
  },
  'certificate-registered': async (bench) => {
    const tls = await issueClientCertificate(null, 'CN=selfsigned-dpop-client1,O=Acme Bank', Date.now())
    return (await (await bench.walker('selfsigned-dpop-client1', { tls })).par()).status === 201
  },
  'certificate-client-id': async (bench) => {
    const walker = await bench.walker('pki-dpop-client1')
    return (await walker.par({ client_id: undefined })).status === 201
  },
  'two-methods': async (bench) => {
    const walker = await bench.walker()
    return (await walker.par({}, { authorization: `Basic ${btoa(`${walker.client.id}:secret`)}` })).status === 201
  },
  'basic-challenge': async (bench) => {
    const walker = await bench.walker()
    const headers = { authorization: `Basic ${btoa(`${walker.client.id}:secret`)}` }
    const answer = await walker.post('/token', { grant_type: 'client_credentials' }, headers)
    return !(answer.status === 401 && String(answer.headers['www-authenticate']).startsWith('Basic '))
  },
  'par-client-auth': async (bench) => {
    const walker = await bench.walker()
    return (await walker.post('/par', { client_id: walker.client.id, ...walker.authorizationParams() })).status === 201
  },
  'token-client-auth': async (bench) => {
    const walker = await bench.walker()
    const without = { client_assertion: undefined, client_assertion_type: undefined }
    return (await walker.redeem(await walker.code(), without)).status === 200
  },
  'refresh-client-auth': async (bench) => {
    const walker = await bench.walker()
    const { refresh_token: token } = (await walker.redeem(await walker.code())).json
    const without = { client_assertion: undefined, client_assertion_type: undefined }
    return (await walker.refresh(token, without)).status === 200
  },
  'introspection-client-auth': async (bench) => {
    const walker = await bench.walker()
    const { access_token: token } = (await walker.clientCredentials()).json
    const form = { client_id: walker.client.id, token: String(token) }
    return (await walker.post('/introspect', form)).json.active === true
  },
  'revocation-client-auth': async (bench) => {
    const walker = await bench.walker()
    const { access_token: token } = (await walker.clientCredentials()).json
    await walker.post('/revoke', { client_id: walker.client.id, token: String(token) })
    return (await walker.get('/accounts', await walker.access(token))).status !== 200
  },
})
