import type { Variant } from '../profile/types.ts'
import type { DialectId } from './dialects/registry.ts'
import type { SandboxOptions } from './types.ts'

/** One line of a defect table. */
export interface DefectEntry {
  /** Id of the requirement that is violated. */
  readonly requirement: string
  /** What the broken sandbox does. */
  readonly title: string
  /** Ids of further requirements that this fault cannot but violate, too. Keep it short: each hides a false failure. */
  readonly implies?: readonly string[]
  /**
   * What this fault takes away from everybody, e.g. `the ID token`: cases about it can no longer tell. They may say so, but
   * none may complain of something else.
   */
  readonly blocks?: string
  /** The ecosystem whose rule it breaks; absent: `plain`, or any. */
  readonly dialect?: DialectId
  /** Where the fault shows, as far as that is not private_key_jwt with DPoP, OpenID and plain requests. */
  readonly variant?: Partial<Variant>
  /** Further variants, or ecosystems, in which it has to be noticed: other cases watch the rule there. */
  readonly also?: readonly (Partial<Variant> & { readonly dialect?: DialectId })[]
  /** Options without which the fault does not show, e.g. `nonces` for faults of nonces. */
  readonly options?: Pick<
    SandboxOptions,
    'nonces' | 'directory' | 'drills' | 'revocation' | 'accessTokens' | 'accessTokenTtlS'
  >
  /** It shows only once something has expired. */
  readonly slow?: true
}

/** Defects by id. */
export type DefectTable = Readonly<Record<string, DefectEntry>>
