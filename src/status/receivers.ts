import { sharedEntries } from './auditLog.ts'
import type { DirectoryProfile } from './certification.ts'
import type { Store } from './openStore.ts'
import { readBody } from './readFields.ts'
import type { AuditEntry } from './types.ts'

/** Somebody who is told of every transition. Secrets are only references (`$env:NAME`, `$file:path`). */
export interface Receiver {
  readonly id: string
  /** `webhook`: signed CloudEvents; `directory`: the certifications resource of a trust directory. */
  readonly kind: 'webhook' | 'directory'
  /** Of the webhook, or the base URL of the directory's API. */
  readonly url: string
  /** Private JWK that signs the events; null for a directory. */
  readonly key: string | null
  /** Bearer token. */
  readonly token: string | null
  /** PEM file with certificates to trust in addition to the system's. */
  readonly ca: string | null
  /** Client certificate and its key, PEM files. */
  readonly cert: string | null
  readonly certKey: string | null
  /** Directory only: where the public may find the evidence; the run id is put in place of `{run}`. */
  readonly evidenceUrl: string | null
  /** Directory only: how it calls the profile. */
  readonly profile: DirectoryProfile | null
}

function receiverIn(entry: AuditEntry): { readonly receiver: Receiver; readonly removed: boolean } {
  const body = readBody(entry.body, `entry ${entry.seq} of the audit log`)
  const profile = body.fieldsOrNull('profile')
  const receiver: Receiver = {
    id: body.text('id'),
    kind: body.oneOf('kind', ['webhook', 'directory']),
    url: body.text('url'),
    key: body.textOrNull('key'),
    token: body.textOrNull('token'),
    ca: body.textOrNull('ca'),
    cert: body.textOrNull('cert'),
    certKey: body.textOrNull('certKey'),
    evidenceUrl: body.textOrNull('evidenceUrl'),
    profile: profile && {
      ...{ type: profile.text('type'), variant: profile.text('variant'), version: profile.number('version') },
    },
  }
  return { receiver, removed: body.oneOf('action', ['add', 'remove']) === 'remove' }
}

/** Those that are told of transitions from now on, by id; the audit log is where they are kept. */
export async function receiversOf(store: Store): Promise<ReadonlyMap<string, Receiver>> {
  const receivers = new Map<string, Receiver>()
  for (const entry of await sharedEntries(store, 'receiver')) {
    const { receiver, removed } = receiverIn(entry)
    if (removed) receivers.delete(receiver.id)
    else receivers.set(receiver.id, receiver)
  }
  return receivers
}
