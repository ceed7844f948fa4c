import { authorizeDefects } from '../../src/sandbox/authorizeDefects.ts'
import { type Bench, testDefects } from './defectHarness.ts'
import { claimsOf } from './keys.ts'
import type { Answer, Walker } from './walker.ts'

const push = async (walker: Walker, change: Record<string, string> = {}) =>
  walker.authorizeUrl((await walker.par(change)).json.request_uri)

const steps = async (bench: Bench): Promise<Answer[]> => {
  const walker = await bench.walker()
  return (await walker.authorize(await push(walker))).steps
}

const denied = async (bench: Bench): Promise<URLSearchParams> => {
  const walker = await bench.walker()
  const { callback } = await walker.authorize(await push(walker), 'cancel')
  return callback?.searchParams ?? new URLSearchParams()
}

const pages = async (bench: Bench) => (await steps(bench)).filter(({ status }) => status === 200)

testDefects(authorizeDefects, {
  'authorize-without-par': async (bench) => {
    const walker = await bench.walker()
    const params = { client_id: walker.client.id, ...walker.authorizationParams() } as Record<string, string>
    const { callback } = await walker.authorize(`${walker.sandbox.issuer}/authorize?${new URLSearchParams(params)}`)
    return callback?.searchParams.has('code') ?? false
  },
  'authorize-parameters': async (bench) => {
    const walker = await bench.walker()
    return (await walker.browse('GET', await push(walker))).status !== 303
  },
  'authorize-unknown-parameter': async (bench) => {
    const walker = await bench.walker()
    return (await walker.browse('GET', `${await push(walker)}&colour=blue`)).status !== 303
  },
  'authorize-duplicates': async (bench) => {
    const walker = await bench.walker()
    const url = await push(walker)
    return (await walker.browse('GET', `${url}&${url.split('?')[1]}`)).status === 303
  },
  'authorize-outer-parameters': async (bench) => {
    const walker = await bench.walker()
    const { callback } = await walker.authorize(`${await push(walker)}&state=outside`)
    return callback?.searchParams.get('state') === 'outside'
  },
  'request-uri-unknown': async (bench) => {
    const walker = await bench.walker()
    return (await walker.authorize(walker.authorizeUrl(`urn:ietf:params:oauth:request_uri:x`))).callback !== null
  },
  'authorize-open-redirector': async (bench) => {
    const walker = await bench.walker()
    const params = { client_id: walker.client.id, redirect_uri: 'https://foreign.example/' }
    const { callback } = await walker.authorize(`${walker.sandbox.issuer}/authorize?${new URLSearchParams(params)}`)
    return callback !== null
  },
  'authorize-cors': async (bench) => {
    const walker = await bench.walker()
    const answer = await walker.send('GET', await push(walker), { headers: { origin: 'https://foreign.example' } })
    return answer.headers['access-control-allow-origin'] !== undefined
  },
  'prompt-none': async (bench) => {
    const walker = await bench.walker()
    const { callback } = await walker.authorize(await push(walker, { prompt: 'none' }))
    return callback?.searchParams.get('error') !== 'login_required'
  },
  'max-age': async (bench) => {
    const walker = await bench.walker()
    const token = await walker.redeem(await walker.code({ max_age: '3600' }))
    return claimsOf(token.json.id_token).auth_time === undefined
  },
  'redirect-303': async (bench) => (await steps(bench)).some(({ status }) => status === 302),
  'redirect-307': async (bench) => (await steps(bench)).some(({ status }) => status === 307),
  'callback-iss': async (bench) => !(await (await bench.walker()).callback()).searchParams.has('iss'),
  'callback-iss-error': async (bench) => !(await denied(bench)).has('iss'),
  'callback-iss-value': async (bench) =>
    (await (await bench.walker()).callback()).searchParams.get('iss') !== bench.sandbox.issuer,
  'callback-state': async (bench) => {
    const state = 's'.repeat(1000)
    return (await (await bench.walker()).callback({ state })).searchParams.get('state') !== state
  },
  'callback-state-case': async (bench) =>
    (await (await bench.walker()).callback({ state: 'MiXed' })).searchParams.get('state') !== 'MiXed',
  'callback-state-encoding': async (bench) =>
    (await (await bench.walker()).callback({ state: 'a+b' })).searchParams.get('state') !== 'a+b',
  'callback-twice': async (bench) => (await (await bench.walker()).callback()).searchParams.getAll('code').length > 1,
  'callback-fragment': async (bench) => (await (await bench.walker()).callback()).hash !== '',
  'callback-tokens': async (bench) => (await (await bench.walker()).callback()).searchParams.has('id_token'),
  'callback-iss-query': async (bench) =>
    (await (await bench.walker()).callback()).searchParams.get('iss')?.includes('?') ?? true,
  'callback-path': async (bench) => {
    const walker = await bench.walker()
    return (await walker.callback()).pathname !== new URL(walker.client.redirectUri).pathname
  },
  'callback-query': async (bench) => (await (await bench.walker()).callback()).searchParams.get('dummy1') !== 'lorem',
  'callback-denied': async (bench) => (await denied(bench)).get('error') !== 'access_denied',
  'callback-description': async (bench) => /["\\\n]/.test((await denied(bench)).get('error_description') ?? ''),
  'page-frame': async (bench) =>
    (await pages(bench)).some(
      ({ headers }) =>
        headers['x-frame-options'] !== 'DENY' ||
        !String(headers['content-security-policy']).includes("frame-ancestors 'none'"),
    ),
  'page-referrer': async (bench) =>
    (await pages(bench)).some(
      ({ headers, text }) => headers['referrer-policy'] === undefined || /href="http/.test(text),
    ),
  'page-csrf': async (bench) => {
    const walker = await bench.walker()
    const [user] = walker.sandbox.users
    const first = await walker.browse('GET', await push(walker))
    const page = new URL(String(first.headers.location), walker.sandbox.issuer).href
    const form = { action: 'go', username: user?.username ?? '', password: user?.password ?? '' }
    return (await walker.browse('POST', page, form)).status === 303
  },
  'page-client': async (bench) => {
    const consent = (await pages(bench)).at(-1)?.text ?? ''
    return !(consent.includes('Acme Ledger') && consent.includes('see your accounts'))
  },
})
