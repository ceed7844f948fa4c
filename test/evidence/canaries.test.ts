import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openEventLog } from '../../src/evidence/eventLog.ts'
import { createRedactor } from '../../src/evidence/redact.ts'
import { writeRun } from '../../src/evidence/writeRun.ts'
import { fileReports } from '../../src/report/reports.ts'
import type { Exchange } from '../../src/wire/types.ts'
import { signedJwt } from '../support/sampleFlow.ts'
import { sampleRun } from '../support/sampleRun.ts'
import { exchangeOf } from './exchangeOf.ts'
import { testKey } from './signing.ts'

/** Secrets that the runner knows beforehand. */
const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ format: 'pem', type: 'pkcs8' })
  .toString()
const configured = {
  password: `p%ss "wörd" <&'/+${randomBytes(6).toString('hex')}`,
  privateMember: randomBytes(32).toString('base64url'),
  pem,
}
/** Secrets that turn up while the run goes on, each in the place where it belongs. */
const seen = Object.fromEntries(
  [
    'accessToken',
    'refreshToken',
    'code',
    'verifier',
    'requestUri',
    'cookie',
    'setCookie',
    'clientSecret',
    'deviceCode',
    'registrationToken',
    'fragmentToken',
    'headerToken',
  ].map((name) => [name, `${name}~${randomBytes(24).toString('base64url')}`]),
)
const s = (name: string): string => seen[name] ?? ''
const jwts = {
  assertion: signedJwt({ iss: 'c1', sub: 'c1', jti: `jti-${randomBytes(16).toString('hex')}` }),
  proof: signedJwt({ htm: 'POST', ath: 'x', jti: `jti-${randomBytes(16).toString('hex')}` }, { typ: 'dpop+jwt' }),
  idToken: signedJwt({ iss: 'https://as.example', sub: `person-${randomBytes(16).toString('hex')}` }),
  accessJwt: signedJwt({
    iss: 'https://as.example',
    sub: `person-${randomBytes(16).toString('hex')}`,
    permissions: { account: `acct-${randomBytes(9).toString('hex')}` },
  }),
}
const basic = Buffer.from(`client:${s('clientSecret')}`).toString('base64')

/** Each secret at home: this is where the redactor learns it. */
const home: readonly Exchange[] = [
  exchangeOf({
    step: 'par',
    body: `client_assertion=${jwts.assertion}&client_secret=${s('clientSecret')}&code_verifier=${s('verifier')}`,
    answer: JSON.stringify({ request_uri: `urn:ietf:params:oauth:request_uri:${s('requestUri')}` }),
  }),
  exchangeOf({
    step: 'authorize',
    url: `https://as.example/auth?request_uri=${encodeURIComponent(`urn:ietf:params:oauth:request_uri:${s('requestUri')}`)}`,
    headers: [['Cookie', `sid=${s('cookie')}`]],
    answerHeaders: [
      ['Set-Cookie', `next=${s('setCookie')}; Secure`],
      ['Location', `https://rp.example/cb?code=${s('code')}#access_token=${s('fragmentToken')}`],
    ],
  }),
  exchangeOf({
    body: `code=${s('code')}&device_code=${s('deviceCode')}`,
    headers: [['DPoP', jwts.proof]],
    answer: JSON.stringify({
      access_token: s('accessToken'),
      refresh_token: s('refreshToken'),
      id_token: jwts.idToken,
      deep: [{ registration_access_token: s('registrationToken') }],
    }),
  }),
  exchangeOf({ step: 'resource', headers: [['authorization', `DPoP ${s('headerToken')}`]] }),
  exchangeOf({ step: 'resource', headers: [['authorization', `Basic ${basic}`]] }),
  exchangeOf({ step: 'resource', headers: [['authorization', `Bearer ${jwts.accessJwt}`]] }),
]

const canaries: Readonly<Record<string, string>> = { ...configured, ...seen, ...jwts }

