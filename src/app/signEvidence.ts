import { randomBytes } from 'node:crypto'
import { type SignedFolder, signFolder } from '../evidence/signFolder.ts'
import { loadTarget } from '../profile/loadTarget.ts'
import { signingKeys } from './keyReference.ts'
import type { Environment } from './types.ts'

export interface SignEvidenceOptions {
  readonly folder: string
  /** References to private keys (file or `$env:NAME`). */
  readonly keys: readonly string[]
  /** Target file whose secrets are searched for before the folder is signed. */
  readonly target?: string
  readonly env: Environment
}

/** `assay sign`: see `signFolder`. Throws `EvidenceError` or `InputError` with a message for people. */
export async function signEvidence({ folder, keys, target, env }: SignEvidenceOptions): Promise<SignedFolder> {
  const secrets = target === undefined ? [] : loadTarget({ file: target, env, now: Date.now }).secrets
  const token = randomBytes(4).toString('hex')
  return signFolder({ folder, keys: signingKeys(keys, env), secrets, now: Date.now(), token })
}
