import { conditionalDefects } from '../../src/sandbox/conditionalDefects.ts'
import { type Bench, type Probe, type ProbeWithOptions, testDefects } from './defectHarness.ts'
import { claimsOf, corrupt, seconds } from './keys.ts'
import type { Answer, Walker } from './walker.ts'

const pki = { client_auth: 'tls_client_auth', sender_constraint: 'mtls' } as const
const certificates = (probe: Probe): ProbeWithOptions => [{ variants: [pki] }, probe]

interface Issued {
  readonly walker: Walker
  readonly access: string
  readonly refresh: string
}

async function issued(bench: Bench, client?: string): Promise<Issued> {
  const walker = await bench.walker(client)
  const { json } = await walker.redeem(await walker.code())
  return { walker, access: String(json.access_token), refresh: String(json.refresh_token) }
}

const under = (path: string): string => `https://foreign.example${path}`

/** Sends a form to the host that asks for no certificates. */
async function besideAlias(walker: Walker, path: string, form: Readonly<Record<string, string | undefined>>) {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(form)) if (value !== undefined) params.append(name, value)
  return walker.send('POST', `${walker.sandbox.issuer}${path}`, {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: params.toString(),
    identity: false,
  })
}

/** Refreshes with another client assertion or proof. */
async function refresh({ walker, refresh: token }: Issued, assertion?: string, htu?: string): Promise<Answer> {
  const form = { ...(await walker.credentials(assertion)), grant_type: 'refresh_token', refresh_token: token }
  return walker.post('/token', form, await walker.asProof('/token', htu === undefined ? {} : { claims: { htu } }))
}

const expired = (walker: Walker): Promise<string> => walker.assertion({ iat: seconds() - 360, exp: seconds() - 300 })

const introspect = async (walker: Walker, token: string, assertion?: string): Promise<Answer> =>
  walker.post('/introspect', { ...(await walker.credentials(assertion)), token })

const cancelled = async (bench: Bench) => {
  const walker = await bench.walker()
  return walker.authorize(walker.authorizeUrl((await walker.par()).json.request_uri), 'cancel')
}

testDefects(conditionalDefects, {
  'as-dpop-htu-origin': async (bench) =>
    (await (await bench.walker()).clientCredentials({}, { claims: { htu: under('/token') } })).status === 200,
  'rs-dpop-htu-origin': async (bench) => {
    const { walker, access } = await issued(bench)
    const headers = await walker.access(access, 'GET', '/accounts', { claims: { htu: under('/accounts') } })
    return (await walker.get('/accounts', headers)).status === 200
  },
  'userinfo-proof': async (bench) => {
    const { walker, access } = await issued(bench)
    const headers = await walker.access(access, 'GET', '/userinfo', { finish: corrupt })
    return (await walker.get('/userinfo', headers)).status === 200
  },
  'userinfo-beside-alias': certificates(async (bench) => {
    const { walker, access } = await issued(bench, 'pki-mtls-client1')
    const headers = { authorization: `Bearer ${access}` }
    const answer = await walker.send('GET', `${bench.sandbox.issuer}/userinfo`, { headers, identity: false })
    return answer.status === 200
  }),
  'certificate-beside-alias': certificates(async (bench) => {
    const walker = await bench.walker('pki-mtls-client1')
    const form = { ...(await walker.credentials()), ...walker.authorizationParams() }
    return (await besideAlias(walker, '/par', form)).status === 201
  }),
  'token-unbound-beside-alias': [
    { variants: [{ sender_constraint: 'mtls' }] },
    async (bench) => {
      const walker = await bench.walker('pkjwt-mtls-client1')
      return (await besideAlias(walker, '/token', await walker.tokenForm(await walker.code()))).status === 200
    },
  ],
  'refresh-unbound': async (bench) => {
    const all = await issued(bench)
    const { access_token: token } = (await refresh(all)).json
    return (await all.walker.get('/accounts', { authorization: `Bearer ${token}` })).status === 200
  },
  'refresh-proof': async (bench) => {
    const all = await issued(bench)
    return (await refresh(all, undefined, `${all.walker.origin}/accounts`)).status === 200
  },
  'refresh-assertion': async (bench) => {
    const all = await issued(bench)
    return (await refresh(all, await expired(all.walker))).status === 200
  },
  'introspection-assertion': async (bench) => {
    const { walker, access } = await issued(bench)
    return (await introspect(walker, access, await expired(walker))).json.active === true
  },
  'introspection-refresh-token': async (bench) => {
    const { walker, refresh: token } = await issued(bench)
    await walker.post('/revoke', { ...(await walker.credentials()), token })
    return (await introspect(walker, token)).json.active === true
  },
  'introspection-exp': async (bench) => {
    const { walker, access } = await issued(bench)
    return Number((await introspect(walker, access)).json.exp) > seconds() + 3600
  },
  'token-scope': async (bench) => {
    const walker = await bench.walker()
    const { json } = await walker.redeem(await walker.code({ scope: 'openid' }), { scope: 'openid accounts' })
    const headers = await walker.access(json.access_token)
    return (await walker.get('/accounts', headers)).status === 200
  },
  'id-token-aud-second': async (bench) => {
    const audiences = await Promise.all(
      ['pkjwt-dpop-client1', 'pkjwt-dpop-client2'].map(async (id) => {
        const walker = await bench.walker(id)
        return claimsOf((await walker.redeem(await walker.code())).json.id_token).aud === id
      }),
    )
    return audiences[0] === true && audiences[1] === false
  },
  'callback-iss-stateless': async (bench) => {
    const [without, within] = [await bench.walker(), await bench.walker()]
    const has = (url: URL): boolean => url.searchParams.has('iss')
    return has(await within.callback()) && !has(await without.callback({ state: undefined }))
  },
  'callback-fragment-error': async (bench) =>
    (await cancelled(bench)).callback?.hash.includes('error=access_denied') ?? false,
  'redirect-307-cancel': async (bench) => (await cancelled(bench)).steps.some(({ status }) => status === 307),
})
