import { createPublicKey, verify } from 'node:crypto'
import { jarmDefects } from '../../src/sandbox/jarmDefects.ts'
import { type Bench, type Probe, testDefects } from './defectHarness.ts'
import { claimsOf, headerOf, seconds } from './keys.ts'

const client = 'pkjwt-dpop-signed-client1'

const callback = async (bench: Bench, change: Record<string, string> = {}): Promise<URL> =>
  (await bench.walker(client)).callback(change)

async function denied(bench: Bench): Promise<URL> {
  const walker = await bench.walker(client)
  const url = walker.authorizeUrl((await walker.par()).json.request_uri)
  return (await walker.authorize(url, 'cancel')).callback ?? new URL(url)
}

const jwtOf = (url: URL): string | null =>
  url.searchParams.get('response') ?? new URLSearchParams(url.hash.slice(1)).get('response')

/** A question about the claims of the response JWT. */
const claims =
  (broken: (claims: Record<string, unknown>, bench: Bench) => boolean): Probe =>
  async (bench) =>
    broken(claimsOf(jwtOf(await callback(bench))), bench)

const header =
  (broken: (header: Record<string, unknown>) => boolean): Probe =>
  async (bench) =>
    broken(headerOf(jwtOf(await callback(bench))))

const isIn = (place: 'query' | 'fragment', mode: string) => async (bench: Bench) => {
  const { searchParams, hash } = await callback(bench, { response_mode: mode })
  const there = place === 'query' ? searchParams : new URLSearchParams(hash.slice(1))
  return there.has('response')
}

const published = async (bench: Bench) => {
  const walker = await bench.walker()
  return (await walker.get('/jwks', {})).json.keys as Record<string, string>[]
}

const metadataOf = async (bench: Bench) =>
  (await (await bench.walker()).get('/.well-known/oauth-authorization-server', {})).json

testDefects(jarmDefects, {
  'jarm-required': async (bench) => {
    const walker = await bench.walker(client)
    return (await walker.par({ response_mode: 'query' })).status === 201
  },
  'jarm-plain': async (bench) => (await callback(bench)).searchParams.has('code'),
  'jarm-error': async (bench) => (await denied(bench)).searchParams.get('error') === 'access_denied',
  'jarm-outside': async (bench) => {
    const { searchParams } = await callback(bench)
    return searchParams.has('response') && searchParams.has('code')
  },
  'jarm-iss-outside': async (bench) => (await callback(bench)).searchParams.has('iss'),
  'jarm-strings': claims((all) => ['code', 'state', 'session_state'].some((name) => typeof all[name] === 'number')),
  'jarm-iss': claims(({ iss }, { sandbox }) => iss !== sandbox.issuer),
  'jarm-aud': claims(({ aud }) => aud !== client),
  'jarm-exp': claims(({ exp }) => exp === undefined),
  'jarm-expired': claims(({ exp }) => Number(exp) < seconds()),
  'jarm-lifetime': claims(({ exp }) => Number(exp) > seconds() + 600),
  'jarm-state': async (bench) => {
    const state = 's'.repeat(1000)
    return claimsOf(jwtOf(await callback(bench, { state }))).state !== state
  },
  'jarm-denied': async (bench) => claimsOf(jwtOf(await denied(bench))).error !== 'access_denied',
  'jarm-signature': async (bench) => {
    const jwt = jwtOf(await callback(bench)) ?? ''
    const [head, payload, signature = ''] = jwt.split('.')
    const jwk = (await published(bench)).find(({ kid }) => kid === headerOf(jwt).kid)
    const key = createPublicKey({ key: jwk ?? {}, format: 'jwk' })
    const input = Buffer.from(`${head}.${payload}`)
    return !verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))
  },
  'jarm-alg': header(({ alg }) => alg === 'RS256'),
  'jarm-alg-none': header(({ alg }) => alg === 'none'),
  'jarm-kid': header(({ kid }) => kid === undefined),
  'jarm-fragment': async (bench) => !(await isIn('query', 'jwt')(bench)),
  'jarm-mode-query-jwt': async (bench) => !(await isIn('query', 'query.jwt')(bench)),
  'jarm-mode-fragment-jwt': async (bench) => !(await isIn('fragment', 'fragment.jwt')(bench)),
  'jarm-mode-form-post-jwt': async (bench) => {
    const walker = await bench.walker(client)
    const par = await walker.par({ response_mode: 'form_post.jwt' })
    const { steps } = await walker.authorize(walker.authorizeUrl(par.json.request_uri))
    return steps.at(-1)?.text.includes('name="response"') === false
  },
  'metadata-jarm-algs': async (bench) =>
    !((await metadataOf(bench)).authorization_signing_alg_values_supported as string[]).includes('ES256'),
  'metadata-jarm-list': async (bench) =>
    (await metadataOf(bench)).authorization_signing_alg_values_supported === undefined,
})