/** Ways to write a secret down. */
const encodings: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  component: encodeURIComponent,
  'lower-case component': (secret) => encodeURIComponent(secret).replace(/%../g, (hex) => hex.toLowerCase()),
  form: (secret) => new URLSearchParams({ v: secret }).toString().slice(2),
  'twice encoded': (secret) => encodeURIComponent(encodeURIComponent(secret)),
  json: (secret) => JSON.stringify(secret).slice(1, -1),
  html: (secret) =>
    secret
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;'),
  base64: (secret) => Buffer.from(secret).toString('base64'),
  base64url: (secret) => Buffer.from(secret).toString('base64url'),
  'base64 inside': (secret) => Buffer.from(`x:${secret}:y`).toString('base64'),
}

/** Places where no secret belongs, but where a server, a case or a check may put one. */
const places: Readonly<Record<string, (text: string) => Exchange>> = {
  'query value': (text) => exchangeOf({ url: `https://as.example/x?q=${encodeURIComponent(text)}` }),
  'query name': (text) => exchangeOf({ url: `https://as.example/x?${encodeURIComponent(text)}` }),
  fragment: (text) => exchangeOf({ url: `https://as.example/x#${encodeURIComponent(text)}` }),
  path: (text) => exchangeOf({ url: `https://as.example/${encodeURIComponent(text)}/x` }),
  'form value': (text) => exchangeOf({ body: `error_description=${encodeURIComponent(text)}` }),
  'request header': (text) => exchangeOf({ headers: [['user-agent', text.replaceAll('\n', ' ')]] }),
  'unknown header': (text) => exchangeOf({ answerHeaders: [['x-debug', `was ${text.replaceAll('\n', ' ')}`]] }),
  location: (text) => exchangeOf({ answerHeaders: [['location', `/login?hint=${encodeURIComponent(text)}`]] }),
  json: (text) => exchangeOf({ step: 'resource', answer: JSON.stringify({ a: [{ echo: `got ${text}` }] }) }),
  'json name': (text) => exchangeOf({ step: 'resource', answer: JSON.stringify({ [text]: 1 }) }),
  'claim of a token': (text) =>
    exchangeOf({ answer: JSON.stringify({ id_token: signedJwt({ iss: 'i', scope: `x ${text}` }) }) }),
  'hidden input': (text) =>
    exchangeOf({
      step: 'authorize',
      answer: `<input type="hidden" name="state" value="${text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}">`,
    }),
  'page text': (text) =>
    exchangeOf({ step: 'authorize', answer: `<p>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</p>` }),
  script: (text) => exchangeOf({ step: 'authorize', answer: `<script>var a = ${JSON.stringify(text)}</script>` }),
  'plain text': (text) => exchangeOf({ type: 'text/plain', answer: `error near ${text}` }),
  'wire error': (text) => ({
    ...exchangeOf({}),
    response: null,
    error: { code: 'UNKNOWN', phase: 'request', message: `failed at ${text}` },
  }),
}

let folder: string
let written: { readonly name: string; readonly text: string }[]
let reversed: typeof written

