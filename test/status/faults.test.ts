import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import { listStatus } from '../../src/status/readStatus.ts'
import { prepareRecord, recordRun } from '../../src/status/recordRun.ts'
import { StatusError, toStatusError } from '../../src/status/StatusError.ts'
import { NEW_YEAR, recordOptions, register, runResult } from './runResult.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-status-faults-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const place = (name: string): string => join(folder, name)
const record = (file: string, lockTimeoutMs = 10_000) =>
  recordRun(file, runResult('r1', 'conformant', NEW_YEAR), recordOptions(NEW_YEAR, { lockTimeoutMs }))
const read = (file: string) => listStatus(file, {}, { now: NEW_YEAR })

/** The error, whose message must name the file; anything else fails the test. */
async function errorOf(work: Promise<unknown>, file: string): Promise<StatusError> {
  const error = await work.then(
    () => null,
    (caught: unknown) => caught,
  )
  if (!(error instanceof StatusError)) throw new Error(`a StatusError expected, ${String(error)} seen`)
  expect(error.message).toContain(`status record "${file}"`)
  return error
}

describe('a file that is no status record', () => {
  it('refuses a file that is not SQLite, and leaves it as it is', async () => {
    const file = place('notes.txt')
    writeFileSync(file, 'shopping list, long enough to be taken for a header of something\n'.repeat(20))
    const before = readFileSync(file, 'utf8')
    expect(await errorOf(record(file), file)).toMatchObject({ code: 'NOT_A_RECORD' })
    expect(await errorOf(read(file), file)).toMatchObject({ code: 'NOT_A_RECORD' })
    expect(readFileSync(file, 'utf8')).toBe(before)
  })

  it('refuses the SQLite file of another program, and leaves it as it is', async () => {
    const file = place('other.db')
    const other = new DatabaseSync(file)
    other.exec('CREATE TABLE recipe (name TEXT)')
    other.close()
    const before = readFileSync(file)
    for (const work of [record(file), read(file), prepareRecord(file)]) {
      const error = await errorOf(work, file)
      expect(error.code).toBe('NOT_A_RECORD')
      expect(error.message).toContain('another program')
    }
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('refuses the record of a later version, and leaves it as it is', async () => {
    const file = place('newer.db')
    await record(file)
    const later = new DatabaseSync(file)
    later.exec('UPDATE store SET schema_version = 99')
    later.close()
    for (const work of [record(file), read(file)]) {
      const error = await errorOf(work, file)
      expect(error.code).toBe('NEWER_SCHEMA')
      expect(error.message).toContain('schema version is 99')
    }
  })

  it('refuses the record of a version from before the audit log', async () => {
    const file = place('older.db')
    await record(file)
    const earlier = new DatabaseSync(file)
    earlier.exec('PRAGMA user_version = 2')
    earlier.close()
    for (const work of [record(file), read(file)]) {
      expect((await errorOf(work, file)).code).toBe('OLDER_SCHEMA')
    }
  })

  it('refuses to read a file that is empty', async () => {
    writeFileSync(place('empty.db'), '')
    expect((await errorOf(read(place('empty.db')), place('empty.db'))).message).toContain('it is empty')
  })

  it('says that a damaged file is damaged', async () => {
    const file = place('damaged.db')
    await record(file)
    truncateSync(file, 6000)
    expect(await errorOf(read(file), file)).toMatchObject({ code: 'DAMAGED' })
  })

  it('says which column holds what it must not', async () => {
    const file = place('meddled.db')
    await record(file)
    const hand = new DatabaseSync(file)
    hand.exec(`UPDATE record SET state = 'splendid'`)
    hand.close()
    await expect(read(file)).rejects.toMatchObject({ code: 'DAMAGED' })
    await expect(read(file)).rejects.toThrow('registered | credentialed | testing')
    await expect(read(file)).rejects.toThrow('expected, "splendid" seen')
  })
})

describe('a place that cannot be used', () => {
  it('reading what is not there', async () => {
    const error = await errorOf(read(place('none.db')), place('none.db'))
    expect(error.code).toBe('MISSING')
    expect(error.message).toContain('assay run --record')
  })

  it('a folder that does not exist', async () => {
    const file = place('nowhere/status.db')
    const error = await errorOf(record(file), file)
    expect(error.code).toBe('UNWRITABLE')
    expect(error.message).toContain('does not exist; create it first')
  })

  it('a folder in place of a file', async () => {
    mkdirSync(place('folder.db'))
    for (const work of [record(place('folder.db')), read(place('folder.db'))]) {
      expect(await errorOf(work, place('folder.db'))).toMatchObject({ code: 'UNWRITABLE' })
    }
  })

  it('a file below a file', async () => {
    writeFileSync(place('plain'), '')
    expect(await errorOf(record(place('plain/status.db')), place('plain/status.db'))).toMatchObject({
      code: 'UNWRITABLE',
    })
  })

  it('a read-only file, for those whom rights bind', async () => {
    const file = place('readonly.db')
    await record(file)
    chmodSync(file, 0o444)
    if (process.getuid?.() === 0) {
      // Rights do not bind root: the error is made by a connection that may only read.
      const reader = new DatabaseSync(file, { readOnly: true })
      const write = () => reader.exec('UPDATE record SET reason = reason')
      expect(write).toThrow()
      try {
        write()
      } catch (error) {
        expect(toStatusError(error, file)).toMatchObject({ code: 'UNWRITABLE' })
      }
      reader.close()
    } else {
      expect(await errorOf(record(file), file)).toMatchObject({ code: 'UNWRITABLE' })
    }
  })

  it('a full disk', () => {
    const database = new DatabaseSync(place('full.db'))
    database.exec('PRAGMA max_page_count = 2; CREATE TABLE a (b)')
    try {
      database.exec('CREATE TABLE c (d)')
      expect.unreachable('the file may not grow')
    } catch (error) {
      const named = toStatusError(error, 'full.db')
      expect(named.code).toBe('DISK_FULL')
      expect(named.message).toContain('free some space')
    }
    database.close()
  })
})

describe('another process that writes', () => {
  it('is waited for no longer than the limit, and nothing is half written', async () => {
    const file = place('busy.db')
    await prepareRecord(file)
    const busy = new DatabaseSync(file)
    busy.exec('BEGIN IMMEDIATE')
    const start = performance.now()
    expect(await errorOf(record(file, 200), file)).toMatchObject({ code: 'LOCKED' })
    expect(performance.now() - start).toBeLessThan(3000)
    expect(await read(file)).toEqual([])
    busy.exec('COMMIT')
    busy.close()
    await register(file)
    expect((await record(file)).state).toBe('conformant')
  })

  it('does not keep readers waiting', async () => {
    const file = place('reading.db')
    await record(file)
    const busy = new DatabaseSync(file)
    busy.exec('BEGIN IMMEDIATE')
    expect(await read(file)).toHaveLength(1)
    busy.exec('ROLLBACK')
    busy.close()
  })
})
