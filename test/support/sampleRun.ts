import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { RunToRecord } from '../../src/evidence/recordRun.ts'
import type { Case, Requirement, Suite } from '../../src/suite/types.ts'
import type { CaseResult, RunResult, Verdict } from '../../src/verdict/types.ts'
import type { Exchange, HeaderLines, RecordedResponse } from '../../src/wire/types.ts'

const START = Date.UTC(2026, 1, 3, 9, 30, 0)
const ISSUER = 'https://as.bank.example'
const VARIANT = 'private_key_jwt+dpop+openid'
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const random = (): string => randomBytes(32).toString('base64url')
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A signed JWT of this run's throwaway key. */
export function signedJwt(
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {},
): string {
  const input = `${part({ alg: 'ES256', kid: 'client1-key', ...header })}.${part(claims)}`
  return `${input}.${sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

function requirement(
  id: string,
  level: Requirement['level'],
  text: string,
  attackers: Requirement['attackers'] = [],
): Requirement {
  const spec = id.slice(0, id.indexOf('-', id.startsWith('FAPI2') ? 6 : 0))
  const clause = id.slice(spec.length + 1)
  return {
    id,
    spec,
    clause,
    url: `https://${spec.startsWith('RFC') ? `www.rfc-editor.org/rfc/${spec.toLowerCase()}` : 'openid.net/specs/fapi-security-profile-2_0-final.html'}#section-${clause}`,
    subject: 'as',
    level,
    applies: 'always',
    text,
    testable: 'black-box',
    reason: null,
    note: null,
    attackers,
    source: { file: 'suites/requirements/sample.yaml', line: 1, column: 1 },
  }
}

const WEB = { id: 'A1', text: 'Web attacker: own endpoints, own user, own browser tools, links sent to users.' }
const RESOURCE = { id: 'A5', text: 'Reads resource requests after the fact.' }

const requirements: readonly Requirement[] = [
  requirement(
    'RFC7523-3-sub',
    'must',
    'The assertion names its subject in "sub"; an assertion without it is refused.',
    [WEB],
  ),
  requirement(
    'RFC9126-2.3-a',
    'should',
    'A refused pushed request is answered with an error code of RFC 6749 section 5.2.',
  ),
  requirement('FAPI2-SP-5.3.2.2-12', 'must', 'A request_uri lives for less than 600 seconds.', [WEB]),
  requirement(
    'FAPI2-SP-5.3.2.2-5',
    'must',
    'PKCE with S256 is required; a request without code_challenge is refused.',
    [WEB],
  ),
  requirement('RFC9449-4.3-12', 'must', 'A proof that is bound to another key than the token is refused.', [
    WEB,
    RESOURCE,
  ]),
  requirement('RFC9449-7-a', 'must', 'A DPoP-bound token that comes with the Bearer scheme is refused.', [RESOURCE]),
  requirement('FAPI2-SP-5.3.4-2', 'must', 'The resource server accepts tokens in the Authorization header only.', [
    RESOURCE,
  ]),
  requirement('RFC6750-3.1-a', 'should', 'A refused token is answered with invalid_token in WWW-Authenticate.'),
  requirement('FAPI2-SP-5.2.1-2', 'must', 'TLS connections negotiate version 1.2 or newer.', [
    { id: 'A2', text: 'Network attacker.' },
  ]),
  requirement('FAPI2-SP-5.2.3-2', 'should', 'HSTS protects hosts that browsers visit.'),
  {
    ...requirement('FAPI2-SP-5.1.2', 'must', 'A derived profile leaves every mandatory behaviour in place.'),
    testable: 'no',
    reason: 'Addresses authors of profiles, not a system.',
  },
]

function sampleCase(id: string, refs: readonly string[], over: Partial<Case> = {}): Case {
  return {
    id,
    title: id.replaceAll('-', ' '),
    refs,
    needs: {},
    kind: 'check',
    at: [],
    mutate: null,
    name: 'sample',
    expect: null,
    also: [],
    fix: null,
    source: { file: `/srv/suites/security-profile/${id.split('-')[0]}.yaml`, line: 3, column: 5 },
    ...over,
  }
}

