import { expect, it } from 'vitest'
import type { Choices } from '../support/other-server/choices.ts'
import type { Asked } from '../support/other-server/writeTarget.ts'
import { tryServer } from './tryServer.ts'

const signs = { requestObjects: 'required' } as const
const answers = { responses: 'jwt' } as const

/** The options of FAPI 2.0 Message Signing 5.2, each way of a server to have them in other surroundings. */
const servers: readonly (readonly [string, Partial<Asked>, Partial<Choices>])[] = [
  [
    'signed requests and responses',
    { request: 'signed', response: 'jarm' },
    { ...signs, ...answers, introspectionJwt: 'announced', idTokenExtras: true, jwks: 'many keys' },
  ],
  [
    'signed requests alone, at a server that keeps what is wrong with them for the browser',
    { request: 'signed', response: 'plain' },
    {
      ...signs,
      ...{ requestObjectsCheckedAt: 'authorize', parametersCheckedAt: 'authorize', authorizeErrors: 'redirect' },
      ...{ introspectionJwt: 'unannounced', nonces: 'both' },
    },
  ],
  [
    'signed responses alone, whatever is asked for',
    { request: 'unsigned', response: 'jarm' },
    { ...answers, otherModes: 'as JWT', jwtModes: 'all', introspection: 'forbidden', idTokenAlg: 'EdDSA' },
  ],
  [
    'signed requests and responses of clients with certificates, without OpenID Connect',
    { request: 'signed', response: 'jarm', client_auth: 'tls_client_auth', sender_constraint: 'mtls', openid: false },
    { ...signs, ...answers, issuerPath: '/tenant-a/', besideRequestObject: 'refused', jwtAudience: 'array' },
  ],
]

it.each(servers)('the whole profile finds nothing against %s', async (_, variant, choices) => {
  const { cases } = await tryServer({ variant, choices, only: ['*'] })
  const others = cases.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'skip')
  expect(others.map(({ id, verdict, reason }) => `${verdict} ${id}: ${reason}`)).toEqual([])
  const signing = cases.filter(
    ({ id, verdict }) => verdict === 'pass' && /^(jarm|request-object|introspection-jwt)-/.test(id),
  )
  expect(signing.length).toBeGreaterThan(25)
})
