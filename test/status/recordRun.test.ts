import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { listStatus, readStatus } from '../../src/status/readStatus.ts'
import { prepareRecord, recordRun } from '../../src/status/recordRun.ts'
import { verifyLog } from '../../src/status/verifyLog.ts'
import type { CaseResult } from '../../src/verdict/types.ts'
import { day, isoDay, recordOptions, register, runResult } from './runResult.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-status-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let file = ''
let count = 0
beforeEach(() => {
  file = join(folder, `${++count}.db`)
})
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
    expect((await register(file)).state).toBe('registered')
    expect((await record('r1', 'incomplete', 1)).state).toBe('testing')
    expect((await record('r2', 'non-conformant', 2)).state).toBe('testing')
    expect((await record('r3', 'conformant', 3)).state).toBe('conformant')
    expect((await record('r4', 'non-conformant', 4)).state).toBe('conditional')
    expect((await record('r5', 'conformant', 5)).state).toBe('conformant')
    const last = await record('r6', 'non-conformant', 6)
    expect(last).toMatchObject({ state: 'conditional', due: isoDay(20), nextDue: isoDay(20), certifiedBy: 'r5' })
    expect(last.runs.map((run) => run.runId)).toEqual(['r6', 'r5', 'r4', 'r3', 'r2', 'r1'])
    expect(last.transitions.map(({ from, to, runId }) => [from, to, runId])).toEqual([
      [null, 'registered', null],
      ['registered', 'testing', 'r1'],
      ['testing', 'conformant', 'r3'],
      ['conformant', 'conditional', 'r4'],
      ['conditional', 'conformant', 'r5'],
      ['conformant', 'conditional', 'r6'],
    ])
    expect(last.log.map(({ kind }) => kind)).toEqual([
      ...['registration', 'transition', 'run', 'transition', 'run', 'run', 'transition'],
      ...['run', 'transition', 'run', 'transition', 'run', 'transition'],
    ])
    expect(await verifyLog(file, {})).toMatchObject({ ok: true, problems: [], entries: 13 })
  })

  it('keeps all facts of the run', async () => {
    const rules = { validDays: 9, graceDays: 2 }
    const kept = { folder: 'reports/acme/r1', evidenceDigest: 'sha256:ee', objection: 'nobody signed it', rules }
    await record('r1', 'non-conformant', 1, kept)
    const [status] = await at(1)
    expect(status).toMatchObject({ organisation: 'Acme Bank', application: 'acme-sandbox', environment: 'sandbox' })
    expect(status?.runs).toEqual([
      {
        runId: 'r1',
        startedAt: '2026-01-01T23:59:00.000Z',
        finishedAt: '2026-01-02T00:00:00.000Z',
        recordedAt: '2026-01-02T00:00:00.000Z',
        result: 'non-conformant',
        summary: { pass: 3, warn: 0, fail: 2, skip: 1, incomplete: 0 },
        observedBy: 'operator',
        waivedUntil: null,
        tool: { name: 'fapi-assay', version: '0.1.0' },
        profileDigest: 'sha256:aa',
        suiteDigest: 'sha256:bb',
        serverDigest: null,
        target: { id: 'acme-bank', issuer: 'https://as.example', digest: 'sha256:cc' },
        ...kept,
      },
    ])
    expect(status?.log[0]).toMatchObject({ actor: 'operator', runId: 'r1', evidenceDigest: 'sha256:ee' })
  })

  const directory = {
    source: 'registry',
    name: 'r.yaml',
    reason: 'it is down',
    organisation: null,
    digest: null,
  } as const
  const uncertifying = [
    ['was interrupted', { interrupted: true }, {}],
    ['covered only a part of the plan', { selection: { only: ['par-*'], slow: true, omitted: 4 } }, {}],
    ['nothing in it passed', {}, { pass: 0 }],
    ['does not vouch', { directory: { ...directory, registration: 'unregistered' as const } }, {}],
    ['vouch for it: it is down', { directory: { ...directory, registration: 'unknown' as const } }, {}],
    ['observed', { observedBy: 'self' as const }, {}],
    ['an operator observed', { observedBy: undefined }, {}],
  ] as const
  it.each(uncertifying)('certifies nothing where it %s', async (reason, run, summary) => {
    await register(file)
    const { observedBy, ...others } = { observedBy: 'operator' as const, ...run }
    const result = runResult('r1', 'conformant', day(1), others)
    const { observedBy: _, ...unobserved } = result.run
    const told = observedBy === undefined ? unobserved : { ...result.run, observedBy }
    const status = await recordRun(
      file,
      { ...result, run: told, summary: { ...result.summary, ...summary } },
      recordOptions(day(1)),
    )
    expect(status).toMatchObject({ state: 'testing', certifiedBy: null })
    expect(status.reason).toContain(reason)
  })

  it('tests what is not registered, and certifies it only afterwards', async () => {
    expect(await record('r1', 'conformant', 1)).toMatchObject({ state: 'testing', registeredAt: null })
    await register(file, day(2))
    expect((await record('r0', 'conformant', 1.5)).state).toBe('registered')
    expect((await record('r3', 'conformant', 3)).state).toBe('conformant')
  })

  it('takes known failures for a condition that ends with the first of their waivers', async () => {
    await register(file)
    const result = runResult('r1', 'conformant', day(1))
    const cases = [waived('fail', '2026-03-01'), waived('fail', '2026-02-01'), waived('warn', '2026-01-05')]
    const status = await recordRun(file, { ...result, cases }, recordOptions(day(1)))
    expect(status).toMatchObject({ state: 'conditional', due: '2026-02-01T23:59:59.999Z' })
    expect(status.runs[0]?.waivedUntil).toBe('2026-02-01T23:59:59.999Z')
    const warned = { ...runResult('r2', 'conformant', day(2)), cases: [waived('warn', '2026-01-05')] }
    expect((await recordRun(file, warned, recordOptions(day(2)))).state).toBe('conformant')
  })

  it('gives the same answer in whatever order runs at once are recorded', async () => {
    const runs = [
      ['a', 'conformant', 1],
      ['b', 'non-conformant', 2],
      ['c', 'conformant', 3],
      ['d', 'non-conformant', 3],
    ] as const
    const states = new Set<string>()
    for (const order of [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [2, 0, 3, 1],
    ]) {
      file = join(folder, `${++count}.db`)
      await register(file)
      for (const n of order) {
        const [id, result, when] = runs[n] ?? runs[0]
        await recordRun(file, runResult(id, result, day(when)), recordOptions(day(5)))
      }
      const [status] = await at(5)
      states.add(JSON.stringify([status?.state, status?.since, status?.due, status?.reason]))
      expect((await verifyLog(file, {})).problems).toEqual([])
    }
    expect([...states]).toHaveLength(1)
  })

  it('keeps records apart by organisation, application, profile and environment', async () => {
    await register(file)
    await record('r0', 'conformant', 1)
    const others = [
      { organisation: 'B' },
      { application: 'other' },
      { environment: 'production' },
      { profile: { id: 'other', digest: 'sha256:aa' } },
    ]
    for (const [n, more] of others.entries())
      await recordRun(file, runResult(`o${n}`, 'incomplete', day(2), more), recordOptions(day(2)))
    const all = await listStatus(file, {}, { now: day(2) })
    expect(all.map(({ state }) => state).sort()).toEqual(['conformant', 'testing', 'testing', 'testing', 'testing'])
    expect(await listStatus(file, { organisation: 'B', environment: 'sandbox' }, { now: day(2) })).toHaveLength(1)
    expect(await listStatus(file, { organisation: 'C' }, { now: day(2) })).toEqual([])
    expect(await listStatus(file, { state: 'conformant' }, { now: day(2) })).toHaveLength(1)
    expect(await listStatus(file, { state: 'expired' }, { now: day(2000) })).toHaveLength(1)
  })

  it('shows what has expired by the clock of the reader, and notes it with the next run', async () => {
    await register(file)
    await record('r1', 'conformant', 1, { rules: { validDays: 10, graceDays: 3 } })
    expect((await at(11))[0]?.state).toBe('conformant')
    const [late] = await at(12)
    expect(late).toMatchObject({ state: 'expired', since: isoDay(11), due: null })
    expect(late?.transitions.at(-1)?.to).toBe('conformant')
    const again = await record('r2', 'conformant', 30)
    expect(again.state).toBe('conformant')
    expect(again.transitions.slice(-2)).toMatchObject([
      { from: 'conformant', to: 'expired', at: isoDay(11), runId: null, actor: 'rule' },
      { from: 'expired', to: 'conformant', at: isoDay(30), runId: 'r2', actor: 'rule' },
    ])
  })

  it('records the same run once, and refuses another run of the same id', async () => {
    await register(file)
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

  it('refuses a run from the future, which would win over all that come until then', async () => {
    await expect(recordRun(file, runResult('r1', 'conformant', day(9)), recordOptions(day(1)))).rejects.toThrow(
      'a time that has passed expected',
    )
    const skewed = recordRun(file, runResult('r1', 'conformant', day(1) + 60_000), recordOptions(day(1)))
    expect((await skewed).runs).toHaveLength(1)
  })

  it('has a log that cannot be rewritten by accident', async () => {
    await record('r1', 'non-conformant', 1)
    const database = new DatabaseSync(file)
    for (const change of ['DELETE FROM entry', `UPDATE entry SET kind = 'note'`])
      expect(() => database.exec(change)).toThrow('append-only')
    database.close()
  })

  it('prepareRecord creates a record that can be read and written', async () => {
    await prepareRecord(file)
    expect(await at(1)).toEqual([])
    await prepareRecord(file)
    expect((await record('r1', 'conformant', 1)).state).toBe('testing')
  })
})