const cases: readonly Case[] = [
  sampleCase('par-assertion-without-sub', ['RFC7523-3-sub'], {
    title: 'Client assertion without "sub" at the pushed authorization request',
    kind: 'mutation',
    at: [{ step: 'par', part: 'client_assertion', place: 'claims' }],
    mutate: { remove: ['sub'] },
    fix: 'Check that "iss" and "sub" of the client assertion are both present and equal the client id (RFC 7523 section 3) before the request is stored.',
  }),
  sampleCase('dpop-resource-other-key', ['RFC9449-4.3-12'], {
    title: 'Proof made with another key than the token is bound to',
    kind: 'mutation',
    at: [{ step: 'resource', part: 'dpop', place: 'header' }],
    mutate: { set: { jwk: '$client2.public_jwk' } },
    fix: 'Compare the RFC 7638 thumbprint of the "jwk" in the proof with "cnf.jkt" of the token for every request.',
  }),
  sampleCase('par-expires-in-below-600', ['FAPI2-SP-5.3.2.2-12'], {
    fix: 'Shorten the life of a pushed request to less than ten minutes.',
  }),
  sampleCase('par-without-pkce', ['FAPI2-SP-5.3.2.2-5'], {
    kind: 'mutation',
    at: [{ step: 'par', part: 'form', place: null }],
    mutate: { remove: ['code_challenge', 'code_challenge_method'] },
  }),
  sampleCase('resource-bearer-scheme', ['RFC9449-7-a', 'RFC6750-3.1-a']),
  sampleCase('resource-token-in-query', ['FAPI2-SP-5.3.4-2']),
  sampleCase('tls-1-1-refused', ['FAPI2-SP-5.2.1-2']),
  sampleCase('authorize-hsts', ['FAPI2-SP-5.2.3-2'], {
    fix: 'Send Strict-Transport-Security on every page of the authorization server.',
  }),
  sampleCase('mtls-other-certificate', ['RFC9449-7-a']),
  sampleCase('refresh-other-client', ['RFC7523-3-sub']),
]

let nextId = 0
interface Message {
  readonly caseId: string
  readonly step: string
  readonly method?: string
  readonly url: string
  readonly headers?: HeaderLines
  readonly body?: string
  readonly status: number
  readonly type?: string
  readonly answer?: string
  readonly answerHeaders?: HeaderLines
  readonly at: number
  readonly variant?: string
}

function response(message: Message): RecordedResponse {
  const body = message.answer ?? ''
  return {
    status: message.status,
    headers: [
      ['Content-Type', message.type ?? 'application/json; charset=utf-8'],
      ['Cache-Control', 'no-store'],
      ['Date', 'Tue, 03 Feb 2026 09:30:00 GMT'],
      ...(message.answerHeaders ?? []),
    ],
    body,
    bodyBytes: Buffer.byteLength(body),
    bodyTruncated: false,
    invalidUtf8: false,
  }
}

