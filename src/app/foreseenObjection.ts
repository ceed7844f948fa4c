import { existsSync } from 'node:fs'
import type { EvidenceKey } from '../evidence/evidenceKeys.ts'
import { listStatus } from '../status/readStatus.ts'
import type { LifecycleState, StatusKey } from '../status/types.ts'
import { foreseenSignature } from './foreseenSignature.ts'

export interface PlannedCertification {
  /** The status record. */
  readonly record: string
  /** Keys that will sign the run folder. */
  readonly keys: readonly EvidenceKey[]
  readonly key: StatusKey
  /** Cases that are left out on request. */
  readonly omitted: number
  /** Unix epoch in ms. */
  readonly now: number
}

const CLOSED: readonly LifecycleState[] = ['suspended', 'revoked', 'offboarded']

/**
 * What will keep a run that an operator observes from certifying, whatever its result, as far as that can be known before it;
 * null: nothing. Better known before a run of minutes than after it. Throws `StatusError`.
 */
export async function foreseenObjection(planned: PlannedCertification): Promise<string | null> {
  const { record, keys, key, omitted, now } = planned
  if (omitted > 0) return 'it covers only a part of the plan'
  const [line] = existsSync(record) ? await listStatus(record, key, { now }) : []
  if (line === undefined || line.registeredAt === null)
    return 'the application is not registered; "assay status register" does that'
  if (CLOSED.includes(line.state)) return `the application is "${line.state}": ${line.reason}`
  return foreseenSignature(record, keys)
}
