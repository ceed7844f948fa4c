import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { knownSecrets } from '../../src/evidence/knownSecrets.ts'
import { leakScan } from '../../src/evidence/leakScan.ts'
import { writeRun } from '../../src/evidence/writeRun.ts'
import { signedJwt } from '../support/sampleFlow.ts'
import { sampleRun } from '../support/sampleRun.ts'
import { exchangeOf } from './exchangeOf.ts'
import { testKey } from './signing.ts'

const random = (): string => randomBytes(24).toString('base64url')
const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
const pem = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()

const encodings: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  'percent-encoded': encodeURIComponent,
  base64: (text) => Buffer.from(text).toString('base64'),
  'base64, one byte on': (text) => Buffer.from(`x${text}yz`).toString('base64'),
  'base64, two bytes on': (text) => Buffer.from(`xy${text}z`).toString('base64'),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  'base64url, one byte on': (text) => Buffer.from(`?${text}~`).toString('base64url'),
  'base64url, two bytes on': (text) => Buffer.from(`??${text}~`).toString('base64url'),
}

const scan = (text: string, secrets: readonly string[] = []): readonly string[] =>
  leakScan([{ path: 'f.txt', bytes: Buffer.from(text) }], {
    secrets: secrets.map((value) => ({ kind: 'token', value })),
    published: '[]',
  }).map(({ what }) => what)

describe('known secrets', () => {
  it.each(Object.entries(encodings))('are found %s', (_, encode) => {
    for (const secret of [random(), `p%ss "wörd" <&'/+${random()}`, randomBytes(20).toString('hex')]) {
      expect(scan(`{"a":"b ${encode(secret)}"}`, [secret])).not.toEqual([])
    }
  })

  it('are found in a picture, and in the escapes of JSON and HTML', () => {
    const secret = `a"b&c<d>\\${random()}`
    expect(scan(`\x89PNG\0\0${secret}\0`, [secret])).not.toEqual([])
    expect(scan(JSON.stringify({ x: secret }), [secret])).not.toEqual([])
    expect(
      scan(secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'), [
        secret,
      ]),
    ).not.toEqual([])
  })

  it('a short one counts only as a word, and a word of the language not at all', () => {
    expect(scan('pin 4711x', ['4711x'])).not.toEqual([])
    expect(scan('id a4711xb', ['4711x'])).toEqual([])
    expect(scan('the password was refused', ['password'])).toEqual([])
  })
})

describe('forms of secrets', () => {
  const signed = signedJwt({ iss: 'c1', sub: 'c1' })
  const forms: Readonly<Record<string, string>> = {
    'a private key in PEM': pem,
    'a private JWK': JSON.stringify(jwk),
    'a private JWK in a string of JSON': JSON.stringify({ body: JSON.stringify({ keys: [jwk] }) }),
    'a private JWK in HTML': JSON.stringify(jwk).replaceAll('"', '&quot;'),
    'a private JWK in a URL': `https://as.example/?jwks=${encodeURIComponent(JSON.stringify(jwk))}`,
    'a private JWK in base64': Buffer.from(JSON.stringify(jwk)).toString('base64'),
    'a private JWK in the header of a JWT': `${Buffer.from(JSON.stringify({ alg: 'ES256', jwk })).toString('base64url')}.e30.`,
    'a JWT with its signature': `see ${signed}`,
    'a JWT in base64': Buffer.from(`token ${signed}`).toString('base64'),
    'a bearer token': `authorization: Bearer ${random()}`,
    'a DPoP-bound token in HAR': `{"name":"Authorization","value":"DPoP ${random()}"}`,
    'basic credentials': `Basic ${Buffer.from(`client:${random()}`).toString('base64')}`,
    'a password in JSON': '{"password":"tr0ub4dor&3"}',
    'a password in a form': 'username=u&password=tr0ub4dor',
    'a password of a page': '<input type="password" name="p" value="letmein">',
    'a client secret': `client_secret=${random()}`,
  }
  it.each(Object.entries(forms))('%s', (_, text) => {
    expect(scan(text)).not.toEqual([])
  })

  const harmless: Readonly<Record<string, string>> = {
    'tags in their place': '{"password":"[redacted:password:1]","a":"DPoP [redacted:token:sha256:ab12cd34]"}',
    'a redacted JWT': `${signed.split('.').slice(0, 2).join('.')}.[redacted:jwt:sha256:ab12cd34]`,
    'an unsigned JWT': `DPoP ${signed.split('.').slice(0, 2).join('.')}.`,
    'a public JWK': JSON.stringify({ ...jwk, d: undefined }),
    'a public certificate': `-----BEGIN CERTIFICATE-----\n${random()}\n-----END CERTIFICATE-----`,
    'sentences about them':
      'The password of the user was sent. A DPoP authentication-scheme with Bearer tokens_in_the_header is wrong.',
    'a reference to a secret': 'password: $env:ASSAY_PASSWORD',
  }
  it.each(Object.entries(harmless))('not %s', (_, text) => {
    expect(scan(text)).toEqual([])
  })

  it('not what the published suite says', () => {
    const text = 'client_secret=s3cr3t-of-the-case'
    const files = [{ path: 'f', bytes: Buffer.from(text) }]
    expect(leakScan(files, { secrets: [], published: '[{"set":{"client_secret":"s3cr3t-of-the-case"}}]' })).toEqual([])
    expect(leakScan(files, { secrets: [], published: '[]' })).not.toEqual([])
  })
})

