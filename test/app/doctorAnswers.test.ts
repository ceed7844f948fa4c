import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { checkClientCertificate, checkSigningAlg } from '../../src/app/doctorClient.ts'
import { checkFlow } from '../../src/app/doctorFlow.ts'
import { checkClock, checkEndpoints, checkMetadata, checkServerCertificate } from '../../src/app/doctorServer.ts'
import { outcome, type StepOutcome } from '../../src/checks/stepOutcome.ts'
import type { Client, TargetVariant } from '../../src/profile/types.ts'
import type { Control } from '../../src/run/controls.ts'
import type { StepName } from '../../src/suite/types.ts'
import type { CertificateFacts, Exchange, WireError } from '../../src/wire/types.ts'
import { createCa } from '../support/pki.ts'

const NOW = Date.UTC(2026, 0, 1, 12, 0, 0)
const DAY_MS = 86_400_000

function exchange(headers: Exchange['request']['headers'], more: Partial<Exchange> = {}): Exchange {
  return {
    ...{ id: 'x1', label: { caseId: 'doctor', step: 'discovery' } },
    request: { method: 'GET', url: 'https://as.example/', headers: [], body: null, identity: null },
    response: { status: 200, headers, body: '', bodyBytes: 0, bodyTruncated: false, invalidUtf8: false },
    ...{ error: null, tls: null, timing: { startedAt: NOW, totalMs: 1000, firstByteMs: 10 } },
    ...more,
  }
}
const at = (ms: number): Exchange => exchange([['Date', new Date(ms).toUTCString()]])

describe('checkClock', () => {
  it.each([
    [0, 'ok'],
    [-3000, 'ok'],
    [5000, 'warning'],
    [-5000, 'warning'],
    [12_000, 'problem'],
    [-60_000, 'problem'],
  ])('a server clock off by %d ms is %s', (skew, status) => {
    expect(checkClock([exchange([]), at(NOW + skew)]).status).toBe(status)
  })

  it('says in which direction, and cannot tell without a Date header', () => {
    expect(checkClock([at(NOW + 60_000)]).observed).toBe(
      'the clock of the server is 60.0 s ahead of that of this machine',
    )
    expect(checkClock([at(NOW - 60_000)]).observed).toContain('behind')
    expect(checkClock([exchange([['date', 'yesterday']])]).status).toBe('unknown')
  })
})

describe('checkMetadata', () => {
  const issuer = 'https://as.example'
  const found = (metadata: Record<string, unknown>) => ({ metadata, jwks: null, exchanges: {} })
  const failed = (code: WireError['code']) => ({
    message: 'no metadata',
    exchanges: [exchange([], { response: null, error: { code, phase: 'tls', message: 'x' } })],
  })

  it('compares the issuer as a string', () => {
    expect(checkMetadata(issuer, found({ issuer })).status).toBe('ok')
    const wrong = checkMetadata(issuer, found({ issuer: `${issuer}/` }))
    expect(wrong).toMatchObject({
      status: 'problem',
      observed: '"issuer" in the metadata is "https://as.example/", in the target file it is "https://as.example"',
    })
  })

  it('gives the remedy that fits the fault', () => {
    expect(checkMetadata(issuer, failed('TLS_UNTRUSTED')).remedy).toContain('"trust: { ca: ... }"')
    expect(checkMetadata(issuer, failed('CONNECTION_REFUSED')).remedy).toContain('start the server')
    expect(checkMetadata(issuer, { message: 'it answered HTML', exchanges: [exchange([])] })).toMatchObject({
      ...{ status: 'problem', observed: 'it answered HTML' },
      remedy: expect.stringContaining('well-known'),
    })
  })

  it('names the endpoints that are missing', () => {
    const server = found({ token_endpoint: 'https://as.example/token', jwks_uri: 'https://as.example/jwks' })
    expect(checkEndpoints(server, new Set(['client_credentials'])).status).toBe('ok')
    expect(checkEndpoints(server, new Set(['authorization_code'])).observed).toBe(
      'missing: authorization_endpoint, pushed_authorization_request_endpoint',
    )
  })
})

describe('checkServerCertificate', () => {
  const until = (ms: number): Exchange => {
    const peerCertificate = { validTo: new Date(ms).toISOString() } as CertificateFacts
    return exchange([], { tls: { protocol: 'TLSv1.3', cipher: 'x', peerCertificate, clientFingerprint256: null } })
  }
  it('warns two weeks before the end', () => {
    expect(checkServerCertificate([until(NOW + 15 * DAY_MS)], NOW).status).toBe('ok')
    expect(checkServerCertificate([until(NOW + 13 * DAY_MS)], NOW)).toMatchObject({
      status: 'warning',
      observed: 'it is valid only until 2026-01-14',
    })
    expect(checkServerCertificate([exchange([])], NOW).status).toBe('unknown')
  })
})

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const jwk = { ...privateKey.export({ format: 'jwk' }), kid: 'one' }
const client: Client = {
  name: 'client1',
  id: 'c1',
  jwks: [jwk],
  tls: null,
  redirect_uri: 'https://app.example/cb',
  scope: null,
}
const variant: TargetVariant = {
  variant: {
    client_auth: 'private_key_jwt',
    sender_constraint: 'dpop',
    openid: true,
    request: 'unsigned',
    response: 'plain',
    grant: 'authorization_code',
  },
  ...{ key: 'private_key_jwt+dpop+openid', clients: { client1: client }, scope: 'openid' },
  api: 'https://api.example',
  resource: { url: 'https://api.example/', method: 'GET', headers: {}, body: null, scope: null },
}

