import { setTimeout as sleep } from 'node:timers/promises'
import { resourceDefects } from '../../src/sandbox/resourceDefects.ts'
import { type Bench, type Probe, type ProbeWithOptions, testDefects, usual } from './defectHarness.ts'
import { proofKey } from './keys.ts'
import type { Answer, Walker } from './walker.ts'

const token = async (walker: Walker, scope = 'accounts') =>
  String((await walker.clientCredentials({ scope })).json.access_token)

/** The resource answers 200 to a token of this client with these headers. */
const accepted = (
  headers: (walker: Walker, token: string, bench: Bench) => Promise<Record<string, string>>,
  path = '/accounts',
  client = usual,
): Probe => {
  return async (bench) => {
    const walker = await bench.walker(client)
    const value = await token(walker)
    const target = path.replace('<token>', value)
    return (await walker.get(target, await headers(walker, value, bench))).status === 200
  }
}

const refusal = async (
  bench: Bench,
  headers: (walker: Walker, token: string) => Promise<Record<string, string>>,
  client = usual,
): Promise<Answer> => {
  const walker = await bench.walker(client)
  return walker.get('/accounts', await headers(walker, await token(walker)))
}

const wrongKey = (bench: Bench) =>
  refusal(bench, async (walker, value) => {
    walker.key = await proofKey()
    return walker.access(value)
  })

const challenge = (answer: Answer) => [answer.headers['www-authenticate'] ?? []].flat().join('\n')

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** The resource takes a JWT access token that was made into another one. */
const jwtAccepted = (change: (parts: [Record<string, unknown>, string]) => string): ProbeWithOptions => [
  { accessTokens: 'jwt' },
  async (bench) => {
    const walker = await bench.walker()
    const [header = '', payload = ''] = (await token(walker)).split('.')
    const changed = change([JSON.parse(Buffer.from(header, 'base64url').toString()), payload])
    return (await walker.get('/accounts', await walker.access(changed))).status === 200
  },
]

testDefects(resourceDefects, {
  'rs-header': async (bench) => (await refusal(bench, (walker, value) => walker.access(value))).status !== 200,
  'rs-accept': async (bench) => {
    const headers = async (walker: Walker, value: string) => ({ ...(await walker.access(value)), accept: '*/*' })
    return (await refusal(bench, headers)).status !== 200
  },
  'rs-query-token': accepted(async () => ({}), '/accounts?access_token=<token>'),
  'rs-two-tokens': accepted((walker, value) => walker.access(value), '/accounts?access_token=<token>'),
  'rs-integrity': accepted(async (walker, value) => walker.access(`${value.slice(0, -4)}AAAA`)),
  'rs-token-unsigned': jwtAccepted(([header, payload]) => `${encode({ ...header, alg: 'none' })}.${payload}.`),
  'rs-token-signature': jwtAccepted(
    ([header, payload]) => `${encode(header)}.${payload}.${Buffer.alloc(64, 7).toString('base64url')}`,
  ),
  'rs-expired': [
    { accessTokenTtlS: 1 },
    async (bench) => {
      const walker = await bench.walker()
      const value = await token(walker)
      await sleep(1100)
      return (await walker.get('/accounts', await walker.access(value))).status === 200
    },
  ],
  'rs-revoked': async (bench) => {
    const walker = await bench.walker()
    const value = await token(walker)
    await walker.post('/revoke', { ...(await walker.credentials()), token: value })
    return (await walker.get('/accounts', await walker.access(value))).status === 200
  },
  'rs-scope': async (bench) => {
    const walker = await bench.walker()
    const headers = await walker.access(await token(walker), 'GET', '/transactions')
    return (await walker.get('/transactions', headers)).status === 200
  },
  'rs-scope-status': async (bench) => {
    const walker = await bench.walker()
    const headers = await walker.access(await token(walker), 'GET', '/transactions')
    const answer = await walker.get('/transactions', headers)
    return !(answer.status === 403 && challenge(answer).includes('error="insufficient_scope"'))
  },
  'rs-scheme-case': async (bench) => {
    const answer = await refusal(bench, async (walker, value) => {
      const headers = await walker.access(value)
      return { ...headers, authorization: `dPOp ${value}` }
    })
    return answer.status !== 200
  },
  'rs-scheme-unknown': accepted(async (_walker, value) => ({ authorization: `Foreign ${value}` })),
  'rs-bearer': accepted(async (_walker, value) => ({ authorization: `Bearer ${value}` })),
  'rs-proof-missing': accepted(async (_walker, value) => ({ authorization: `DPoP ${value}` })),
  'rs-proof-key': async (bench) => (await wrongKey(bench)).status === 200,
  'rs-proof-header-case': async (bench) => {
    const answer = await refusal(bench, async (walker, value) => {
      const { authorization = '', dpop = '' } = await walker.access(value)
      return { authorization, DPOP: dpop }
    })
    return answer.status !== 200
  },
  'rs-certificate': async (bench) => {
    const value = await token(await bench.walker('pki-mtls-client1'))
    const other = await bench.walker('pki-mtls-client2')
    return (await other.get('/accounts', await other.access(value))).status === 200
  },
  'rs-certificate-missing': async (bench) => {
    const walker = await bench.walker('pki-mtls-client1')
    return (await walker.get('/accounts', await walker.access(await token(walker)), false)).status === 200
  },
  'rs-challenge': async (bench) => !challenge(await wrongKey(bench)).startsWith('DPoP '),
  'rs-challenge-bare': async (bench) => challenge(await refusal(bench, async () => ({}))) === '',
  'rs-challenge-algs': async (bench) => !/algs="[^"]*ES256/.test(challenge(await wrongKey(bench))),
  'rs-challenge-error': async (bench) => !challenge(await wrongKey(bench)).includes('error="invalid_token"'),
  'rs-challenge-invalid-token': async (bench) => {
    const answer = await refusal(bench, (walker) => walker.access('made-up'), 'pki-mtls-client1')
    return !(answer.status === 401 && challenge(answer).includes('error="invalid_token"'))
  },
  'rs-challenge-early': async (bench) => challenge(await refusal(bench, async () => ({}))).includes('error='),
  'rs-challenge-twice': async (bench) => (challenge(await wrongKey(bench)).match(/error="/g) ?? []).length > 1,
  'rs-nonce-cache': [
    { nonces: 'rs' },
    async (bench) => {
      const answer = await refusal(bench, (walker, value) => walker.access(value))
      return answer.headers['cache-control'] !== 'no-store'
    },
  ],
})