describe('secrets of the exchanges', () => {
  it('are collected from every place where they travel', () => {
    const s = Object.fromEntries(
      ['code', 'access', 'refresh', 'verifier', 'cookie', 'set', 'header', 'uri', 'fragment', 'nested'].map((name) => [
        name,
        random(),
      ]),
    )
    const assertion = signedJwt({ iss: 'c1' })
    const proof = signedJwt({ htm: 'POST' })
    const found = knownSecrets([
      exchangeOf({
        body: `code_verifier=${s.verifier}&client_assertion=${assertion}&state=${random()}`,
        headers: [
          ['DPoP', proof],
          ['Cookie', `a=1; sid=${s.cookie}`],
          ['Authorization', `DPoP ${s.header}`],
        ],
        answer: JSON.stringify({ access_token: s.access, refresh_token: s.refresh, deep: [{ token: s.nested }] }),
        answerHeaders: [
          ['set-cookie', `n=${s.set}; Secure`],
          ['location', `https://rp.example/cb?code=${s.code}#access_token=${s.fragment}`],
        ],
      }),
      exchangeOf({ url: `https://as.example/a?request_uri=urn:ietf:params:oauth:request_uri:${s.uri}` }),
    ]).map(({ value }) => value)
    const signatures = [assertion, proof].map((jwt) => jwt.split('.')[2])
    expect(new Set(found)).toEqual(new Set([...Object.values(s), ...signatures]))
  })

  it('are collected, too, where chance made them look a little like words', () => {
    // One digit, and seldom another class of characters: in an unknown place it would be taken for words.
    const token = ['-r-jRC_4fAWHEOuEJY', 'yulANYJGYs2kc'].join('-')
    expect(knownSecrets([exchangeOf({ body: `code=${token}` })]).map(({ value }) => value)).toEqual([token])
  })

  it('are not what is public elsewhere, nor words', () => {
    const state = random()
    expect(
      knownSecrets([
        exchangeOf({ body: `code=${state}&state=${state}&access_token=not-a-token-at-all&refresh_token=abc` }),
      ]),
    ).toEqual([])
  })
})

describe('a run that would leak', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leak-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))
  const seal = { keys: [testKey().key], secrets: [] }

  it('is not signed, and leaves nothing, not even a part', async () => {
    const secret = `target-${random()}`
    const reports = { 'junit.xml': () => `<x>\n${Buffer.from(secret).toString('base64')}</x>` }
    const leaking = { ...sampleRun(), folder, reports, token: 'aa', seal: { ...seal, secrets: [secret] } }
    const error = await writeRun(leaking).catch((cause: unknown) => cause)
    expect(error).toMatchObject({
      code: 'LEAK',
      message: expect.stringContaining('junit.xml, line 2: a secret of this run'),
    })
    expect(String(error)).not.toContain(secret)
    expect(String(error)).not.toContain(Buffer.from(secret).toString('base64').slice(0, 12))
    expect(await readdir(folder)).toEqual([])
  })

  it('leaves an older run as it was', async () => {
    await writeRun({ ...sampleRun(), folder, reports: {}, token: 'aa', seal })
    const before = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')))
    const reports = { 'report.html': () => pem }
    await expect(writeRun({ ...sampleRun(), folder, reports, token: 'bb', seal })).rejects.toMatchObject({
      code: 'LEAK',
    })
    const after = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')))
    expect(after).toEqual(before)
  })

  it('is refused for the signing key itself, too', async () => {
    const key = testKey()
    const reports = { 'junit.xml': () => key.privatePem.split('\n')[1] ?? '' }
    const run = { ...sampleRun(), folder, reports, token: 'aa', seal: { keys: [key.key], secrets: [] } }
    await expect(writeRun(run)).rejects.toMatchObject({ message: expect.stringContaining('signing key') })
  })

  it('an older attestation does not outlive a run that is not signed', async () => {
    await writeRun({ ...sampleRun(), folder, reports: {}, token: 'aa', seal })
    await writeRun({ ...sampleRun(), folder, reports: {}, token: 'bb' })
    expect((await readdir(folder)).sort()).toEqual(['events.jsonl', 'exchanges.har', 'run.json', 'suite.json'])
  })
})
