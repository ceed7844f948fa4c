import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { loadProfile } from '../../src/profile/loadProfile.ts'

const root = join(import.meta.dirname, '../..')

function load(text: string) {
  const dir = mkdtempSync(join(tmpdir(), 'assay-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  writeFileSync(join(dir, 'x.yaml'), `profile: x\ntitle: X\nextends: fapi2-message-signing\n${text}`)
  return loadProfile({ profile: join(dir, 'x.yaml'), folder: join(root, 'profiles') })
}

it('the example is said in less than 80 lines of YAML', () => {
  const folder = join(root, 'examples/acme')
  const files = ['profile.yaml', ...readdirSync(join(folder, 'suite')).map((name) => join('suite', name))]
  const lines = files.flatMap((file) => readFileSync(join(folder, file), 'utf8').trimEnd().split('\n'))
  expect(lines.length).toBeLessThan(80)
  const profile = loadProfile({ profile: join(folder, 'profile.yaml'), folder: join(root, 'profiles') })
  expect(new Set(profile.api?.endpoints.flatMap(({ scopes }) => scopes)).size).toBe(3)
  expect([profile.api?.endpoints.length, profile.consents.length]).toEqual([6, 1])
})

// What docs/ecosystems.md says about ecosystems that have no profile yet.
it('Brazil', () => {
  const profile = load(`variants: { client_auth: [private_key_jwt], sender_constraint: [mtls], openid: [true] }
limits: { access_token_lifetime: 15m }
api:
  endpoints:
    payments:
      post: /payments/v4/pix/payments
      scopes: [payments]
      headers: { x-jws-kind: payment }
      body: { iss: $client.id, aud: $request.url, iat: $now, jti: $uuid, data: { localInstrument: MANU } }
      sign: true
      idempotency: x-idempotency-key
      status: 201
consents:
  payment:
    token: { scope: payments }
    post: /payments/v4/consents
    scopes: [payments]
    sign: true
    body: { iss: $client.id, aud: $request.url, iat: $now, jti: $uuid, data: { type: PIX } }
    status: 201
    take: { consentId: /data/consentId }
    single_use: true
    authorize: { scope: ['consent:$consent.consentId'] }
server: { metadata: { id_token_signing_alg_values_supported: { only: [PS256] } } }
`)
  expect(profile.consents[0]).toMatchObject({ sign: true, authorize: { scope: ['consent:$consent.consentId'] } })
})

it('Consumer Data Right', () => {
  const profile = load(`variants: { client_auth: [private_key_jwt], sender_constraint: [mtls], response: [plain] }
authorization:
  claims: { sharing_duration: 7776000, id_token: { acr: { essential: true, value: 'urn:cds.au:cdr:2' } } }
api:
  request_headers: { x-v: '1', x-cds-client-headers: dGVzdA }
  response_headers: { x-v: present }
  endpoints: { accounts: { get: /cds-au/v1/banking/accounts, scopes: ['bank:accounts.basic:read'] } }
`)
  expect(profile.authorization.claims).toMatchObject({ sharing_duration: 7_776_000 })
})

it('UAE', () => {
  const profile = load(`variants: { request: [signed], sender_constraint: [mtls], openid: [true], response: [plain] }
authorization:
  authorization_details:
    - { type: 'urn:example:account-access', consent: { ConsentId: $uuid, ExpirationDateTime: $now.iso+1d, Permissions: [ReadBalances] } }
server: { metadata: { authorization_details_types_supported: { has: ['urn:example:account-access'] } } }
`)
  expect(profile.authorization.authorizationDetails).toHaveLength(1)
})

it('KSA', () => {
  const profile = load(`variants: { request: [signed], sender_constraint: [mtls], openid: [true], response: [plain] }
consents:
  account:
    post: /account-access-consents
    sign: true
    body: { iss: $client.id, aud: $as.issuer, iat: $now, exp: $now+5m, message: { Data: { Permissions: [ReadBalances] } } }
    status: 201
    take: { id: /Data/ConsentId }
    authorize: { scope: [openid, 'accounts:$consent.id'] }
`)
  expect(profile.consents[0]).toMatchObject({ token: null, sign: true })
})
