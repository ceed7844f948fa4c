import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { Exchange, HeaderLines, RecordedResponse } from '../../src/wire/types.ts'

export const START = Date.UTC(2026, 1, 3, 9, 30, 0)
export const ISSUER = 'https://as.bank.example'
export const VARIANT = 'private_key_jwt+dpop+openid'
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

let nextId = 0

/** Exchange ids start again. */
export function restartIds(): void {
  nextId = 0
}

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
