import { type Fields, readBody } from './readFields.ts'
import type { AuditEntry, Credential, EntryKind, HistoryEntry, LifecycleState, StatusEvent } from './types.ts'

export const STATES: readonly LifecycleState[] = [
  ...(['registered', 'credentialed', 'testing', 'conformant', 'conditional'] as const),
  ...(['in-revision', 'expired', 'suspended', 'revoked', 'offboarded'] as const),
]

export const CREDENTIAL_TYPES: readonly Credential['type'][] = ['certificate', 'key', 'secret']

function credentialOf(fields: Fields): Credential {
  return {
    id: fields.text('id'),
    type: fields.oneOf('type', CREDENTIAL_TYPES),
    expires: fields.numberOrNull('expires'),
    rotateBy: fields.numberOrNull('rotateBy'),
  }
}

function summaryOf(fields: Fields): HistoryEntry['summary'] {
  const waived = fields.numberOrNull('waived')
  return {
    pass: fields.number('pass'),
    warn: fields.number('warn'),
    fail: fields.number('fail'),
    skip: fields.number('skip'),
    incomplete: fields.number('incomplete'),
    ...(waived === null ? {} : { waived }),
  }
}

function runOf(body: Fields, runId: string): StatusEvent & { kind: 'run' } {
  const [tool, target, rules] = [body.fields('tool'), body.fields('target'), body.fields('rules')]
  return {
    kind: 'run',
    at: body.number('at'),
    runId,
    startedAt: body.text('startedAt'),
    finishedAt: body.text('finishedAt'),
    result: body.oneOf('result', ['conformant', 'non-conformant', 'incomplete']),
    summary: summaryOf(body.fields('summary')),
    observedBy: body.oneOf('observedBy', ['self', 'operator']),
    objection: body.textOrNull('objection'),
    waivedUntil: body.textOrNull('waivedUntil'),
    tool: { name: tool.text('name'), version: tool.text('version') },
    profileDigest: body.text('profileDigest'),
    suiteDigest: body.text('suiteDigest'),
    serverDigest: body.textOrNull('serverDigest'),
    target: { id: target.text('id'), issuer: target.text('issuer'), digest: target.text('digest') },
    folder: body.textOrNull('folder'),
    evidenceDigest: body.textOrNull('evidenceDigest'),
    rules: { validDays: rules.number('validDays'), graceDays: rules.number('graceDays') },
  }
}

function directoryOf(body: Fields): (StatusEvent & { kind: 'registration' })['directory'] {
  const ids = body.fieldsOrNull('directory')
  return ids && { organisationId: ids.text('organisationId'), serverId: ids.text('serverId') }
}

const READERS: Readonly<Partial<Record<EntryKind, (body: Fields, entry: AuditEntry) => StatusEvent>>> = {
  registration: (body) => ({ kind: 'registration', at: body.number('at'), directory: directoryOf(body) }),
  'credential-issued': (body) => ({
    kind: 'credential-issued',
    at: body.number('at'),
    credential: credentialOf(body.fields('credential')),
    replaces: body.textOrNull('replaces'),
  }),
  'credential-revoked': (body) => ({ kind: 'credential-revoked', at: body.number('at'), id: body.text('id') }),
  run: (body, { runId }) => runOf(body, runId ?? body.text('runId')),
  decision: (body) => ({
    kind: 'decision',
    at: body.number('at'),
    to: body.oneOf('to', STATES),
    due: body.numberOrNull('due'),
  }),
  directory: (body) => ({
    kind: 'directory',
    at: body.number('at'),
    standing: body.oneOf('standing', ['active', 'inactive']),
  }),
  change: (body) => ({ kind: 'change', at: body.number('at'), what: body.text('what') }),
  cutover: (body) => {
    const cutover = body.fields('cutover')
    return {
      kind: 'cutover',
      at: body.number('at'),
      profile: body.text('profile'),
      cutover: { at: cutover.number('at'), digest: cutover.textOrNull('digest') },
    }
  },
}

/** Entries that can move a record; the others only tell. */
export const EVENT_KINDS = Object.keys(READERS) as readonly StatusEvent['kind'][]

/** What happened, from an entry of the log; null: it cannot move a record. Throws `StatusError` `DAMAGED`. */
export function readEvent(entry: AuditEntry): StatusEvent | null {
  const reader = READERS[entry.kind]
  return reader === undefined ? null : reader(readBody(entry.body, `entry ${entry.seq} of the audit log`), entry)
}
