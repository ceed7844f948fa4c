import type { Variant } from '../profile/types.ts'
import type { SigningAlg } from './signingKeys.ts'

/** One client that the sandbox registers; two for each combination, because some tests mix two clients up. */
export interface ClientPlan {
  readonly id: string
  /** Name in the target file. */
  readonly slot: 'client1' | 'client2'
  /** Shown on the consent page. */
  readonly name: string
  readonly clientAuth: Variant['client_auth']
  readonly senderConstraint: Variant['sender_constraint']
  /** `signed`: it has to push request objects (FAPI 2.0 Message Signing section 5.3). */
  readonly request: Variant['request']
  /** `jarm`: it gets authorization responses as JWTs only (section 5.4). */
  readonly response: Variant['response']
  /** Algorithm of the client's signing key; null for clients that only use TLS. */
  readonly alg: SigningAlg | null
  readonly redirectUri: string
}

const authNames = {
  private_key_jwt: 'pkjwt',
  tls_client_auth: 'pki',
  self_signed_tls_client_auth: 'selfsigned',
} as const

/** Different algorithms, so that one sandbox exercises all three. Keyed by combination, for client1 and client2. */
const algs: Readonly<Record<string, readonly [SigningAlg, SigningAlg]>> = {
  'pkjwt-dpop': ['PS256', 'ES256'],
  'pkjwt-mtls': ['ES256', 'EdDSA'],
  'pkjwt-dpop-signed': ['PS256', 'ES256'],
  'pki-dpop-signed': ['PS256', 'ES256'],
}

/** Message signing in both directions, of requests only, of responses only, and none. */
const signing = [
  { suffix: '', request: 'unsigned', response: 'plain' },
  { suffix: '-signed', request: 'signed', response: 'jarm' },
  { suffix: '-jar', request: 'signed', response: 'plain' },
  { suffix: '-jarm', request: 'unsigned', response: 'jarm' },
] as const

/** Registered with a query, which has to survive in the authorization response (RFC 6749 section 3.1.2). */
const registeredQuery = '?dummy1=lorem&dummy2=ipsum'

/** All clients: every client authentication method with every sender constraint and every kind of message signing. */
export const clientTable: readonly ClientPlan[] = (
  ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'] as const
).flatMap((clientAuth) =>
  (['dpop', 'mtls'] as const).flatMap((senderConstraint) =>
    signing.flatMap(({ suffix, request, response }) =>
      (['client1', 'client2'] as const).map((slot): ClientPlan => {
        const family = `${authNames[clientAuth]}-${senderConstraint}${suffix}`
        const id = `${family}-${slot}`
        const needsKey = clientAuth === 'private_key_jwt' || request === 'signed'
        const pair = algs[family] ?? ['ES256', 'EdDSA']
        return {
          id,
          slot,
          name: `Acme ${slot === 'client1' ? 'Budget' : 'Ledger'} (${id})`,
          clientAuth,
          senderConstraint,
          request,
          response,
          alg: needsKey ? pair[slot === 'client1' ? 0 : 1] : null,
          // Nothing listens there: whoever drives the login follows redirects itself.
          redirectUri: `https://127.0.0.1:9999/cb/${id}${slot === 'client2' ? registeredQuery : ''}`,
        }
      }),
    ),
  ),
)
