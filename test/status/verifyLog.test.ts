import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { entryHash } from '../../src/status/auditHash.ts'
import { issueCredential, setState } from '../../src/status/changeRecord.ts'
import { announceCutover } from '../../src/status/changeStore.ts'
import { exportLog } from '../../src/status/exportLog.ts'
import { recordRun } from '../../src/status/recordRun.ts'
import { readStandings } from '../../src/status/standing.ts'
import type { AuditEntry } from '../../src/status/types.ts'
import { type LogHead, verifyLog } from '../../src/status/verifyLog.ts'
import { ANN, day, KEY, recordOptions, register, runResult } from './runResult.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-verify-log-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const good = join(folder, 'good.db')
let head: LogHead = { seq: 0, hash: '' }
let entries: readonly AuditEntry[] = []

beforeAll(async () => {
  await register(good)
  await register(good, day(0), { ...KEY, environment: 'production' })
  const credential = { id: 'c1', type: 'certificate', expires: day(90), rotateBy: null } as const
  await issueCredential({ file: good, key: KEY, by: ANN, now: day(1), credential, replaces: null })
  await recordRun(good, runResult('r1', 'conformant', day(2)), recordOptions(day(2)))
  await announceCutover({
    file: good,
    by: ANN,
    now: day(3),
    profile: KEY.profile,
    cutover: { at: day(60), digest: 'x' },
  })
  await recordRun(good, runResult('r2', 'non-conformant', day(4)), recordOptions(day(4)))
  await setState({ file: good, key: KEY, by: ANN, now: day(5), to: 'suspended', due: null })
  const lines: string[] = []
  head = (await exportLog(good, {}, (line) => lines.push(line))).head
  entries = lines.slice(1, -1).map((line) => JSON.parse(line) as AuditEntry)
})

let count = 0
/** What `verifyLog` says of the log after somebody with the rights to write the file was at it. */
async function tampered(sql: (database: DatabaseSync) => void, kept: readonly LogHead[] = []) {
  const file = join(folder, `t${++count}.db`)
  copyFileSync(good, file)
  const database = new DatabaseSync(file)
  database.exec('PRAGMA foreign_keys = OFF; DROP TRIGGER entry_is_history; DROP TRIGGER entry_stays')
  sql(database)
  database.close()
  return verifyLog(file, { kept })
}

