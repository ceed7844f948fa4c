import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunAssayOptions, runAssay } from '../../src/app/runAssay.ts'
import type { RunEvent } from '../../src/run/events.ts'
import { startSandbox } from '../../src/sandbox/startSandbox.ts'
import type { Sandbox } from '../../src/sandbox/types.ts'
import { readStatus } from '../../src/status/readStatus.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-baseline-'))
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ dir: join(folder, 'sandbox'), variants: [{}], defects: ['par-pkce'] })
})
afterAll(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

const broken = ['pkce-challenge-missing', 'pkce-challenge-empty']
let runs = 0

async function runWith(entries: readonly string[], more: Partial<RunAssayOptions> = {}) {
  const out = join(folder, `run-${++runs}`)
  const baseline = `${out}.yaml`
  writeFileSync(
    baseline,
    `baseline: acme\nentries:${entries.length === 0 ? ' []' : ''}\n${entries.map((one) => `  - ${one}\n`).join('')}`,
  )
  const events: RunEvent[] = []
  const { result, exitCode } = await runAssay({
    ...{ profile: 'fapi2-security-profile', target: sandbox.targetFile, env: {}, slow: false, out, baseline },
    ...{ only: [...broken, 'par-response-status'], onEvent: (event) => void events.push(event) },
    ...more,
  })
  return { result, exitCode, events, waived: result.cases.filter(({ waived }) => waived).map(({ id }) => id) }
}
const entry = (id: string, expires = '2999-12-31', more = '') =>
  `{ case: ${id}, reason: mended in release 4, owner: Ada, expires: ${expires}${more} }`

describe('a run with a baseline', () => {
  it('ends with 0 where all that fails is known, and says what it waived', async () => {
    const { result, exitCode, waived, events } = await runWith([entry('pkce-challenge-*')])
    expect(exitCode).toBe(0)
    expect(waived.sort()).toEqual([...broken].sort())
    expect(result.summary).toEqual({ pass: 1, warn: 0, fail: 0, skip: 0, incomplete: 0, waived: 2 })
    expect(result.run.baseline).toEqual({ id: 'acme', digest: expect.stringMatching(/^sha256:/), waived: 2 })
    expect(
      result.cases
        .filter(({ verdict }) => verdict === 'fail')
        .map(({ id }) => id)
        .sort(),
    ).toEqual(broken.sort())
    const ends = events.filter((event) => event.kind === 'case-end')
    expect(ends.filter((event) => event.result.waived).length).toBe(2)
  })

  it('ends with 1 where something else fails', async () => {
    const { exitCode, waived } = await runWith([entry('pkce-challenge-missing')])
    expect({ exitCode, waived }).toEqual({ exitCode: 1, waived: ['pkce-challenge-missing'] })
  })

  it('waives a requirement and no other one of the same case', async () => {
    const { exitCode, waived } = await runWith([
      entry('pkce-challenge-*', '2999-12-31', ', requirement: FAPI2-SP-5.3.2.2-5'),
    ])
    expect({ exitCode, waived }).toEqual({ exitCode: 1, waived: ['pkce-challenge-missing'] })
  })

  it.each([
    ['has expired', entry('pkce-challenge-*', '2020-01-01'), /expired on 2020-01-01/],
    ['matches nothing', entry('pkce-chalenge-*'), /matches no case/],
    ['no longer fails', entry('par-response-status'), /nothing it is about fails any more \(1 pass\)/],
  ])('ends with 1 where an entry %s', async (_name, second, reason) => {
    const { result, exitCode } = await runWith([entry('pkce-challenge-*'), second])
    expect(exitCode).toBe(1)
    expect(result.cases.at(-1)).toMatchObject({ id: 'baseline-entry-2', verdict: 'fail', attributed: 'config' })
    expect(result.cases.at(-1)?.reason).toMatch(reason)
  })

  it('does not call an entry useless whose case was left out', async () => {
    const { exitCode } = await runWith([entry('pkce-challenge-*')], { only: ['par-response-status'] })
    expect(exitCode).toBe(0)
  })

  it('does not start with a baseline that cannot be used', async () => {
    await expect(runWith(['{ case: x }'])).rejects.toThrow('"reason" is missing')
  })

  it('is no more than conditional in the status record', async () => {
    const record = join(folder, 'status.db')
    const { result } = await runWith([entry('pkce-challenge-*')], { record })
    // A part of the plan never certifies; the record keeps until when the waivers hold.
    const [status] = await readStatus(record, {}, { now: Date.parse(result.run.finishedAt) })
    expect(status).toMatchObject({ state: 'testing', runs: [{ waivedUntil: '2999-12-31T23:59:59.999Z' }] })
  })
})

describe('a run', () => {
  it('names the requirement sets of its profile', async () => {
    const { result } = await runWith([], { only: ['par-response-status'] })
    expect(result.run.sets).toEqual([
      {
        ...{ id: 'fapi2-sp-final', title: 'FAPI 2.0 Security Profile, Final', date: '2025-02-22' },
        requirements: expect.any(Number),
        digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      },
    ])
    expect(result.run.sets?.[0]?.requirements).toBeGreaterThan(280)
  })

  it('says how often it was repeated, and only then', async () => {
    const { result, events } = await runWith([], { only: ['par-response-status'], repeat: 2 })
    expect(result.run.repeats).toBe(2)
    expect(events[0]).toMatchObject({ kind: 'run-start', total: 2 })
    expect((await runWith([], { only: ['par-response-status'] })).result.run).not.toHaveProperty('repeats')
  })
})
