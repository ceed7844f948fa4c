import { settleTime } from './applyEvent.ts'
import { reading, type Store, writing } from './openStore.ts'
import { type Receiver, receiversOf } from './receivers.ts'
import type { OutboxTable } from './tables.ts'
import type { StoreOptions, WriteOptions } from './types.ts'

/** Longest time that a process may take for one delivery; after it another one may try. */
const LEASE_MS = 60_000
const FIRST_PAUSE_MS = 5000
const LONGEST_PAUSE_MS = 3_600_000
/** At once, so that a receiver that is down does not hold up a whole night's work. */
const BATCH = 20

const iso = (ms: number): string => new Date(ms).toISOString()

/** One event that has to be told to one receiver. */
export interface Delivery {
  readonly receiver: Receiver
  readonly seq: number
  /** JSON text, sent byte for byte. */
  readonly event: string
  /** How often it was tried before. */
  readonly attempts: number
}

/** How a delivery ended; `retryAfterMs` is what the receiver asked for. */
export type Outcome =
  | { readonly delivered: true }
  | { readonly delivered: false; readonly error: string; readonly retryAfterMs: number | null }

/** Pause before the next attempt: twice as long each time, up to an hour; `random` in [0, 1) spreads it. Pure. */
export function pauseMs(attempts: number, random: number): number {
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(attempts, 20), LONGEST_PAUSE_MS)
  return Math.round(pause * (0.5 + random / 2))
}

/** Notes where time ran out: nobody else would say it outwards. */
async function sweepTime(store: Store, now: number): Promise<void> {
  const rows = await store
    .selectFrom('record')
    .selectAll()
    .where('expires_at', '<', iso(now))
    .where('noted_state', '!=', 'expired')
    .execute()
  for (const row of rows) await settleTime(store, row, now)
}

async function leaseNext(store: Store, now: number): Promise<readonly Delivery[]> {
  const receivers = await receiversOf(store)
  const rows = await store
    .selectFrom('outbox')
    .selectAll()
    .where('delivered_at', 'is', null)
    .where('next_attempt', '<=', iso(now))
    .where(({ eb, or }) => or([eb('leased_until', 'is', null), eb('leased_until', '<', iso(now))]))
    // What happened to one record is told in order: nothing goes out while an earlier event of it has not arrived.
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('outbox as earlier')
            .select('earlier.seq')
            .whereRef('earlier.receiver', '=', 'outbox.receiver')
            .whereRef('earlier.record_id', '=', 'outbox.record_id')
            .whereRef('earlier.seq', '<', 'outbox.seq')
            .where('earlier.delivered_at', 'is', null),
        ),
      ),
    )
    .orderBy('seq')
    .limit(BATCH)
    .execute()
  for (const row of rows)
    await store
      .updateTable('outbox')
      .set({ leased_until: iso(now + LEASE_MS) })
      .where('receiver', '=', row.receiver)
      .where('seq', '=', row.seq)
      .execute()
  return rows.flatMap(({ receiver: id, seq, event, attempts }) => {
    const receiver = receivers.get(id)
    return receiver === undefined ? [] : [{ receiver, seq, event, attempts }]
  })
}

/** Takes the next deliveries for this process; whoever is killed with them gives them back after a minute. */
export function claimDeliveries(file: string, options: WriteOptions): Promise<readonly Delivery[]> {
  return writing(file, options, async (store) => {
    await sweepTime(store, options.now)
    return leaseNext(store, options.now)
  })
}

/** Writes down how a delivery ended. `random` in [0, 1) spreads the next attempt. */
export function settleDelivery(
  file: string,
  { receiver, seq, attempts }: Delivery,
  outcome: Outcome,
  options: WriteOptions & { readonly random: number },
): Promise<void> {
  const { now, random } = options
  const pause = outcome.delivered ? 0 : Math.max(outcome.retryAfterMs ?? 0, pauseMs(attempts, random))
  return writing(file, options, async (store) => {
    await store
      .updateTable('outbox')
      .set({
        attempts: attempts + 1,
        leased_until: null,
        next_attempt: iso(now + pause),
        delivered_at: outcome.delivered ? iso(now) : null,
        last_error: outcome.delivered ? null : outcome.error,
      })
      .where('receiver', '=', receiver.id)
      .where('seq', '=', seq)
      .execute()
  })
}

/** What is still to be delivered to one receiver. */
export interface Backlog {
  readonly receiver: string
  readonly open: number
  readonly delivered: number
  /** When the next attempt is due, ISO 8601; null: nothing is open. */
  readonly nextAttempt: string | null
  readonly lastError: string | null
}

type OpenRow = Pick<OutboxTable, 'receiver' | 'record_id' | 'next_attempt' | 'leased_until' | 'last_error'>

/** Of the events that wait for no other event: the first of each record. `rows` in the order of the log. */
function heads(rows: readonly OpenRow[]): readonly OpenRow[] {
  return [...new Map([...rows].reverse().map((row) => [row.record_id, row])).values()]
}

function backlogOf(receiver: string, rows: readonly OpenRow[], delivered: number): Backlog {
  const waiting = heads(rows)
  const times = waiting.map(({ next_attempt, leased_until }) =>
    leased_until !== null && leased_until > next_attempt ? leased_until : next_attempt,
  )
  const lastError = waiting.find(({ last_error }) => last_error !== null)?.last_error ?? null
  return { receiver, open: rows.length, delivered, nextAttempt: times.sort()[0] ?? null, lastError }
}

/** What every receiver has and has not been told. Throws `StatusError`. */
export function readBacklog(file: string, options: StoreOptions = {}): Promise<readonly Backlog[]> {
  return reading(file, options, async (store) => {
    const open = await store
      .selectFrom('outbox')
      .select(['receiver', 'record_id', 'next_attempt', 'leased_until', 'last_error'])
      .where('delivered_at', 'is', null)
      .orderBy('seq')
      .execute()
    const done = await store
      .selectFrom('outbox')
      .select(({ fn }) => ['receiver', fn.countAll<number>().as('n')])
      .where('delivered_at', 'is not', null)
      .groupBy('receiver')
      .execute()
    const names = new Set([...(await receiversOf(store)).keys(), ...open.map(({ receiver }) => receiver)])
    return [...names].map((receiver) => {
      const rows = open.filter((row) => row.receiver === receiver)
      return backlogOf(receiver, rows, Number(done.find((row) => row.receiver === receiver)?.n ?? 0))
    })
  })
}