describe('checks of a client', () => {
  it('compare the algorithm of its key with what the server lists', () => {
    const listed = (...algs: string[]) =>
      checkSigningAlg(variant, client, { token_endpoint_auth_signing_alg_values_supported: algs })
    expect(listed('PS256', 'ES256')?.status).toBe('ok')
    expect(listed('PS256')).toMatchObject({
      status: 'problem',
      observed: expect.stringContaining('the key makes ES256 signatures'),
    })
    expect(checkSigningAlg(variant, client, {})?.status).toBe('ok')
    expect(checkSigningAlg(variant, { ...client, jwks: [] }, {})).toBeNull()
    const ed = { ...client, jwks: [{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' }] }
    expect(
      checkSigningAlg(variant, ed, { token_endpoint_auth_signing_alg_values_supported: ['Ed25519'] })?.status,
    ).toBe('ok')
  })

  it('warn before its certificate ends', async () => {
    const tls = await (await createCa()).issue({ notAfter: new Date(Date.now() + 20 * DAY_MS) })
    const checked = (now: number) => checkClientCertificate(variant, { ...client, tls }, now)?.status
    expect(checked(Date.now())).toBe('ok')
    expect(checked(Date.now() + 10 * DAY_MS)).toBe('warning')
    expect(checkClientCertificate(variant, client, NOW)).toBeNull()
  })
})

describe('checkFlow', () => {
  const stopped = (step: StepName | null, more: Partial<StepOutcome> = {}): Control => {
    const refused = outcome('refused', 400, `refused at ${step}`, more)
    const outcomes = new Map(step === null ? [] : [[step, refused] as const])
    const stop = step === null ? null : { step, detail: refused.detail, attributed: 'as' as const }
    return { outcomes, stop, flow: {} as Control['flow'] }
  }
  const statuses = (control: Control, triedLogin = true) =>
    checkFlow(variant, client, control, triedLogin).map(({ id, status }) => `${id} ${status}`)

  it('is all well when the flow got through', () => {
    expect(statuses(stopped(null))).toEqual(['client-registered ok', 'login ok', 'token ok', 'resource ok'])
  })

  it.each([
    ['par', ['client-registered problem', 'login unknown', 'token unknown', 'resource unknown']],
    ['authorize', ['client-registered ok', 'login problem', 'token unknown', 'resource unknown']],
    ['token', ['client-registered ok', 'login ok', 'token problem', 'resource unknown']],
    ['resource', ['client-registered ok', 'login ok', 'token ok', 'resource problem']],
  ] as const)('stopped at %s', (step, expected) => {
    expect(statuses(stopped(step))).toEqual(expected)
  })

  it('stopped at a consent before the flow: nothing else was tried', () => {
    const stop = { step: 'consent:access', detail: 'status 400', attributed: 'rs' as const }
    const control = { outcomes: new Map(), stop, flow: {} as Control['flow'] }
    expect(statuses(control)).toEqual([
      'consent problem',
      'client-registered unknown',
      'login unknown',
      'token unknown',
      'resource unknown',
    ])
    expect(checkFlow(variant, client, control, true)[0]?.observed).toBe('consent:access: status 400')
  })

  it('does not blame the login when it was not tried', () => {
    expect(statuses(stopped('authorize'), false)).toEqual([
      'client-registered ok',
      'login unknown',
      'token unknown',
      'resource unknown',
    ])
  })

  it('names the key to register when the client is not known', () => {
    const [first] = checkFlow(variant, client, stopped('par', { code: 'invalid_client' }), true)
    expect(first?.remedy).toMatch(
      /register the public key\(s\) kid "one", thumbprint [\w-]{43} for client "c1" at the server/,
    )
    expect(first?.about).toBe('private_key_jwt+dpop+openid client1')
  })

  it('names the certificate of a client that authenticates by TLS', async () => {
    const tls = await (await createCa()).issue({ commonName: 'Acme' })
    const byTls = { ...variant, variant: { ...variant.variant, client_auth: 'tls_client_auth' as const } }
    const [first] = checkFlow(byTls, { ...client, tls }, stopped('par', { code: 'invalid_client' }), true)
    expect(first?.remedy).toContain('the certificate with subject "CN=Acme", SHA-256 ')
  })

  it('gives the remedy of the error code, else of the step', () => {
    const remedy = (step: StepName, more: Partial<StepOutcome>) =>
      checkFlow(variant, client, stopped(step, more), true).find(({ status }) => status === 'problem')?.remedy
    expect(remedy('par', { code: 'invalid_scope' })).toContain('allow the client the scope "openid"')
    expect(remedy('par', { code: 'something_else' })).toContain('https://app.example/cb')
    expect(remedy('authorize', {})).toContain('"login"')
    expect(remedy('resource', { code: 'insufficient_scope' })).toContain('scope: openid')
    expect(remedy('token', { form: 'tls' })).toContain('TLS alert')
  })

  it('asks the token endpoint about the client where there is no PAR', () => {
    const machine = { ...variant, variant: { ...variant.variant, grant: 'client_credentials' as const } }
    expect(checkFlow(machine, client, stopped('token'), true).map(({ id, status }) => `${id} ${status}`)).toEqual([
      'client-registered problem',
      'resource unknown',
    ])
  })
})
