import type { AuditEntry, LifecycleState, StatusKey, StatusLine } from './types.ts'

/** CloudEvents 1.0, structured mode (`application/cloudevents+json`). */
export interface StatusChanged {
  readonly specversion: '1.0'
  readonly type: 'org.fapi-assay.conformance.status.changed'
  /** The store; with `id` unique for ever, so that a receiver can drop what it has already. */
  readonly source: string
  /** `seq` of the transition in the audit log. */
  readonly id: string
  readonly subject: string
  readonly time: string
  readonly datacontenttype: 'application/json'
  /** CloudEvents extension `sequence`: sorts the events of one source as text. */
  readonly sequence: string
  readonly data: StatusKey & {
    readonly from: LifecycleState | null
    readonly to: LifecycleState
    readonly reason: string
    readonly actor: string
    readonly runId: string | null
    readonly evidenceDigest: string | null
    readonly validUntil: string | null
    readonly due: string | null
    readonly nextDue: string | null
    readonly nextDueReason: string | null
    readonly directory: { readonly organisationId: string; readonly serverId: string } | null
    /** End of the audit log as of this transition: whoever keeps it can show later that nothing before was changed. */
    readonly audit: { readonly seq: number; readonly hash: string }
  }
}

/** What a transition is told to the outside as. Pure. */
export function statusChanged(
  storeId: string,
  entry: AuditEntry,
  line: StatusLine,
  facts: Pick<StatusChanged['data'], 'from' | 'to' | 'directory' | 'runId'>,
): StatusChanged {
  const { organisation, application, profile, environment, validUntil, due, nextDue, nextDueReason } = line
  const subject = [organisation, application, profile, environment].map(encodeURIComponent).join('/')
  return {
    specversion: '1.0',
    type: 'org.fapi-assay.conformance.status.changed',
    source: `urn:uuid:${storeId}`,
    id: String(entry.seq),
    subject,
    time: entry.at,
    datacontenttype: 'application/json',
    sequence: String(entry.seq).padStart(12, '0'),
    data: {
      ...{ organisation, application, profile, environment },
      ...{ from: facts.from, to: facts.to, reason: entry.reason, actor: entry.actor },
      ...{ runId: facts.runId, evidenceDigest: entry.evidenceDigest },
      ...{ validUntil, due, nextDue, nextDueReason, directory: facts.directory },
      audit: { seq: entry.seq, hash: entry.hash },
    },
  }
}
