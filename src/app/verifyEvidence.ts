import { join } from 'node:path'
import type { Verification } from '../evidence/verificationTypes.ts'
import { verifyFolder } from '../evidence/verifyFolder.ts'
import { loadProfile } from '../profile/loadProfile.ts'
import { trustedKeys } from './keyReference.ts'
import { packageRoot } from './packageRoot.ts'
import type { Environment } from './types.ts'

export interface VerifyEvidenceOptions {
  readonly folder: string
  /** References to public keys (file or `$env:NAME`). */
  readonly keys: readonly string[]
  /** Longest time in ms since the end of the run. */
  readonly maxAgeMs?: number
  /** Profile id or path: the run has to be of this very version of it. */
  readonly profile?: string
  /** Lowest version of fapi-assay that counts. */
  readonly minTool?: string
  readonly env: Environment
  /** Epoch ms. */
  readonly now: number
}

/** `assay verify`: see `verifyFolder`. Throws `EvidenceError` or `InputError` with a message for people. */
export async function verifyEvidence(options: VerifyEvidenceOptions): Promise<Verification> {
  const { folder, now, maxAgeMs, minTool } = options
  const keys = trustedKeys(options.keys, options.env)
  const profile =
    options.profile === undefined
      ? undefined
      : loadProfile({ profile: options.profile, folder: join(packageRoot, 'profiles') })
  return verifyFolder({
    folder,
    keys,
    now,
    ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
    ...(minTool === undefined ? {} : { minTool }),
    ...(profile === undefined ? {} : { profile: { id: profile.id, digest: profile.digest } }),
  })
}
