import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { readStatus } from '../../src/status/readStatus.ts'
import { prepareRecord, recordRun } from '../../src/status/recordRun.ts'
import { APPLICATION_ID, MIGRATIONS } from '../../src/status/schema.ts'
import type { CaseResult } from '../../src/verdict/types.ts'
import { DAY_MS, NEW_YEAR, recordOptions, runResult } from './runResult.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-status-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let file = ''
let count = 0
beforeEach(() => {
  file = join(folder, `${++count}.db`)
})
const day = (n: number): number => NEW_YEAR + n * DAY_MS
const record = (id: string, result: Parameters<typeof runResult>[1], n: number, more = {}) =>
  recordRun(file, runResult(id, result, day(n)), recordOptions(day(n), more))
const at = (n: number) => readStatus(file, {}, { now: day(n) })

/** A result that a baseline knows. */
function waived(verdict: 'fail' | 'warn', expires: string): CaseResult {
  return {
    ...{ id: `${verdict}-${expires}`, variant: 'v', title: '', refs: [], verdict, reason: '', attributed: 'as' },
    ...{ step: null, durationMs: 0, startMs: 0, exchanges: [], control: null, findings: [] },
    waived: { reason: 'r', owner: 'o', expires },
  }
}

describe('recordRun', () => {
  it('walks a record through its life and notes every change', async () => {
    expect((await record('r1', 'incomplete', 1)).state).toBe('testing')
    expect((await record('r2', 'non-conformant', 2)).state).toBe('testing')
    expect((await record('r3', 'conformant', 3)).state).toBe('conformant')
    expect((await record('r4', 'non-conformant', 4)).state).toBe('conditional')
    expect((await record('r5', 'conformant', 5)).state).toBe('conformant')
    const last = await record('r6', 'non-conformant', 6)
    expect(last).toMatchObject({ state: 'conditional', due: new Date(day(20)).toISOString() })
    expect(last.runs.map((run) => run.runId)).toEqual(['r6', 'r5', 'r4', 'r3', 'r2', 'r1'])
    expect(last.transitions.map(({ from, to, runId }) => [from, to, runId])).toEqual([
      [null, 'registered', null],
      ['registered', 'testing', 'r1'],
      ['testing', 'conformant', 'r3'],
      ['conformant', 'conditional', 'r4'],
      ['conditional', 'conformant', 'r5'],
      ['conformant', 'conditional', 'r6'],
    ])
  })

  it('keeps all facts of the run', async () => {
    await record('r1', 'non-conformant', 1, {
      folder: 'reports/acme/r1',
      observedBy: 'ci',
      rules: { validDays: 9, graceDays: 2 },
    })
    const [status] = await at(1)
    expect(status).toMatchObject({ organisation: 'Acme Bank', application: 'acme-sandbox', environment: 'sandbox' })
    expect(status?.runs).toEqual([
      {
        runId: 'r1',
        startedAt: '2026-01-01T23:59:00.000Z',
        finishedAt: '2026-01-02T00:00:00.000Z',
        recordedAt: '2026-01-02T00:00:00.000Z',
        result: 'non-conformant',
        partial: false,
        summary: { pass: 3, warn: 0, fail: 2, skip: 1, incomplete: 0 },
        waivedUntil: null,
        tool: { name: 'fapi-assay', version: '0.1.0' },
        profileDigest: 'sha256:aa',
        suiteDigest: 'sha256:bb',
        target: { id: 'acme-bank', issuer: 'https://as.example', digest: 'sha256:cc' },
        folder: 'reports/acme/r1',
        observedBy: 'ci',
        rules: { validDays: 9, graceDays: 2 },
      },
    ])
  })

  it('keeps when the first waiver of a failure ends, and makes the record conditional until then', async () => {
    const run = runResult('r1', 'conformant', day(1))
    const summary = { ...run.summary, waived: 3 }
    const cases = [waived('fail', '2026-03-01'), waived('fail', '2026-02-01'), waived('warn', '2026-01-05')]
    const status = await recordRun(file, { ...run, summary, cases }, recordOptions(day(1)))
    expect(status).toMatchObject({ state: 'conditional', due: '2026-02-01T23:59:59.999Z' })
    expect(status.runs[0]).toMatchObject({ waivedUntil: '2026-02-01T23:59:59.999Z', summary: { fail: 0, waived: 3 } })
    expect((await at(32))[0]?.state).toBe('expired')
    const onlyWarning = { ...runResult('r2', 'conformant', day(2)), cases: [waived('warn', '2026-01-05')] }
    expect((await recordRun(file, onlyWarning, recordOptions(day(2)))).state).toBe('conformant')
  })

  it('goes on with a record of the version before waivers were kept', async () => {
    const old = new DatabaseSync(file)
    old.exec(`${MIGRATIONS[0]} PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 1`)
    old.close()
    expect((await record('r1', 'conformant', 1)).runs[0]).toMatchObject({ runId: 'r1', waivedUntil: null })
    expect(await at(1)).toHaveLength(1)
  })

  it('keeps a run that left something out, but does not certify by it', async () => {
    const selection = { only: ['par-*'], slow: true, omitted: 90 }
    const status = await recordRun(file, runResult('r1', 'conformant', day(1), { selection }), recordOptions(day(1)))
    expect(status).toMatchObject({ state: 'testing', reason: 'run r1 covered only a part of the plan' })
    expect(status.runs[0]).toMatchObject({ partial: true, result: 'conformant' })
  })

  it('gives the same state whichever of two overlapping runs is recorded first', async () => {
    await record('late', 'non-conformant', 2)
    const mended = await record('early', 'conformant', 1)
    expect(mended).toMatchObject({ state: 'conditional', since: new Date(day(2)).toISOString() })
  })

  it('keeps one record for each organisation, application, profile and environment', async () => {
    const others = [
      { organisation: 'B' },
      { application: 'b' },
      { environment: 'production' },
      { profile: { id: 'p2', digest: 'd' } },
      // Another target file or issuer is still the same application.
      { target: { id: 'other', issuer: 'https://other.example' } },
    ]
    await record('r0', 'conformant', 1)
    for (const [n, more] of others.entries()) {
      await recordRun(file, runResult(`o${n}`, 'incomplete', day(2), more), recordOptions(day(2)))
    }
    const all = await at(2)
    expect(all).toHaveLength(5)
    expect(all.find((one) => one.runs.length === 2)).toMatchObject({ organisation: 'Acme Bank', state: 'conformant' })
    expect(await readStatus(file, { organisation: 'B', environment: 'sandbox' }, { now: day(2) })).toHaveLength(1)
    expect(await readStatus(file, { organisation: 'C' }, { now: day(2) })).toEqual([])
  })

  it('shows what has expired by the clock of the reader, and notes it with the next run', async () => {
    await record('r1', 'conformant', 1, { rules: { validDays: 10, graceDays: 3 } })
    expect((await at(11))[0]?.state).toBe('conformant')
    const [late] = await at(12)
    expect(late).toMatchObject({ state: 'expired', since: new Date(day(11)).toISOString() })
    expect(late?.transitions.at(-1)?.to).toBe('conformant')
    const again = await record('r2', 'conformant', 30)
    expect(again.state).toBe('conformant')
    expect(again.transitions.slice(-2)).toMatchObject([
      { from: 'conformant', to: 'expired', at: new Date(day(11)).toISOString(), runId: null },
      { from: 'expired', to: 'conformant', at: new Date(day(30)).toISOString(), runId: 'r2' },
    ])
  })

  it('records the same run once, and refuses another run of the same id', async () => {
    const first = await record('r1', 'conformant', 1)
    expect(await record('r1', 'conformant', 1)).toEqual(first)
    await expect(record('r1', 'non-conformant', 2)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect((await at(2))[0]?.runs).toHaveLength(1)
  })

  it('refuses a run without a usable time or name, and creates nothing', async () => {
    const run = runResult('r1', 'conformant', day(1), { finishedAt: 'yesterday' })
    await expect(recordRun(file, run, recordOptions(day(1)))).rejects.toThrow(
      '"run.finishedAt": an ISO 8601 time expected, "yesterday" seen',
    )
    const nameless = runResult('r1', 'conformant', day(1), { organisation: '' })
    await expect(recordRun(file, nameless, recordOptions(day(1)))).rejects.toThrow('"organisation" is empty')
    await expect(at(1)).rejects.toMatchObject({ code: 'MISSING' })
  })

  it('has a history that cannot be rewritten', async () => {
    await record('r1', 'non-conformant', 1)
    const database = new DatabaseSync(file)
    for (const change of [
      `UPDATE run SET result = 'conformant'`,
      'DELETE FROM run',
      'DELETE FROM transition',
      `UPDATE transition SET to_state = 'conformant'`,
    ]) {
      expect(() => database.exec(change)).toThrow('append-only')
    }
    database.close()
  })

  it('prepareRecord creates a record that can be read and written', async () => {
    await prepareRecord(file)
    expect(await at(1)).toEqual([])
    await prepareRecord(file)
    expect((await record('r1', 'conformant', 1)).state).toBe('conformant')
  })
})
