import { createPublicKey, verify } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { introspectionDefects } from '../../src/sandbox/introspectionDefects.ts'
import { type Bench, type Probe, testDefects, usual } from './defectHarness.ts'
import { claimsOf, headerOf } from './keys.ts'
import type { Answer, Walker } from './walker.ts'

const mediaType = 'application/token-introspection+jwt'
const accept = { accept: mediaType }

async function ask(walker: Walker, token: unknown): Promise<Answer> {
  return walker.post('/introspect', { ...(await walker.credentials()), token: String(token) }, accept)
}

async function live(bench: Bench): Promise<{ walker: Walker; answer: Answer }> {
  const walker = await bench.walker()
  const token = await walker.redeem(await walker.code())
  return { walker, answer: await ask(walker, token.json.access_token) }
}

const answer =
  (broken: (answer: Answer) => boolean): Probe =>
  async (bench) =>
    broken((await live(bench)).answer)

const claims = (broken: (claims: Record<string, unknown>) => boolean): Probe =>
  answer(({ text }) => broken(claimsOf(text)))

const inner = (members: Record<string, unknown>) => (members.token_introspection ?? {}) as Record<string, unknown>

testDefects(introspectionDefects, {
  'introspection-jwt': answer(({ json }) => json.active === true),
  'introspection-jwt-inactive': async (bench) => (await ask(await bench.walker(), 'made-up')).json.active === false,
  'introspection-jwt-content-type': answer(({ headers }) => headers['content-type'] !== mediaType),
  'introspection-jwt-typ': answer(({ text }) => headerOf(text).typ !== 'token-introspection+jwt'),
  'introspection-jwt-iss': claims(({ iss }) => iss === undefined),
  'introspection-jwt-aud': claims(({ aud }) => aud !== usual),
  'introspection-jwt-iat': claims(({ iat }) => iat === undefined),
  'introspection-jwt-iat-of-token': async (bench) => {
    const walker = await bench.walker()
    const token = await walker.redeem(await walker.code())
    await sleep(1100)
    const { iat, token_introspection: members } = claimsOf((await ask(walker, token.json.access_token)).text)
    return iat === (members as Record<string, unknown>).iat
  },
  'introspection-jwt-flat': claims((all) => inner(all).active !== true),
  'introspection-jwt-sub': claims((all) => 'sub' in all || 'exp' in all),
  'introspection-jwt-cnf': claims((all) => inner(all).cnf === undefined),
  'introspection-jwt-cnf-certificate': async (bench) => {
    const walker = await bench.walker('pki-mtls-client1')
    const token = await walker.redeem(await walker.code())
    return inner(claimsOf((await ask(walker, token.json.access_token)).text)).cnf === undefined
  },
  'introspection-jwt-details': async (bench) => {
    const { text } = await ask(await bench.walker(), 'made-up')
    return Object.keys(inner(claimsOf(text))).length > 1
  },
  'introspection-jwt-unauthenticated': async (bench) => {
    const walker = await bench.walker()
    return (await walker.post('/introspect', { client_id: usual, token: 'x' }, accept)).status === 200
  },
  'introspection-jwt-signature': async (bench) => {
    const { walker, answer: given } = await live(bench)
    const keys = (await walker.get('/jwks', {})).json.keys as Record<string, string>[]
    const [head, payload, signature = ''] = given.text.split('.')
    const jwk = keys.find(({ kid }) => kid === headerOf(given.text).kid)
    const key = createPublicKey({ key: jwk ?? {}, format: 'jwk' })
    const input = Buffer.from(`${head}.${payload}`)
    return !verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))
  },
  'introspection-jwt-alg-none': answer(({ text }) => headerOf(text).alg === 'none'),
  'introspection-jwt-alg': answer(({ text }) => headerOf(text).alg === 'RS256'),
  'rs-introspection-jwt': async (bench) => {
    const { walker, answer: given } = await live(bench)
    return (await walker.get('/accounts', await walker.access(given.text))).status === 200
  },
  'metadata-introspection-algs': async (bench) => {
    const { json } = await (await bench.walker()).get('/.well-known/oauth-authorization-server', {})
    return !(json.introspection_signing_alg_values_supported as string[]).includes('ES256')
  },
})
