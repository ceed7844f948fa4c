import { randomUUID } from 'node:crypto'
import { answerDefects } from '../../src/sandbox/answerDefects.ts'
import { type Bench, type Probe, type ProbeWithOptions, testDefects, usual } from './defectHarness.ts'
import { decodeHeader, twice } from './shapes.ts'
import type { Answer, Walker } from './walker.ts'

type Ask = (bench: Bench) => Promise<Answer>
type Judge = (answer: Answer) => boolean

/** The answer that an endpoint gives an honest client. */
const of =
  (ask: Ask) =>
  (judge: Judge): Probe =>
  async (bench) =>
    judge(await ask(bench))

const issued = async (walker: Walker) => (await walker.redeem(await walker.code())).json

const par = of(async (bench) => (await bench.walker()).par())
const token = of(async (bench) => {
  const walker = await bench.walker()
  return walker.redeem(await walker.code())
})
const refresh = of(async (bench) => {
  const walker = await bench.walker()
  return walker.refresh((await issued(walker)).refresh_token)
})
const introspection = of(async (bench) => {
  const walker = await bench.walker()
  const { access_token: text } = await issued(walker)
  return walker.post('/introspect', { ...(await walker.credentials()), token: String(text) })
})
const revocation = of(async (bench) => {
  const walker = await bench.walker()
  const { access_token: text } = await issued(walker)
  return walker.post('/revoke', { ...(await walker.credentials()), token: String(text) })
})
const userinfo = of(async (bench) => {
  const walker = await bench.walker()
  const { access_token: text } = await issued(walker)
  return walker.get('/userinfo', await walker.access(text, 'GET', '/userinfo'))
})
const resource = of(async (bench) => {
  const walker = await bench.walker()
  const { access_token: text } = await issued(walker)
  return walker.get('/accounts', await walker.access(text))
})

const isText: Judge = ({ headers }) => String(headers['content-type']).startsWith('text/plain')
const status =
  (wanted: number): Judge =>
  (answer) =>
    answer.status === wanted
const scopesOf = ({ json }: Answer): string[] => String(json.scope).split(' ')

/** Plain OAuth: the client does not ask for openid. */
const plainOauth = (judge: Judge): Probe => {
  return async (bench) => {
    const walker = await bench.walker(usual, {}, false)
    return judge(await walker.redeem(await walker.code()))
  }
}

const mtlsToken = (judge: Judge): ProbeWithOptions => [
  { variants: [{ client_auth: 'tls_client_auth', sender_constraint: 'mtls' }] },
  async (bench) => {
    const walker = await bench.walker('pki-mtls-client1')
    return judge(await walker.redeem(await walker.code()))
  },
]

testDefects(answerDefects, {
  'par-content-type': par(isText),
  'par-member-twice': par(twice),
  'par-request-uri-form': par(({ json }) => !String(json.request_uri).includes(':')),
  'token-success-status': token(status(201)),
  'token-member-twice': token(twice),
  'token-type-missing': token(({ json }) => json.token_type === undefined),
  'token-type-mtls': mtlsToken(({ json }) => json.token_type !== 'Bearer'),
  'token-expires-in-text': token(({ json }) => typeof json.expires_in === 'string'),
  'token-scope-form': token(({ json }) => String(json.scope).includes('  ')),
  'token-scope-more': token((answer) => scopesOf(answer).includes('payments')),
  'token-scope-untold': async (bench) => {
    const walker = await bench.walker()
    const { access_token: text, scope } = await issued(walker)
    const form = { ...(await walker.credentials()), token: String(text) }
    return scope === undefined && scopesOf(await walker.post('/introspect', form)).includes('payments')
  },
  'token-scope-unknown': async (bench) =>
    scopesOf(await (await bench.walker()).clientCredentials({ scope: 'accounts urn:x' })).includes('urn:x'),
  'token-id-token': plainOauth(({ json }) => json.id_token !== undefined),
  'token-user': plainOauth(({ json }) => json.sub !== undefined),
  'token-refresh-token': async (bench) =>
    (await (await bench.walker()).clientCredentials()).json.refresh_token !== undefined,
  'refresh-scope-more': refresh((answer) => scopesOf(answer).includes('payments')),
  'introspection-status': introspection(status(201)),
  'introspection-content-type': introspection(isText),
  'introspection-types': introspection(({ json }) => typeof json.exp === 'string'),
  'introspection-token-type': introspection(({ json }) => json.token_type === 'Bearer'),
  'revocation-status': revocation(status(204)),
  'userinfo-status': userinfo(status(201)),
  'userinfo-content-type': userinfo(isText),
  'userinfo-member-twice': userinfo(twice),
  'userinfo-types': userinfo(({ json }) => json.email_verified === 'yes'),
  'userinfo-extra': userinfo(({ json }) => json.email !== undefined),
  'userinfo-jwt': userinfo(({ text }) => decodeHeader(text)?.alg === 'RS256'),
  'rs-date': resource(({ headers }) => headers.date === undefined),
  'rs-date-wrong': resource(({ headers }) => Math.abs(Date.parse(String(headers.date)) - Date.now()) > 3_600_000),
  'rs-content-type': resource(({ headers }) => headers['content-type'] === undefined),
  'rs-interaction-id': async (bench) => {
    const walker = await bench.walker()
    const { access_token: text } = await issued(walker)
    const sent = randomUUID()
    const headers = { ...(await walker.access(text)), 'x-fapi-interaction-id': sent }
    return (await walker.get('/accounts', headers)).headers['x-fapi-interaction-id'] !== sent
  },
})
