import { setTimeout as sleep } from 'node:timers/promises'
import { parDefects } from '../../src/sandbox/parDefects.ts'
import { type Bench, type Probe, testDefects } from './defectHarness.ts'
import { claimsOf, corrupt, proofKey } from './keys.ts'
import type { Walker } from './walker.ts'

type Change = Record<string, string | undefined>

/** The changed request goes all the way to a code. */
const accepted = (change: (walker: Walker) => Change): Probe => {
  return async (bench) => {
    const walker = await bench.walker()
    const par = await walker.par(change(walker))
    if (par.status !== 201) return false
    const { callback } = await walker.authorize(walker.authorizeUrl(par.json.request_uri))
    return callback?.searchParams.has('code') ?? false
  }
}

/** The changed request goes all the way to tokens; `verifier` is what the token request says. */
const redeemed = (change: (walker: Walker) => Change, verifier: (walker: Walker) => string | undefined): Probe => {
  return async (bench) => {
    const walker = await bench.walker()
    const par = await walker.par(change(walker))
    if (par.status !== 201) return false
    const { callback } = await walker.authorize(walker.authorizeUrl(par.json.request_uri))
    const code = callback?.searchParams.get('code') ?? ''
    return (await walker.redeem(code, { code_verifier: verifier(walker) })).status === 200
  }
}

const refused = (change: Change): Probe => {
  return async (bench) => (await (await bench.walker()).par(change)).status !== 201
}

const honestPush = async (bench: Bench) => (await bench.walker()).par()

