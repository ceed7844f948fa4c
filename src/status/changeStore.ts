import { applyCutover, noteShared } from './applyEvent.ts'
import { sharedEntries } from './auditLog.ts'
import { checkSaid } from './changeRecord.ts'
import { reading, type Store, writing } from './openStore.ts'
import { type Receiver, receiversOf } from './receivers.ts'
import { StatusError } from './StatusError.ts'
import type { Cutover, Signature, StoreOptions, WriteOptions } from './types.ts'

/** Something that a named person tells the whole store, with a reason. */
export interface StoreChange extends WriteOptions {
  readonly file: string
  readonly by: Signature
}

/** From a day on only runs of another version of a profile count. Returns how many records it moves. Throws `StatusError`. */
export async function announceCutover(
  given: StoreChange & { readonly profile: string; readonly cutover: Cutover },
): Promise<number> {
  const { file, by, now, profile, cutover } = given
  checkSaid(by, { profile })
  return writing(file, given, (store) => applyCutover(store, { kind: 'cutover', at: now, profile, cutover }, by, now))
}

/**
 * From now on only runs whose evidence one of these keys has signed can certify; the set before does not count any more.
 * `keys` are public JWKs. Throws `StatusError`.
 */
export async function setOperatorKeys(
  given: StoreChange & { readonly keys: readonly Readonly<Record<string, unknown>>[] },
): Promise<void> {
  const { file, by, now, keys } = given
  checkSaid(by)
  if (keys.some((key) => 'd' in key || key.kty === 'oct'))
    throw new StatusError('INVALID_VALUE', 'the operator keys hold a private or symmetric key; give the public ones')
  return writing(file, given, (store) => noteShared(store, 'operator-keys', { keys }, by, now))
}

/** The public keys of which one has to have signed the evidence of a run that certifies; empty: none is asked for. */
export async function operatorKeysOf(store: Store): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const last = (await sharedEntries(store, 'operator-keys')).at(-1)
  if (last === undefined) return []
  const { keys } = JSON.parse(last.body) as { readonly keys: readonly Readonly<Record<string, unknown>>[] }
  return keys
}

/** `operatorKeysOf` of a file. Throws `StatusError`. */
export const readOperatorKeys = (
  file: string,
  options: StoreOptions = {},
): Promise<readonly Readonly<Record<string, unknown>>[]> => reading(file, options, operatorKeysOf)

/** What is wrong with a receiver; null: nothing. */
function faultOf({ kind, url, key, token, cert, certKey, profile }: Receiver): string | null {
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') return `"url" is "${url}"; an https address is needed`
  // A secret itself would stand in the log for ever.
  for (const [name, value] of Object.entries({ key, token }))
    if (value !== null && !/^\$(env|file):./.test(value))
      return `"${name}" has to be a reference: $env:NAME or $file:path`
  if (kind === 'webhook' && key === null) return '"key" is missing; events are signed'
  if ((cert === null) !== (certKey === null)) return '"cert" and "certKey" go together'
  return kind === 'directory' && profile === null ? '"profile" is missing; say how the directory calls it' : null
}

/** Adds somebody who is told of every transition from now on, or changes how. Throws `StatusError`. */
export async function addReceiver(given: StoreChange & { readonly receiver: Receiver }): Promise<void> {
  const { file, by, now, receiver } = given
  checkSaid(by, { id: receiver.id })
  const fault = faultOf(receiver)
  if (fault !== null) throw new StatusError('INVALID_VALUE', `receiver "${receiver.id}": ${fault}`)
  return writing(file, given, (store) => noteShared(store, 'receiver', { action: 'add', ...receiver }, by, now))
}

/** Tells somebody no more; what was not delivered yet is not delivered any more. Throws `StatusError`. */
export async function removeReceiver(given: StoreChange & { readonly id: string }): Promise<void> {
  const { file, by, now, id } = given
  checkSaid(by, { id })
  return writing(file, given, async (store) => {
    const receivers = await receiversOf(store)
    const receiver = receivers.get(id)
    if (receiver === undefined) {
      const known = receivers.size === 0 ? 'there is none' : `there are: ${[...receivers.keys()].join(', ')}`
      throw new StatusError('INVALID_VALUE', `there is no receiver "${id}"; ${known}`)
    }
    await noteShared(store, 'receiver', { action: 'remove', ...receiver }, by, now)
    await store.deleteFrom('outbox').where('receiver', '=', id).where('delivered_at', 'is', null).execute()
  })
}