describe('verifyLog', () => {
  it('finds a log that was only ever appended to intact, and as long as it is', async () => {
    expect(await verifyLog(good, {})).toMatchObject({
      ok: true,
      problems: [],
      records: 2,
      entries: entries.length,
      head,
    })
    expect(entries.map(({ kind }) => kind)).toContain('cutover')
    expect(entries.length).toBeGreaterThan(10)
  })

  const columns = ['record_id', 'at', 'kind', 'actor', 'reason', 'run_id', 'evidence', 'body', 'previous', 'hash']
  it.each(columns)('finds a change of "%s" in any entry', async (column) => {
    for (const { seq } of entries) {
      const value = column === 'record_id' ? 3 : column === 'kind' ? 'change' : 'sha256:other'
      const found = await tampered((database) =>
        database.prepare(`UPDATE entry SET ${column} = ? WHERE seq = ? AND ${column} IS NOT ?`).run(value, seq, value),
      )
      const same =
        (entries[seq - 1]?.kind === 'change' && column === 'kind') || (column === 'record_id' && onOther(seq))
      expect({ seq, ok: found.ok }).toEqual({ seq, ok: same })
      if (!same) expect(found.problems.join('\n')).toMatch(new RegExp(`entr(y|ies) (${seq}|${seq + 1})\\b|not there`))
    }
  })

  /** Entries of the record of production, which `record_id = 3` names anyway. */
  const onOther = (seq: number): boolean => entries[seq - 1]?.key?.environment === 'production'

  it('finds an entry that was taken out, wherever', async () => {
    for (const { seq } of entries) {
      const found = await tampered((database) => database.exec(`DELETE FROM entry WHERE seq = ${seq}`))
      expect(found.ok).toBe(false)
      expect(found.problems[0]).toMatch(
        seq === entries.length ? /the log ends with entry/ : new RegExp(`entries ${seq} to ${seq} are missing`),
      )
    }
  })

  it('finds an entry that was taken out and the gap closed', async () => {
    const found = await tampered((database) =>
      database.exec('DELETE FROM entry WHERE seq = 5; UPDATE entry SET seq = seq - 1 WHERE seq > 5'),
    )
    expect(found.problems[0]).toContain('entry 5 does not follow entry 4')
  })

  it('finds an entry that was put in, with a hash of its own', async () => {
    const last = entries.at(-1)
    if (last === undefined) throw new Error('the log is empty')
    const found = await tampered((database) => {
      database.exec('UPDATE entry SET seq = seq + 100 WHERE seq > 5; UPDATE entry SET seq = seq - 99 WHERE seq > 100')
      const { hash: _, ...fifth } = { ...last, seq: 6, previous: entries[4]?.hash ?? '' }
      database
        .prepare(
          'INSERT INTO entry SELECT 6, record_id, at, kind, actor, reason, NULL, evidence, body, ?, ? FROM entry WHERE seq = ?',
        )
        .run(fifth.previous, entryHash(fifth), last.seq + 1)
    })
    expect(found.ok).toBe(false)
    expect(found.problems.join()).toContain('entry 7 does not follow entry 6')
  })

  it('finds two entries that changed places', async () => {
    const found = await tampered((database) =>
      database.exec(
        'UPDATE entry SET seq = 1000 WHERE seq = 3; UPDATE entry SET seq = 3 WHERE seq = 4; UPDATE entry SET seq = 4 WHERE seq = 1000',
      ),
    )
    expect(found.problems[0]).toContain('entry 3 does not follow entry 2')
  })

  it('finds a tail that was cut off, with the head set back only by a head that was kept', async () => {
    const cut = (database: DatabaseSync): void => {
      const end = entries.at(-3)
      database.exec(`DELETE FROM entry WHERE seq > ${end?.seq}`)
      database.prepare('UPDATE store SET head_seq = ?, head_hash = ?').run(end?.seq ?? 0, end?.hash ?? '')
      const state = `state = 'conditional', noted_state = 'conditional'`
      database.exec(`UPDATE record SET ${state} WHERE id = 1`)
    }
    expect((await tampered(cut, [head])).problems.join()).toContain(`entry ${head.seq} was kept: its tail was cut off`)
  })

  it('finds a log that was written anew by a head that was kept', async () => {
    const other = join(folder, 'anew.db')
    await register(other)
    const found = await verifyLog(other, { kept: [{ seq: 1, hash: entries[0]?.hash ?? '' }] })
    expect(found.problems).toEqual([
      'entry 1 is another one than the head that was kept of it: the log was written anew',
    ])
  })

  const rows: readonly (readonly [string, RegExp])[] = [
    [`state = 'conformant'`, /"state" is "conformant", by the log it is "suspended"/],
    [`valid_until = '2099-01-01T00:00:00.000Z'`, /"valid_until" is "2099/],
    [`noted_state = 'conformant'`, /"conformant" was noted last, by the log it is "suspended"/],
    [`runs = 99`, /"runs" is 99, by the log it is 2/],
    [`organisation = 'Mallory'`, /entry 1 \(registration, .*\) was changed/],
  ]
  it.each(rows)('finds a record whose row was set to %s', async (set, message) => {
    const found = await tampered((database) => database.exec(`UPDATE record SET ${set} WHERE id = 1`))
    expect(found.ok).toBe(false)
    expect(found.problems.join('\n')).toMatch(message)
  })

  it('finds a record without a log', async () => {
    const found = await tampered((database) =>
      database.exec(`INSERT INTO record SELECT 99, 'Ghost', application, profile, environment, 'conformant', since, reason,
        registered_at, valid_until, due, next_due, next_due_reason, expires_at, expires_reason, certified_by, runs, noted_state,
        directory_organisation, directory_server FROM record WHERE id = 1`),
    )
    expect(found.problems.join()).toContain('nothing in the log makes this record')
  })
})

describe('readStandings', () => {
  it('doubts a record whose row or whose entries were changed, without reading the whole log', async () => {
    const ask = async (sql: string) => {
      const file = join(folder, `t${++count}.db`)
      copyFileSync(good, file)
      const database = new DatabaseSync(file)
      database.exec(`DROP TRIGGER entry_is_history; ${sql}`)
      database.close()
      return (await readStandings(file, KEY, { now: day(6) })).standings[0]?.doubts.join()
    }
    expect(await ask('')).toBe('')
    expect(await ask(`UPDATE record SET state = 'conformant' WHERE id = 1`)).toContain('"state" is "conformant"')
    expect(await ask(`UPDATE entry SET reason = 'x' WHERE seq = 1`)).toContain('entry 1 of the audit log was changed')
  })
})
