import { setTimeout as sleep } from 'node:timers/promises'
import { tokenDefects } from '../../src/sandbox/tokenDefects.ts'
import { type Bench, type Probe, type ProbeWithOptions, testDefects, usual } from './defectHarness.ts'
import { claimsOf, headerOf, proofKey } from './keys.ts'
import type { Answer, Walker } from './walker.ts'

type Change = Record<string, string | undefined>

/** An honest code is redeemed although the token request is changed. */
const redeemed = (change: Change): Probe => {
  return async (bench) => {
    const walker = await bench.walker()
    return (await walker.redeem(await walker.code(), change)).status === 200
  }
}

const tokens = async (bench: Bench): Promise<Answer> => {
  const walker = await bench.walker()
  return walker.redeem(await walker.code())
}

const idToken = (
  judge: (claims: Record<string, unknown>, header: Record<string, unknown>, bench: Bench) => boolean,
): Probe => {
  return async (bench) => {
    const jwt = (await tokens(bench)).json.id_token
    return judge(claimsOf(jwt), headerOf(jwt), bench)
  }
}

const refreshed = async (
  bench: Bench,
  change: Change = {},
): Promise<{ walker: Walker; first: Answer; second: Answer }> => {
  const walker = await bench.walker()
  const first = await walker.redeem(await walker.code())
  return { walker, first, second: await walker.refresh(first.json.refresh_token, change) }
}

const reuse = async (bench: Bench) => {
  const walker = await bench.walker()
  const code = await walker.code()
  const first = await walker.redeem(code)
  return { walker, first, second: await walker.redeem(code) }
}

const jwtProbe: ProbeWithOptions = [
  { accessTokens: 'jwt' },
  async (bench) => {
    const walker = await bench.walker()
    const token = (await walker.clientCredentials()).json.access_token
    const cnf = claimsOf(token).cnf as { jkt?: string } | undefined
    return cnf?.jkt !== walker.key.jkt
  },
]

/** The broken sandbox takes such tokens itself, or nothing could be seen of them. */
const jwtAlg = (alg: string): ProbeWithOptions => [
  { accessTokens: 'jwt' },
  async (bench) => {
    const walker = await bench.walker()
    const { access_token: token } = (await walker.redeem(await walker.code())).json
    const answer = await walker.get('/accounts', await walker.access(token))
    return headerOf(token).alg === alg && answer.status === 200
  },
]

