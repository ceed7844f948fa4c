import type { Variant } from './types.ts'

/**
 * Stable text form of a variant: `private_key_jwt+dpop+openid`. What differs from the plain Security Profile is added:
 * `+signed`, `+jarm`, `+client_credentials`; `+oauth` stands for `openid: false`.
 */
export function variantKey(variant: Variant): string {
  const parts = [variant.client_auth, variant.sender_constraint, variant.openid ? 'openid' : 'oauth']
  if (variant.request !== 'unsigned') parts.push(variant.request)
  if (variant.response !== 'plain') parts.push(variant.response)
  if (variant.grant !== 'authorization_code') parts.push(variant.grant)
  return parts.join('+')
}
