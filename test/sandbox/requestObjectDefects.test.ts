import { requestObjectDefects } from '../../src/sandbox/requestObjectDefects.ts'
import { type Probe, testDefects } from './defectHarness.ts'
import { corrupt, seconds, unsigned } from './keys.ts'
import type { Walker } from './walker.ts'

/** The push with this request object goes all the way to an authorization response. */
const accepted = (make: (walker: Walker) => Promise<string | undefined>): Probe => {
  return async (bench) => {
    const walker = await bench.walker('pkjwt-dpop-signed-client1')
    const request = await make(walker)
    const form = request === undefined ? { ...walker.authorizationParams(), response_mode: 'jwt' } : { request }
    const par = await walker.post('/par', { ...(await walker.credentials()), ...form })
    if (par.status !== 201) return false
    const { callback } = await walker.authorize(walker.authorizeUrl(par.json.request_uri))
    return callback !== null
  }
}

const claims = (change: Record<string, unknown>) =>
  accepted(async (walker) => (await walker.signed(walker.authorizationParams(), change)).request)

const honest = async (walker: Walker) => String((await walker.signed(walker.authorizationParams())).request)

testDefects(requestObjectDefects, {
  'request-object-required': accepted(async () => undefined),
  'request-object-alg-none': accepted(async (walker) => unsigned(await honest(walker))),
  'request-object-alg': accepted(
    async (walker) => (await walker.signed(walker.authorizationParams(), {}, { alg: 'RS256' })).request,
  ),
  'request-object-signature': accepted(async (walker) => corrupt(await honest(walker))),
  'request-object-typ': accepted(
    async (walker) => (await walker.signed(walker.authorizationParams(), {}, { typ: 'dpop+jwt' })).request,
  ),
  'request-object-aud': claims({ aud: 'https://foreign.example/' }),
  'request-object-nbf': claims({ nbf: undefined }),
  'request-object-exp': claims({ exp: seconds() + 2 * 60 * 60 }),
  'request-object-future': claims({ nbf: seconds() + 120 }),
  'request-object-client-id': claims({ client_id: 'pkjwt-dpop-signed-client2' }),
  'request-object-nested': claims({ request_uri: 'urn:ietf:params:oauth:request_uri:x' }),
})