function exchange(message: Message): Exchange {
  nextId++
  return {
    id: `x${String(nextId).padStart(4, '0')}`,
    label: { caseId: message.caseId, step: message.step, variant: message.variant ?? VARIANT },
    request: {
      method: message.method ?? (message.body === undefined ? 'GET' : 'POST'),
      url: message.url,
      headers: [
        ['host', new URL(message.url).host],
        ['accept', 'application/json'],
        ...(message.body === undefined ? [] : [['content-type', 'application/x-www-form-urlencoded'] as const]),
        ...(message.headers ?? []),
      ],
      body: message.body ?? null,
      identity: null,
    },
    response: response(message),
    error: null,
    tls: { protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', peerCertificate: null, clientFingerprint256: null },
    timing: { startedAt: START + message.at, totalMs: 12, firstByteMs: 9 },
  }
}

/** The five exchanges of one flow of the sample, with fresh secrets. */
export function sampleFlow(
  caseId: string,
  at: number,
  variant: string,
  assertionClaims: Readonly<Record<string, unknown>> = {},
): Exchange[] {
  const code = random()
  const token = random()
  const uri = `urn:ietf:params:oauth:request_uri:${random()}`
  const verifier = random()
  const dpop = (htm: string, htu: string): string =>
    signedJwt(
      { jti: random(), htm, htu, iat: 1770111000 },
      { typ: 'dpop+jwt', jwk: publicKey.export({ format: 'jwk' }), kid: undefined },
    )
  const assertion = signedJwt({
    iss: 'client1',
    sub: 'client1',
    aud: ISSUER,
    jti: random(),
    iat: 1770111000,
    exp: 1770111060,
    ...assertionClaims,
  })
  const auth = `client_id=client1&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=${assertion}`
  const base = { caseId, variant }
  return [
    exchange({
      ...base,
      step: 'par',
      at,
      url: `${ISSUER}/par`,
      body: `response_type=code&redirect_uri=https%3A%2F%2Fclient.example%2Fcb&scope=openid+accounts&state=${random().slice(0, 12)}&nonce=${random()}&code_challenge=${random()}&code_challenge_method=S256&${auth}`,
      status: 201,
      answer: JSON.stringify({ request_uri: uri, expires_in: 60 }),
    }),
    exchange({
      ...base,
      step: 'authorize',
      at: at + 14,
      url: `${ISSUER}/auth?client_id=client1&request_uri=${encodeURIComponent(uri)}`,
      headers: [['cookie', `_session=${random()}`]],
      status: 303,
      type: 'text/html',
      answerHeaders: [
        ['Location', `https://client.example/cb?code=${code}&state=abc&iss=${encodeURIComponent(ISSUER)}`],
        ['Set-Cookie', `_session=${random()}; path=/; secure; httponly`],
      ],
    }),
    exchange({
      ...base,
      step: 'token',
      at: at + 28,
      url: `${ISSUER}/token`,
      headers: [['dpop', dpop('POST', `${ISSUER}/token`)]],
      body: `grant_type=authorization_code&code=${code}&redirect_uri=https%3A%2F%2Fclient.example%2Fcb&code_verifier=${verifier}&${auth}`,
      status: 200,
      answer: JSON.stringify({
        access_token: token,
        token_type: 'DPoP',
        expires_in: 300,
        refresh_token: random(),
        scope: 'openid accounts',
        id_token: signedJwt({
          iss: ISSUER,
          sub: 'user-4711',
          aud: 'client1',
          exp: 1770114600,
          iat: 1770111000,
          nonce: 'n',
        }),
      }),
    }),
    exchange({
      ...base,
      step: 'resource',
      at: at + 42,
      url: 'https://rs.bank.example/accounts',
      headers: [
        ['authorization', `DPoP ${token}`],
        ['dpop', dpop('GET', 'https://rs.bank.example/accounts')],
        ['x-fapi-interaction-id', '0f5b2a3c-6c0e-4b55-8f3a-1d2e3f4a5b6c'],
      ],
      status: 200,
      answer: JSON.stringify({ accounts: [{ id: 'acc-1', currency: 'EUR' }] }),
    }),
  ]
}

interface Outcome {
  readonly id: string
  readonly verdict: Verdict
  readonly reason: string
  readonly step: string | null
  readonly attributed?: CaseResult['attributed']
  readonly expected?: string
  readonly observed?: string
  readonly requirement?: string
}

const outcomes: readonly Outcome[] = [
  {
    id: 'par-assertion-without-sub',
    verdict: 'fail',
    step: 'par',
    attributed: 'as',
    reason: 'The request was accepted (201) although the client assertion has no "sub".',
    expected: 'refused with invalid_client or invalid_request',
    observed: 'accepted: 201 with a request_uri',
  },
  {
    id: 'dpop-resource-other-key',
    verdict: 'fail',
    step: 'resource',
    attributed: 'rs',
    reason: 'The resource answered 200 to a proof made with a key that the token is not bound to.',
    expected: 'refused: 401 with a DPoP challenge',
    observed: 'accepted: 200 with account data',
  },
  {
    id: 'par-expires-in-below-600',
    verdict: 'pass',
    step: 'par',
    reason: 'expires_in is 60',
    expected: 'expires_in below 600',
    observed: 'expires_in is 60',
  },
  { id: 'par-without-pkce', verdict: 'pass', step: 'par', reason: 'refused with invalid_request (400)' },
  {
    id: 'resource-bearer-scheme',
    verdict: 'warn',
    step: 'resource',
    attributed: 'rs',
    reason: 'Refused, but without an error code in WWW-Authenticate.',
    expected: 'error="invalid_token"',
    observed: 'WWW-Authenticate: DPoP',
    requirement: 'RFC6750-3.1-a',
  },
  { id: 'resource-token-in-query', verdict: 'pass', step: 'resource', reason: 'refused with 401' },
  {
    id: 'tls-1-1-refused',
    verdict: 'incomplete',
    step: 'tls',
    attributed: 'harness',
    reason: 'This machine cannot offer TLS 1.1, so nothing is known.',
  },
  {
    id: 'authorize-hsts',
    verdict: 'warn',
    step: 'authorize',
    attributed: 'as',
    reason: 'The login page has no Strict-Transport-Security header.',
    expected: 'Strict-Transport-Security with max-age',
    observed: 'no such header',
  },
  { id: 'mtls-other-certificate', verdict: 'skip', step: null, reason: 'not applicable: sender_constraint is dpop' },
  {
    id: 'refresh-other-client',
    verdict: 'skip',
    step: null,
    reason: 'not applicable: the target has no second client',
  },
]

function caseResult(entry: Outcome, index: number, variant: string, exchanges: readonly Exchange[]): CaseResult {
  const known = cases.find(({ id }) => entry.id === id || entry.id.startsWith(`${id}-`))
  const refs = known?.refs ?? []
  const ok = entry.verdict === 'pass'
  const judged = entry.verdict !== 'skip' && entry.verdict !== 'incomplete'
  return {
    id: entry.id,
    variant,
    title: known?.title ?? entry.id,
    refs,
    verdict: entry.verdict,
    reason: entry.reason,
    attributed: entry.attributed ?? null,
    step: entry.step,
    durationMs: entry.verdict === 'skip' ? 0 : 40 + ((index * 37) % 160),
    startMs: 20 + Math.floor(index / 8) * 120 + (index % 8) * 9,
    exchanges: exchanges.map(({ id }) => id),
    control: known?.kind === 'mutation' ? 'honest-flow' : null,
    findings: judged
      ? refs.map((ref) => {
          const level = requirements.find(({ id }) => id === ref)?.level ?? 'must'
          const bad = !ok && (entry.requirement === undefined || entry.requirement === ref)
          return {
            requirement: ref,
            level,
            ok: !bad,
            expected: entry.expected ?? 'refused',
            observed: bad || ok ? (entry.observed ?? entry.reason) : 'as expected',
          }
        })
      : [],
  }
}

/**
 * A run as the engine leaves it, with secrets in clear.
 *
 * @param options.copies how often the ten cases are repeated under other ids
 * @param options.change last word on each case result, e.g. to put hostile texts in
 */
export function sampleRun(
  options: {
    readonly copies?: number
    readonly variants?: readonly string[]
    readonly change?: (result: CaseResult) => CaseResult
  } = {},
): RunToRecord & { readonly result: RunResult; readonly exchanges: readonly Exchange[]; readonly suite: Suite } {
  nextId = 0
  const variants = options.variants ?? [VARIANT]
  const exchanges: Exchange[] = []
  const results: CaseResult[] = []
  for (const variant of variants) {
    for (let copy = 0; copy < (options.copies ?? 1); copy++) {
      for (const [index, entry] of outcomes.entries()) {
        const id = copy === 0 ? entry.id : `${entry.id}-${copy}`
        const verdict =
          copy === 0 ? entry.verdict : entry.verdict === 'fail' && copy % 10 !== 0 ? 'pass' : entry.verdict
        const flow =
          verdict === 'skip' || verdict === 'incomplete'
            ? []
            : sampleFlow(
                id,
                results.length * 15,
                variant,
                entry.id === 'par-assertion-without-sub' ? { sub: undefined } : {},
              )
        const used = entry.step === 'par' ? flow.slice(0, 1) : entry.step === 'authorize' ? flow.slice(0, 2) : flow
        exchanges.push(...used)
        const result = caseResult({ ...entry, id, verdict }, copy * 10 + index, variant, used)
        results.push(options.change?.(result) ?? result)
      }
    }
  }
  const summary: Record<Verdict, number> = { pass: 0, warn: 0, fail: 0, skip: 0, incomplete: 0 }
  for (const { verdict } of results) summary[verdict]++
  const result: RunResult = {
    schemaVersion: 1,
    run: {
      id: '20260203-093000-acme-bank',
      startedAt: new Date(START).toISOString(),
      finishedAt: new Date(START + 4210).toISOString(),
      tool: { name: 'fapi-assay', version: '0.1.0' },
      profile: { id: 'fapi2-security-profile', digest: `sha256:${'ab'.repeat(32)}` },
      target: { id: 'acme-bank', issuer: ISSUER },
      organisation: 'Acme Bank',
      application: 'acme-sandbox',
      environment: 'sandbox',
      suiteDigest: `sha256:${'cd'.repeat(32)}`,
      targetDigest: `sha256:${'ef'.repeat(32)}`,
      accommodations: [
        {
          name: 'assertion_aud: endpoint',
          reason: 'The token endpoint refuses the issuer as audience of the client assertion.',
          origin: 'target',
        },
      ],
      interrupted: false,
      selection: { only: [], slow: true, omitted: 0 },
    },
    result: summary.fail > 0 ? 'non-conformant' : summary.incomplete > 0 ? 'incomplete' : 'conformant',
    summary,
    cases: results,
  }
  const copies: Case[] = cases.flatMap((entry) =>
    Array.from({ length: options.copies ?? 1 }, (_, copy) =>
      copy === 0 ? entry : { ...entry, id: `${entry.id}-${copy}` },
    ),
  )
  const suite: Suite = {
    requirements: new Map(requirements.map((entry) => [entry.id, entry])),
    cases: copies,
    digest: `sha256:${'cd'.repeat(32)}`,
  }
  return { result, exchanges, suite, secrets: [] }
}
