import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startSandbox } from '../../src/sandbox/startSandbox.ts'
import type { Sandbox } from '../../src/sandbox/types.ts'
import { registerApplication } from '../../src/status/changeRecord.ts'
import { setOperatorKeys } from '../../src/status/changeStore.ts'
import { testKey } from '../evidence/signing.ts'
import { ANN } from '../status/runResult.ts'
import { quickProfile } from './quickProfile.ts'

export const QUICK_KEY = {
  organisation: 'Acme Bank',
  application: 'acme-sandbox',
  profile: 'quick',
  environment: 'sandbox',
} as const

export interface QuickTarget {
  readonly sandbox: Sandbox
  /** Paths. */
  readonly profile: string
  readonly target: string
  /** Private key of the operator, PEM. */
  readonly key: string
  /** The status record, in which the application is registered and the key is an operator key. */
  readonly record: string
}

/** A sandbox, a profile of two cases, and a status record that waits for a run of an operator; all in `folder`. */
export async function quickTarget(folder: string): Promise<QuickTarget> {
  const path = (name: string): string => join(folder, name)
  const profile = quickProfile(folder)
  const operator = testKey('ES256')
  writeFileSync(path('operator.pem'), operator.privatePem)
  const variants = [{ client_auth: 'private_key_jwt', sender_constraint: 'dpop', openid: true }] as const
  const sandbox = await startSandbox({ dir: path('sandbox'), variants })
  const record = path('status.db')
  await registerApplication({ file: record, key: QUICK_KEY, by: ANN, directory: null, now: Date.now() })
  await setOperatorKeys({ file: record, by: ANN, keys: operator.trusted, now: Date.now() })
  return { sandbox, profile, target: sandbox.targetFile, key: path('operator.pem'), record }
}
