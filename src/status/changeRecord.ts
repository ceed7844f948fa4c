import { applyEvent } from './applyEvent.ts'
import { writing } from './openStore.ts'
import { readRecord } from './readStatus.ts'
import { StatusError } from './StatusError.ts'
import type {
  Credential,
  DirectoryIds,
  LifecycleState,
  Signature,
  StatusEvent,
  StatusKey,
  StatusRecord,
  WriteOptions,
} from './types.ts'

/** Something that a named person tells the record, with a reason. */
export interface Change extends WriteOptions {
  readonly file: string
  readonly key: StatusKey
  readonly by: Signature
}

/** Throws `StatusError` `INVALID_VALUE` for a name or reason that says nothing. */
export function checkSaid(by: Signature, values: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries({ by: by.actor, reason: by.reason, ...values })) {
    if (value.trim() === '') throw new StatusError('INVALID_VALUE', `"${name}" is empty; say who does this, and why`)
  }
}

/** Words of the program's own, which nobody can be called. */
const RESERVED = ['rule', 'self', 'operator']

async function change(given: Change, event: StatusEvent): Promise<StatusRecord> {
  const { file, key, by, now } = given
  checkSaid(by, { ...key })
  if (RESERVED.includes(by.actor))
    throw new StatusError('INVALID_VALUE', `"by" is "${by.actor}"; the name of a person or of a service is needed`)
  return writing(file, given, async (store) => {
    await applyEvent(store, key, event, by, now)
    return readRecord(store, key, now)
  })
}

/** Registers an application: only from then on can a run certify it. Creates the file as needed. Throws `StatusError`. */
export const registerApplication = (
  given: Change & { readonly directory: DirectoryIds | null },
): Promise<StatusRecord> => change(given, { kind: 'registration', at: given.now, directory: given.directory })

/** A credential was issued, perhaps in place of another one (a rotation). Throws `StatusError`. */
export const issueCredential = (
  given: Change & { readonly credential: Credential; readonly replaces: string | null },
): Promise<StatusRecord> =>
  change(given, {
    kind: 'credential-issued',
    at: given.now,
    credential: given.credential,
    replaces: given.replaces,
  })

/** A credential does not count any more. Throws `StatusError`. */
export const revokeCredential = (given: Change & { readonly id: string }): Promise<StatusRecord> =>
  change(given, { kind: 'credential-revoked', at: given.now, id: given.id })

/** A named operator sets the state; only where the table of transitions allows it. `due` is epoch ms. Throws `StatusError`. */
export const setState = (
  given: Change & { readonly to: LifecycleState; readonly due: number | null },
): Promise<StatusRecord> => change(given, { kind: 'decision', at: given.now, to: given.to, due: given.due })

/** What a trust directory says of the application. Throws `StatusError`. */
export const noteStanding = (given: Change & { readonly standing: 'active' | 'inactive' }): Promise<StatusRecord> =>
  change(given, { kind: 'directory', at: given.now, standing: given.standing })

/** Something changed at the application: it is due for a run at once. Throws `StatusError`. */
export const noteChange = (given: Change & { readonly what: string }): Promise<StatusRecord> =>
  change(given, { kind: 'change', at: given.now, what: given.what })