testDefects(parDefects, {
  'par-method': async (bench) => {
    const walker = await bench.walker()
    const form = { ...(await walker.credentials()), ...walker.authorizationParams() } as Record<string, string>
    const answer = await walker.send('PUT', `${walker.origin}/par`, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    })
    return answer.status !== 405
  },
  'par-query': async (bench) => {
    const walker = await bench.walker()
    const form = { ...(await walker.credentials()), ...walker.authorizationParams() } as Record<string, string>
    return (await walker.post(`/par?${new URLSearchParams(form)}`, {})).status === 201
  },
  'par-duplicates': async (bench) => {
    const walker = await bench.walker()
    const form = Object.entries({ ...(await walker.credentials()), ...walker.authorizationParams() })
    const pairs = [...form, ['scope', 'openid']].map(([name = '', value = '']): [string, string] => [name, value])
    return (await walker.post('/par', pairs)).status === 201
  },
  'par-client-id': accepted(() => ({ client_id: undefined })),
  'par-request-uri': accepted(() => ({ request_uri: 'urn:ietf:params:oauth:request_uri:x' })),
  'par-response-type': accepted(() => ({ response_type: 'code id_token' })),
  'par-redirect-uri': accepted(() => ({ redirect_uri: undefined })),
  'par-redirect-uri-http': accepted(({ client }) => ({ redirect_uri: client.redirectUri.replace('https:', 'http:') })),
  'par-redirect-uri-fragment': accepted(({ client }) => ({ redirect_uri: `${client.redirectUri}#part` })),
  'par-redirect-uri-relative': accepted(() => ({ redirect_uri: '/callback' })),
  'par-redirect-uri-unregistered': accepted(({ client }) => ({ redirect_uri: `${client.redirectUri}/other` })),
  'par-pkce': redeemed(
    () => ({ code_challenge: undefined, code_challenge_method: undefined }),
    () => undefined,
  ),
  'par-pkce-plain': redeemed(
    ({ verifier }) => ({ code_challenge: verifier, code_challenge_method: 'plain' }),
    ({ verifier }) => verifier,
  ),
  'par-pkce-method': redeemed(
    () => ({ code_challenge_method: undefined }),
    ({ verifier }) => verifier,
  ),
  'par-pkce-error': async (bench) => {
    const answer = await (await bench.walker()).par({ code_challenge: undefined })
    return answer.json.error !== 'invalid_request'
  },
  'par-nonce-length': refused({ nonce: 'n'.repeat(64) }),
  'par-nonce-cut': async (bench) => {
    const walker = await bench.walker()
    const nonce = 'n'.repeat(100)
    const token = await walker.redeem(await walker.code({ nonce }))
    return claimsOf(token.json.id_token).nonce !== nonce
  },
  'par-state-length': refused({ state: 's'.repeat(1000) }),
  'par-unknown-parameter': refused({ colour: 'blue' }),
  'par-scope-order': refused({ scope: 'accounts openid' }),
  'par-jkt-refused': async (bench) => {
    const walker = await bench.walker()
    return (await walker.par({ dpop_jkt: walker.key.jkt })).status !== 201
  },
  'par-proof-refused': async (bench) => {
    const walker = await bench.walker()
    return (await walker.par({}, await walker.asProof('/par'))).status !== 201
  },
  'par-state-required': refused({ state: undefined }),
  'par-nonce-required': refused({ nonce: undefined }),
  'par-claims': refused({ claims: '{"id_token":{"acr":null}}' }),
  'par-second-client': refused({}),
  'par-interaction-codes': async (bench) => {
    const answer = await (await bench.walker()).par({ prompt: 'none' })
    return answer.json.error === 'login_required'
  },
  'par-status': async (bench) => (await honestPush(bench)).status === 200,
  'par-expires-in': async (bench) => Number((await honestPush(bench)).json.expires_in) >= 600,
  'par-expires-in-text': async (bench) => typeof (await honestPush(bench)).json.expires_in !== 'number',
  'par-lifetime': async (bench) => Number((await honestPush(bench)).json.expires_in) < 30,
  'par-cache': async (bench) => (await honestPush(bench)).headers['cache-control'] !== 'no-store',
  'par-entropy': async (bench) =>
    String((await honestPush(bench)).json.request_uri)
      .split(':')
      .at(-1)?.length !== 43,
  'par-error-format': async (bench) => {
    const answer = await (await bench.walker()).par({ redirect_uri: undefined })
    return typeof answer.json.error !== 'string' || !String(answer.headers['content-type']).includes('json')
  },
  'par-reuse': async (bench) => {
    const walker = await bench.walker()
    const url = walker.authorizeUrl((await walker.par()).json.request_uri)
    await walker.authorize(url)
    return (await walker.authorize(url)).callback !== null
  },
  'par-expired': [
    { requestUriTtlS: 1 },
    async (bench) => {
      const walker = await bench.walker()
      const par = await walker.par()
      await sleep(1100)
      return (await walker.authorize(walker.authorizeUrl(par.json.request_uri))).callback !== null
    },
  ],
  'par-other-client': async (bench) => {
    const par = await honestPush(bench)
    const other = await bench.walker('pkjwt-dpop-client1')
    return (await other.authorize(other.authorizeUrl(par.json.request_uri))).callback !== null
  },
  'par-spent-on-load': async (bench) => {
    const walker = await bench.walker()
    const url = walker.authorizeUrl((await walker.par()).json.request_uri)
    await walker.browse('GET', url)
    return (await walker.authorize(url)).callback === null
  },
  'par-dpop': async (bench) => {
    const walker = await bench.walker()
    return (await walker.par({}, await walker.asProof('/par', { finish: corrupt }))).status === 201
  },
  'par-dpop-binding': async (bench) => {
    const walker = await bench.walker()
    const code = await walker.code({}, await walker.asProof('/par'))
    walker.key = await proofKey()
    return (await walker.redeem(code)).status === 200
  },
  'par-dpop-jkt': async (bench) => {
    const walker = await bench.walker()
    const { jkt } = await proofKey()
    return (await walker.par({ dpop_jkt: jkt }, await walker.asProof('/par'))).status === 201
  },
  'par-dpop-jkt-binding': async (bench) => {
    const walker = await bench.walker()
    const code = await walker.code({ dpop_jkt: walker.key.jkt })
    walker.key = await proofKey()
    return (await walker.redeem(code)).status === 200
  },
})