async function textsIn(of: string): Promise<typeof written> {
  return Promise.all((await readdir(of)).map(async (name) => ({ name, text: await readFile(join(of, name), 'utf8') })))
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'canaries-'))
  const strays = Object.entries(places).flatMap(([place, put]) =>
    Object.entries(canaries).flatMap(([name, canary]) =>
      Object.values(encodings).map((encode) => ({ place, name, exchange: put(encode(canary)) })),
    ),
  )
  const exchanges = [...home, ...strays.map(({ exchange }) => exchange)]
  const all = exchanges.map((exchange, index) => ({ ...exchange, id: `x${index}` }))
  const quoted = Object.values(canaries).flatMap((canary) => Object.values(encodings).map((encode) => encode(canary)))
  const base = sampleRun()
  const [first, ...others] = base.result.cases
  if (first === undefined) throw new Error('the sample has no case')
  const result = {
    ...base.result,
    run: {
      ...base.result.run,
      accommodations: quoted.map((text) => ({ name: 'a', reason: `because of ${text}`, origin: 'run' as const })),
    },
    cases: [
      {
        ...first,
        reason: `saw ${quoted.join(' and ')}`,
        exchanges: all.slice(0, 40).map(({ id }) => id),
        findings: quoted.map((text) => ({
          requirement: 'RFC7523-3-sub',
          level: 'must' as const,
          ok: false,
          expected: `not ${text}`,
          observed: `"${text}"`,
        })),
      },
      ...others,
    ],
  }
  const redactor = createRedactor({ secrets: Object.values(configured) })
  const log = openEventLog(folder, redactor)
  for (const exchange of all) log.exchange(exchange)
  for (const entry of result.cases) log.caseEnd(redactor.caseResult(entry))
  log.close()
  const events = await readFile(join(folder, 'running.jsonl'), 'utf8')
  const secrets = Object.values(configured)
  // Signed, so that the leak scan has its say too: it knows nothing of what the redactor learned.
  const run = {
    ...base,
    result,
    secrets,
    reports: fileReports,
    token: 'canary',
    seal: { keys: [testKey().key], secrets },
  }
  await writeRun({ ...run, folder, exchanges: all })
  written = [{ name: 'running.jsonl', text: events }, ...(await textsIn(folder))]
  // The other way round: a secret is quoted before anything has told that it is one. What is seen as a public value first
  // (an error description, a `state`) may be a cookie too.
  const isPublic = ({ place, name }: (typeof strays)[number]): boolean =>
    /cookie/i.test(name) && ['form value', 'hidden input'].includes(place)
  const mixed = strays.filter((stray) => !isPublic(stray)).map(({ exchange }) => exchange)
  const backwards = [...home, ...mixed].toReversed().map((exchange, index) => ({ ...exchange, id: `x${index}` }))
  const other = join(folder, 'reversed')
  await writeRun({ ...run, folder: other, exchanges: backwards })
  reversed = await textsIn(other)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A text with everything in it that can be decoded, decoded once. */
function opened(text: string): string {
  const unescaped = text.replace(/\\(["\\/nrt])/g, (_, char: string) => ({ n: '\n', r: '\r', t: '\t' })[char] ?? char)
  const decoded = [...unescaped.matchAll(/[A-Za-z0-9+/_-]{16,}/g)].map(([run]) =>
    Buffer.from(run, 'base64').toString('utf8'),
  )
  return [
    text,
    unescaped,
    unescaped.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8')),
    ...decoded,
  ].join('\n')
}

it('writes the log, the evidence and nothing else', () => {
  expect(written.map(({ name }) => name).sort()).toEqual([
    'attestation.json',
    'events.jsonl',
    'exchanges.har',
    'junit.xml',
    'report.html',
    'run.json',
    'running.jsonl',
    'suite.json',
  ])
})

it.each(Object.keys(canaries))('%s is in no file, in no encoding', (name) => {
  const canary = canaries[name] ?? ''
  // The signature alone, or the secret claims alone, would be a leak too; the header is public.
  const needles =
    name in jwts
      ? canary.split('.').slice(1)
      : name === 'pem'
        ? canary.split('\n').filter((line) => line.length > 20 && !line.includes('-----'))
        : [canary]
  expect(needles.length).toBeGreaterThan(0)
  for (const { name: file, text } of [...written, ...reversed]) {
    const haystack = opened(text)
    for (const needle of needles) {
      for (const [encoding, encode] of Object.entries(encodings)) {
        const wanted =
          encoding === 'base64 inside' ? encode(needle).slice(4, -6) : encode(needle).replace(/=+$/, '').slice(0, -1)
        expect(haystack.includes(wanted), `${encoding} in ${file}`).toBe(false)
      }
    }
  }
})

it('hides the secret claims of every token', () => {
  for (const { text } of [...written, ...reversed]) expect(opened(text)).not.toMatch(/(?:jti|person|acct)-[0-9a-f]{12}/)
})

it('keeps what a reader needs', () => {
  const har = written.find(({ name }) => name === 'exchanges.har')?.text ?? ''
  for (const kept of [
    'https://as.example/auth',
    'client_assertion=eyJ',
    'urn:ietf:params:oauth:request_uri:[redacted:request_uri',
    'DPoP [redacted:token',
    'sid=[redacted:cookie',
    'code_verifier=[redacted:code_verifier',
  ])
    expect(har).toContain(kept)
})
