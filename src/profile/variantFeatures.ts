import type { Variant } from './types.ts'

/** Every value of every feature; a variant is one choice of each (`openid` is a boolean and has no list). */
export const variantFeatures = {
  client_auth: ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'],
  sender_constraint: ['dpop', 'mtls'],
  request: ['unsigned', 'signed'],
  response: ['plain', 'jarm'],
  grant: ['authorization_code', 'client_credentials'],
} as const satisfies { readonly [K in Exclude<keyof Variant, 'openid'>]: readonly Variant[K][] }
