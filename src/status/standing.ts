import { entryHash } from './auditHash.ts'
import { cutoversOf, entriesOf, eventsIn } from './auditLog.ts'
import { operatorKeysOf } from './changeStore.ts'
import { reading } from './openStore.ts'
import type { ReadOptions } from './readStatus.ts'
import { keyOf, statusLine } from './recordRow.ts'
import type { LoggedEvent } from './replay.ts'
import type { RunEvent, StatusKey, StatusLine } from './types.ts'
import { differences } from './verifyLog.ts'

/** One record, held against its own part of the audit log. */
export interface Standing {
  readonly line: StatusLine
  /** The run that its conformity stands on; null: there is none. */
  readonly certifying: RunEvent | null
  /** Why the record cannot be believed, one sentence each; empty: it follows from its log. */
  readonly doubts: readonly string[]
}

export interface Standings {
  readonly standings: readonly Standing[]
  /** Public keys of which one has to have signed the evidence; empty: none is asked for. */
  readonly operatorKeys: readonly Readonly<Record<string, unknown>>[]
  /** Environments in which the application has a record at all. */
  readonly environments: readonly string[]
}

function certifyingRun(line: StatusLine, events: readonly LoggedEvent[]): RunEvent | null {
  const found = events.find(({ event }) => event.kind === 'run' && event.runId === line.certifiedBy)?.event
  return found?.kind === 'run' ? found : null
}

/**
 * Where an application stands in one environment, under one profile or all. Each record is derived again from its entries
 * and each of these hashed again; whether entries were taken out or put in is what `verifyLog` finds. Throws `StatusError`.
 */
export async function readStandings(
  file: string,
  about: Omit<StatusKey, 'profile'> & { readonly profile?: string | undefined },
  options: ReadOptions,
): Promise<Standings> {
  return reading(file, options, async (store) => {
    const rows = await store
      .selectFrom('record')
      .selectAll()
      .where('organisation', '=', about.organisation)
      .where('application', '=', about.application)
      .orderBy('profile')
      .execute()
    const wanted = rows.filter(
      (row) => row.environment === about.environment && (about.profile === undefined || row.profile === about.profile),
    )
    const standings: Standing[] = []
    for (const row of wanted) {
      const entries = await entriesOf(store, row.id, keyOf(row))
      const changed = entries.filter((entry) => entryHash(entry) !== entry.hash)
      const events = [...eventsIn(entries), ...(await cutoversOf(store, row.profile))]
      const line = statusLine(row, options.now)
      standings.push({
        line,
        certifying: certifyingRun(line, events),
        doubts: [...changed.map(({ seq }) => `entry ${seq} of the audit log was changed`), ...differences(row, events)],
      })
    }
    const environments = [...new Set(rows.map(({ environment }) => environment))]
    return { standings, operatorKeys: await operatorKeysOf(store), environments }
  })
}
