import { beforeAll, describe, expect, it } from 'vitest'
import { createTaskRunner } from '../../src/app/proofTaskRunner.ts'
import type { ProofTask } from '../../src/app/proofTypes.ts'
import type { Sighting } from '../../src/prove/types.ts'
import { type Credentials, createCredentials } from '../../src/sandbox/credentials.ts'

let run: (task: ProofTask) => Promise<readonly Sighting[]>

beforeAll(async () => {
  const credentials: Credentials = await createCredentials()
  run = createTaskRunner(Promise.resolve(credentials))
}, 60_000)

const task: ProofTask = { defect: null, dialect: 'plain', variant: {}, options: {}, slow: false, only: [], suites: [] }

/** The suite of message signing, and the cases of the Security Profile that change parameters. */
const only = [
  ...['request-object*', 'jarm*', 'introspection*', 'message-signing*', 'metadata*', 'client-assertion-as*'],
  ...['par-*', 'pkce*', 'redirect-uri*', 'authorize-*', 'authorization-response*', 'dpop-jkt*', 'refresh-wider*'],
]

const VARIANTS: readonly (readonly [string, ProofTask['variant'], readonly string[]])[] = [
  [
    'signed requests',
    { request: 'signed' },
    ['request-object-corrupt-signature', 'request-object-kid-of-second-key', 'redirect-uri-foreign', 'par-max-age'],
  ],
  [
    'signed responses, mutual TLS, plain OAuth',
    { client_auth: 'tls_client_auth', sender_constraint: 'mtls', openid: false, response: 'jarm' },
    ['jarm-response-signature', 'jarm-response-mode-query', 'authorize-user-cancels-with-state'],
  ],
  [
    'both, self-signed certificates',
    { client_auth: 'self_signed_tls_client_auth', request: 'signed', response: 'jarm' },
    ['jarm-error-jwt', 'request-object-missing', 'introspection-jwt-as-access-token', 'dpop-jkt-of-other-key'],
  ],
]

describe('the strict sandbox', () => {
  it.each(VARIANTS)(
    'has nothing wrong with %s',
    async (_name, variant, passed) => {
      const seen = await run({ ...task, variant, only })
      expect(seen.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'skip')).toEqual([])
      const passes = seen.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id)
      expect(passes).toEqual(expect.arrayContaining([...passed]))
      expect(passes.length).toBeGreaterThan(100)
    },
    60_000,
  )
})

describe('a fault of message signing', () => {
  const both: ProofTask['variant'] = { request: 'signed', response: 'jarm' }

  it.each([
    ['request-object-owner', 'request-object*', 'RFC9126-3-3', ['request-object-made-by-other-client']],
    ['jarm-required', 'jarm-response-mode*', 'FAPI2-MS-5.4.1-1b', ['jarm-response-mode-form-post']],
    [
      'introspection-jwt-inactive',
      'introspection-jwt*',
      'RFC9701-4-a',
      ['introspection-jwt-of-unknown-token-is-signed'],
    ],
  ] as const)(
    '%s is noticed by the right case',
    async (defect, glob, requirement, cases) => {
      const seen = await run({ ...task, variant: both, defect, only: [glob] })
      const found = seen.filter(({ broken }) => broken.includes(requirement)).map(({ id }) => id)
      expect(found).toEqual(expect.arrayContaining([...cases]))
      expect(
        seen.filter(({ broken }) => broken.some((id) => id !== requirement && !id.startsWith('RFC9101-6.2'))),
      ).toEqual([])
    },
    60_000,
  )
})
