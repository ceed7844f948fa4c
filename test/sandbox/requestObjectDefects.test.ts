import { requestObjectDefects } from '../../src/sandbox/requestObjectDefects.ts'
import { type Bench, type Probe, testDefects } from './defectHarness.ts'
import { corrupt, privateKeyOf, proofKey, seconds, signRaw, unsigned } from './keys.ts'
import type { Walker } from './walker.ts'

type Form = Readonly<Record<string, string | undefined>>

/** The push with this request object goes all the way to an authorization response. */
const accepted = (make: (walker: Walker, bench: Bench) => Promise<string | undefined>, outside: Form = {}): Probe => {
  return async (bench) => {
    const walker = await bench.walker('pkjwt-dpop-signed-client1')
    const request = await make(walker, bench)
    const form = request === undefined ? { ...walker.authorizationParams(), response_mode: 'jwt' } : { request }
    const par = await walker.post('/par', { ...(await walker.credentials()), ...form, ...outside })
    if (par.status !== 201) return false
    const { callback } = await walker.authorize(walker.authorizeUrl(par.json.request_uri))
    return callback !== null
  }
}

const refused =
  (...args: Parameters<typeof accepted>): Probe =>
  async (bench) =>
    !(await accepted(...args)(bench))

const object = async (walker: Walker, claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}) =>
  String((await walker.signed(walker.authorizationParams(), claims, header)).request)

const claims = (change: Record<string, unknown>) => accepted((walker) => object(walker, change))
const header = (change: Record<string, unknown>) => accepted((walker) => object(walker, {}, change))

/** An honest request object with another header, signed anew with that key. */
async function signedAnew(walker: Walker, jwk: unknown, members: Record<string, unknown>): Promise<string> {
  const [, payload = ''] = (await object(walker)).split('.')
  const decoded = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
  return signRaw(members, decoded, privateKeyOf(jwk))
}

const metadataOf = async (bench: Bench) => {
  const walker = await bench.walker()
  return (await walker.get('/.well-known/oauth-authorization-server', {})).json
}

testDefects(requestObjectDefects, {
  'request-object-required': accepted(async () => undefined),
  'request-object-alg-none': accepted(async (walker) => unsigned(await object(walker))),
  'request-object-alg': header({ alg: 'RS256' }),
  'request-object-alg-hmac': accepted(async (walker) => {
    const [, payload] = (await object(walker)).split('.')
    return `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${payload}.AAAA`
  }),
  'request-object-signature': accepted(async (walker) => corrupt(await object(walker))),
  'request-object-embedded-key': accepted(async (walker) => {
    const key = await proofKey()
    return signedAnew(walker, key.privateJwk, { alg: 'ES256', jwk: key.jwk })
  }),
  'request-object-kid': accepted(async (walker) => {
    const { signingKey, spareKey } = walker.client
    return signedAnew(walker, signingKey?.privateJwk, { alg: signingKey?.alg, kid: spareKey?.kid })
  }),
  'request-object-crit': accepted(async (walker) => {
    const { signingKey: key } = walker.client
    return signedAnew(walker, key?.privateJwk, { alg: key?.alg, kid: key?.kid, crit: ['x'], x: 1 })
  }),
  'request-object-typ': header({ typ: 'dpop+jwt' }),
  'request-object-typ-spelling': refused((walker) => object(walker, {}, { typ: 'application/OAuth-Authz-Req+JWT' })),
  'request-object-aud': claims({ aud: 'https://foreign.example/' }),
  'request-object-aud-array': refused((walker, { sandbox }) => object(walker, { aud: [sandbox.issuer, 'x'] })),
  'request-object-nbf': claims({ nbf: undefined }),
  'request-object-exp': claims({ exp: seconds() - 60 }),
  'request-object-span': claims({ nbf: seconds() - 50 * 60, exp: seconds() + 20 * 60 }),
  'request-object-future': claims({ nbf: seconds() + 120 }),
  'request-object-skew': refused((walker) => object(walker, { nbf: seconds() + 9 })),
  'request-object-client-id': claims({ client_id: 'pkjwt-dpop-signed-client2' }),
  'request-object-nested': claims({ request: 'x' }),
  'request-object-nested-uri': claims({ request_uri: 'urn:ietf:params:oauth:request_uri:x' }),
  'request-object-outside': accepted((walker) => object(walker, { code_challenge: undefined }), {
    code_challenge: 'a'.repeat(43),
  }),
  'request-object-outside-redirect-uri': async (bench) => {
    const walker = await bench.walker('pkjwt-dpop-signed-client1')
    const form = { request: await object(walker), redirect_uri: 'https://foreign.example/cb' }
    const par = await walker.post('/par', { ...(await walker.credentials()), ...form })
    const { callback } = await walker.authorize(walker.authorizeUrl(par.json.request_uri))
    return callback?.hostname === 'foreign.example'
  },
  'request-object-owner': async (bench) => {
    const walker = await bench.walker('pkjwt-dpop-signed-client1')
    const request = await object(await bench.walker('pkjwt-dpop-signed-client2'))
    return (await walker.post('/par', { ...(await walker.credentials()), request })).status === 201
  },
  'request-object-signer': accepted(async (walker, bench) =>
    object(await bench.walker('pkjwt-dpop-signed-client2'), { redirect_uri: walker.client.redirectUri }),
  ),
  'request-object-kind': async (bench) => {
    const walker = await bench.walker('pkjwt-dpop-signed-client1')
    const form = { ...walker.authorizationParams(), response_mode: 'jwt', request: await walker.assertion() }
    return (await walker.post('/par', { ...(await walker.credentials()), ...form })).status === 201
  },
  'request-object-nbf-old': claims({ nbf: seconds() - 61 * 60 }),
  'request-object-garbage': async (bench) => {
    const walker = await bench.walker('pkjwt-dpop-signed-client1')
    return (await walker.post('/par', { ...(await walker.credentials()), request: 'garbage' })).status === 500
  },
  'request-object-duplicates': async (bench) => {
    const walker = await bench.walker('pkjwt-dpop-signed-client1')
    const request = await object(walker)
    const pairs = Object.entries(await walker.credentials()).map(([name, value]) => [name, String(value)] as const)
    return (await walker.post('/par', [...pairs, ['request', request], ['request', request]])).status === 201
  },
  'request-object-unknown-claim': refused((walker) => object(walker, { a: 1 })),
  'metadata-request-object-algs': async (bench) =>
    !((await metadataOf(bench)).request_object_signing_alg_values_supported as string[]).includes('ES256'),
  'metadata-request-object-list': async (bench) =>
    (await metadataOf(bench)).request_object_signing_alg_values_supported === undefined,
})
