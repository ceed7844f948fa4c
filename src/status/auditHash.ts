import { createHash } from 'node:crypto'
import type { AuditEntry } from './types.ts'

const digest = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`

/** What the first entry of a store takes for the hash of the entry before: binds the log to its store. */
export const genesisHash = (storeId: string): string => digest(`fapi-assay status record ${storeId}`)

/** The hash of an entry over all its members and the hash of the one before. */
export function entryHash(entry: Omit<AuditEntry, 'hash'>): string {
  const { seq, key, at, kind, actor, reason, runId, evidenceDigest, body, previous } = entry
  const about = key === null ? null : [key.organisation, key.application, key.profile, key.environment]
  return digest(JSON.stringify([seq, previous, about, at, kind, actor, reason, runId, evidenceDigest, body]))
}
