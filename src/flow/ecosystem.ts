import type { Profile, Target } from '../profile/types.ts'

/** A client-credentials token that is used again until it ends. */
export interface ClientToken {
  readonly accessToken: string
  /** Epoch ms from which it is not used any more. */
  readonly until: number
}

/** What the flows of a variant know of the ecosystem: its rules, and what its API has told so far. */
export interface Ecosystem {
  readonly profile: Pick<Profile, 'api' | 'consents' | 'authorization' | 'limits' | 'server'>
  /** Values for `{names}` and `$param.<name>`: those of the target file, then those that endpoints gave. */
  readonly params: Map<string, string>
  /** By client and scope. */
  readonly clientTokens: Map<string, ClientToken>
}

/** The ecosystem at the start of a variant's run. */
export const newEcosystem = (profile: Ecosystem['profile'], target: Pick<Target, 'params'>): Ecosystem => ({
  profile,
  params: new Map(Object.entries(target.params)),
  clientTokens: new Map(),
})