testDefects(tokenDefects, {
  'token-method': async (bench) => {
    const walker = await bench.walker()
    const params = { ...(await walker.credentials()), grant_type: 'client_credentials' } as Record<string, string>
    const url = `${walker.origin}/token`
    const headers = { dpop: await walker.proof('POST', url) }
    return (await walker.send('GET', `${url}?${new URLSearchParams(params)}`, { headers })).status !== 405
  },
  'token-duplicates': async (bench) => {
    const walker = await bench.walker()
    const form = { ...(await walker.credentials()), grant_type: 'client_credentials', scope: 'accounts' }
    const pairs = Object.entries(form).map(([name, value]): [string, string] => [name, value ?? ''])
    return (
      (await walker.post('/token', [...pairs, ['scope', 'accounts']], await walker.asProof('/token'))).status === 200
    )
  },
  'token-password': async (bench) => {
    const walker = await bench.walker()
    const [user] = bench.sandbox.users
    const change = { grant_type: 'password', username: user?.username, password: user?.password }
    return (await walker.clientCredentials(change)).status === 200
  },
  'token-unknown-parameter': async (bench) =>
    (await (await bench.walker()).clientCredentials({ colour: 'blue' })).status !== 200,
  'token-scope-order': async (bench) =>
    (await (await bench.walker()).clientCredentials({ scope: 'transactions accounts' })).status !== 200,
  'token-grant-type': async (bench) =>
    (await (await bench.walker()).clientCredentials({ grant_type: 'urn:x' })).json.error !== 'unsupported_grant_type',
  'token-unbound': async (bench) => {
    const walker = await bench.walker()
    const form = { ...(await walker.credentials()), grant_type: 'client_credentials', scope: 'accounts' }
    const answer = await walker.post('/token', form)
    const headers = { authorization: `Bearer ${answer.json.access_token}` }
    return answer.status === 200 && (await walker.get('/accounts', headers)).status === 200
  },
  'token-code-reuse': async (bench) => (await reuse(bench)).second.status === 200,
  'token-code-race': async (bench) => {
    const walker = await bench.walker()
    const code = await walker.code()
    const answers = await Promise.all([walker.redeem(code), walker.redeem(code), walker.redeem(code)])
    return answers.filter(({ status }) => status === 200).length > 1
  },
  'token-reuse-revocation': async (bench) => {
    const { walker, first } = await reuse(bench)
    return (await walker.get('/accounts', await walker.access(first.json.access_token))).status === 200
  },
  'token-code-expired': [
    { codeTtlS: 1 },
    async (bench) => {
      const walker = await bench.walker()
      const code = await walker.code()
      await sleep(1100)
      return (await walker.redeem(code)).status === 200
    },
  ],
  'token-code-client': async (bench) => {
    const walker = await bench.walker()
    const code = await walker.code()
    const other = await bench.walker('pkjwt-dpop-client1')
    const change = { code_verifier: walker.verifier, redirect_uri: walker.client.redirectUri }
    return (await other.redeem(code, change)).status === 200
  },
  'token-code-key': async (bench) => {
    const walker = await bench.walker()
    const code = await walker.code({ dpop_jkt: walker.key.jkt })
    walker.key = await proofKey()
    return (await walker.redeem(code)).status === 200
  },
  'token-code-unknown': async (bench) => {
    const walker = await bench.walker()
    return (await walker.redeem('made-up')).json.error !== 'invalid_grant'
  },
  'token-redirect-uri': redeemed({ redirect_uri: 'https://127.0.0.1:9999/cb/other' }),
  'token-pkce-missing': redeemed({ code_verifier: undefined }),
  'token-pkce-wrong': redeemed({ code_verifier: 'x'.repeat(43) }),
  'token-pkce-challenge': async (bench) => {
    const walker = await bench.walker()
    const { code_challenge: challenge } = walker.authorizationParams()
    return (await walker.redeem(await walker.code(), { code_verifier: challenge })).status === 200
  },
  'token-status': async (bench) => (await (await bench.walker()).redeem('made-up')).status === 403,
  'token-cache': async (bench) => (await tokens(bench)).headers['cache-control'] !== 'no-store',
  'token-content-type': async (bench) => !String((await tokens(bench)).headers['content-type']).includes('json'),
  'token-expires-in': async (bench) => (await tokens(bench)).json.expires_in !== 120,
  'token-type': async (bench) => (await tokens(bench)).json.token_type !== 'DPoP',
  'token-entropy': async (bench) => String((await tokens(bench)).json.access_token).length < 22,
  'refresh-token-entropy': async (bench) => String((await tokens(bench)).json.refresh_token).length < 22,
  'code-entropy': async (bench) => (await (await bench.walker()).code()).length < 22,
  'id-token-missing': async (bench) => (await tokens(bench)).json.id_token === undefined,
  'id-token-alg': idToken((_claims, header) => header.alg === 'RS256'),
  'id-token-aud': idToken((claims) => claims.aud !== usual),
  'id-token-iss': idToken((claims, _header, bench) => claims.iss !== bench.sandbox.issuer),
  'id-token-nonce': idToken((claims) => claims.nonce !== 'a-nonce'),
  'id-token-at-hash': idToken((claims) => claims.at_hash !== undefined),
  'id-token-kid': idToken((_claims, header) => header.kid === undefined),
  'id-token-jku': idToken((_claims, header) => header.jku !== undefined),
  'id-token-hashes': idToken(({ c_hash: c, s_hash: s }) => c !== undefined && c === s),
  'id-token-iat': idToken(({ iat }) => iat === undefined),
  'id-token-azp': idToken(({ azp }) => azp !== undefined),
  'id-token-exp': idToken(({ exp, iat }) => Number(exp) < Number(iat)),
  'id-token-sub': idToken(({ sub }) => String(sub).length > 255),
  'id-token-auth-time': idToken(({ auth_time: time, iat }) => Number(time) < Number(iat) - 31_536_000),
  'id-token-acr': idToken(({ acr }) => acr === ''),
  'id-token-extra': idToken(({ email }) => email !== undefined),
  'id-token-unsigned': idToken((_claims, { alg }) => alg === 'none'),
  'id-token-member-twice': async (bench) => {
    const payload = String((await tokens(bench)).json.id_token).split('.')[1] ?? ''
    const text = Buffer.from(payload, 'base64url').toString('utf8')
    return Object.keys(JSON.parse(text)).some((name) => text.split(`"${name}":`).length > 2)
  },
  'refresh-client': async (bench) => {
    const { refresh_token: token } = (await tokens(bench)).json
    return (await (await bench.walker('pkjwt-dpop-client1')).refresh(token)).status === 200
  },
  'refresh-scope': async (bench) => {
    const { walker, second } = await refreshed(bench, { scope: 'openid accounts transactions' })
    if (second.status !== 200) return false
    const headers = await walker.access(second.json.access_token, 'GET', '/transactions')
    return (await walker.get('/transactions', headers)).status === 200
  },
  'refresh-key': async (bench) => {
    const walker = await bench.walker()
    const first = await walker.redeem(await walker.code())
    walker.key = await proofKey()
    return (await walker.refresh(first.json.refresh_token)).status !== 200
  },
  'refresh-rotation': async (bench) => {
    const { walker, first, second } = await refreshed(bench)
    const again = await walker.refresh(first.json.refresh_token)
    return again.status === 200 && second.json.refresh_token !== first.json.refresh_token
  },
  'refresh-rotation-hard': async (bench) => {
    const { walker, first } = await refreshed(bench)
    return (await walker.refresh(first.json.refresh_token)).status !== 200
  },
  'refresh-sub': async (bench) => {
    const { first, second } = await refreshed(bench)
    return claimsOf(second.json.id_token).sub !== claimsOf(first.json.id_token).sub
  },
  'access-token-alg': jwtAlg('RS256'),
  'access-token-unsigned': jwtAlg('none'),
  'access-token-cnf-certificate': [
    { accessTokens: 'jwt', variants: [{ client_auth: 'tls_client_auth', sender_constraint: 'mtls' }] },
    async (bench) => {
      const walker = await bench.walker('pki-mtls-client1')
      return claimsOf((await walker.clientCredentials()).json.access_token).cnf === undefined
    },
  ],
  'access-token-cnf': jwtProbe,
})
