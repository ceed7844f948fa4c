import { entryOf } from './auditLog.ts'
import { reading } from './openStore.ts'
import { keyOf } from './recordRow.ts'
import type { StoreOptions } from './types.ts'

const PAGE = 2000

/**
 * The whole audit log as lines of JSON for an archive: first the store, then every entry in order, last the head. Keep at
 * least the head somewhere else: `assay status verify --head` holds the log against it. Throws `StatusError`.
 */
export async function exportLog(
  file: string,
  options: StoreOptions,
  write: (line: string) => void,
): Promise<{ readonly entries: number; readonly head: { readonly seq: number; readonly hash: string } }> {
  return reading(file, options, async (store) => {
    const head = await store.selectFrom('store').selectAll().executeTakeFirstOrThrow()
    const records = await store.selectFrom('record').selectAll().execute()
    const keys = new Map(records.map((row) => [row.id, keyOf(row)]))
    write(JSON.stringify({ store: head.store_id, schemaVersion: head.schema_version }))
    let [seq, entries] = [0, 0]
    for (;;) {
      const rows = await store
        .selectFrom('entry')
        .selectAll()
        .where('seq', '>', seq)
        .orderBy('seq')
        .limit(PAGE)
        .execute()
      for (const row of rows) {
        write(JSON.stringify(entryOf(row, row.record_id === null ? null : (keys.get(row.record_id) ?? null))))
        seq = row.seq
      }
      entries += rows.length
      if (rows.length < PAGE) break
    }
    const end = { seq: head.head_seq, hash: head.head_hash }
    write(JSON.stringify({ head: end }))
    return { entries, head: end }
  })
}
