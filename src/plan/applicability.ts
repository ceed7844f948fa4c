import type { Variant } from '../profile/types.ts'
import type { Needs } from '../suite/types.ts'
import type { Features } from './features.ts'

const variantKeys = ['client_auth', 'sender_constraint', 'openid', 'request', 'response', 'grant'] as const

const words: Readonly<Record<string, string>> = { true: 'OpenID Connect', false: 'plain OAuth' }
const word = (value: unknown): string => words[String(value)] ?? String(value)

/** Why a case does not apply to this variant; null if it does. */
export function variantReason(needs: Needs, variant: Variant): string | null {
  for (const key of variantKeys) {
    const allowed: readonly unknown[] | undefined = needs[key]
    if (allowed && !allowed.includes(variant[key])) {
      return `not applicable: it is about ${allowed.map(word).join(' or ')}, this variant uses ${word(variant[key])}`
    }
  }
  return null
}

/** Why a case does not apply given these features; a feature not (yet) known is passed over. */
export function featureReason(needs: Needs, features: Features): string | null {
  for (const name of needs.features ?? []) {
    const value = features[name]
    if (typeof value === 'string') return `not applicable: ${value}`
  }
  return null
}
