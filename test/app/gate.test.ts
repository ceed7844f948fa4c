import { appendFileSync, cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { type GateOptions, gate } from '../../src/app/gate.ts'
import { recordFinished } from '../../src/app/recordFinished.ts'
import { recordFolder } from '../../src/app/recordFolder.ts'
import { setState } from '../../src/status/changeRecord.ts'
import { setOperatorKeys } from '../../src/status/changeStore.ts'
import { recordRun } from '../../src/status/recordRun.ts'
import type { StatusKey } from '../../src/status/types.ts'
import { testKey } from '../evidence/signing.ts'
import { ANN, DAY_MS, KEY, recordOptions, register, runResult } from '../status/runResult.ts'
import { conformantFolder, PROFILE } from './conformantFolder.ts'

const root = mkdtempSync(join(tmpdir(), 'assay-gate-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
/** When the sample run finished. */
const RAN = Date.UTC(2026, 1, 3, 9, 30, 4)
const now = RAN + DAY_MS
let file = ''
let folder = ''
let count = 0
beforeEach(() => {
  count += 1
  file = join(root, `${count}.db`)
  folder = join(root, `run-${count}`)
})

const key: StatusKey = { ...KEY, profile: PROFILE.id }
const operator = testKey('ES256')
const trust = (keys: readonly Readonly<Record<string, unknown>>[], at = RAN - DAY_MS) =>
  setOperatorKeys({ file, by: ANN, now: at, keys })
const ask = (more: Partial<GateOptions> = {}) => gate({ file, ...key, profile: undefined, now, ...more })
const certify = async (): Promise<void> => {
  await register(file, RAN - DAY_MS, key)
  await trust(operator.trusted)
  await conformantFolder(folder, { keys: [operator.key] })
  await recordFolder({ file, folder, now: RAN + 60_000 })
}
const later = (id: string, result: 'conformant' | 'non-conformant', at: number) =>
  recordRun(file, runResult(id, result, at), recordOptions(at))

describe('the gate', () => {
  it('admits what is conformant and whose evidence is as it was recorded, and nothing before', async () => {
    await register(file, RAN - DAY_MS, key)
    expect(await ask()).toMatchObject({ answer: 'not-admitted', reason: expect.stringContaining('no run yet') })
    await trust(operator.trusted)
    await conformantFolder(folder, { keys: [operator.key] })
    await recordFolder({ file, folder, now: RAN + 60_000 })
    expect(await ask()).toMatchObject({
      answer: 'admitted',
      records: [{ evidence: 'as it was recorded, signed by an operator key' }],
    })
    expect(await ask({ profile: PROFILE.id })).toMatchObject({ answer: 'admitted' })
  })

  it('follows a partner from conformant to conditional, to expired, and out', async () => {
    await certify()
    await later('r2', 'non-conformant', RAN + DAY_MS)
    const conditional = await ask({ now: RAN + 2 * DAY_MS })
    expect(conditional).toMatchObject({
      answer: 'admitted',
      records: [{ state: 'conditional', due: '2026-02-18T09:30:04.000Z' }],
    })
    expect(conditional.advice).toContain('before the due date')
    expect((await ask({ now: RAN + 2 * DAY_MS, strict: true })).answer).toBe('not-admitted')
    expect(await ask({ now: RAN + 16 * DAY_MS })).toMatchObject({
      answer: 'not-admitted',
      records: [{ state: 'expired' }],
      reason: expect.stringContaining('a certifying run is due by 2026-02-18'),
    })
    await setState({ file, key, by: ANN, now: RAN + 17 * DAY_MS, to: 'offboarded', due: null })
    const out = await ask({ now: RAN + 18 * DAY_MS })
    expect(out).toMatchObject({ answer: 'not-admitted', advice: expect.stringContaining('register it again') })
  })

  it.each(['suspended', 'revoked', 'in-revision'] as const)('does not admit what is %s', async (to) => {
    await certify()
    const due = to === 'in-revision' ? now + DAY_MS : null
    await setState({ file, key, by: ANN, now: RAN + 120_000, to, due })
    expect(await ask()).toMatchObject({ answer: 'not-admitted', records: [{ state: to }] })
  })

  it('does not admit what it has never heard of, and says where it is known', async () => {
    await certify()
    const production = await ask({ environment: 'production' })
    expect(production.answer).toBe('not-admitted')
    expect(production.reason).toContain('no record in environment "production"; conformity in "sandbox" does not count')
    expect((await ask({ organisation: 'Nobody' })).answer).toBe('not-admitted')
  })

  it('asks every profile that the application has a record of', async () => {
    await certify()
    await register(file, RAN, { ...key, profile: 'other' })
    expect(await ask()).toMatchObject({ answer: 'not-admitted' })
    expect(await ask({ profile: PROFILE.id })).toMatchObject({ answer: 'admitted' })
  })

  it.each(['run.json', 'events.jsonl', 'exchanges.har', 'junit.xml'])(
    'does not admit by changed evidence: %s',
    async (name) => {
      await certify()
      appendFileSync(join(folder, name), ' ')
      const found = await ask()
      expect(found).toMatchObject({ answer: 'not-admitted', records: [{ evidence: 'changed' }] })
      expect(found.reason).toContain('is not what was recorded')
    },
  )

  it('cannot tell without evidence, unless it is told where it is or to do without', async () => {
    await certify()
    const { id } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')).run as { id: string }
    const archive = join(root, `archive-${count}`)
    cpSync(folder, join(archive, id), { recursive: true })
    renameSync(folder, `${folder}-moved`)
    expect(await ask()).toMatchObject({ answer: 'cannot-tell', advice: expect.stringContaining('--evidence') })
    expect(await ask({ evidence: archive })).toMatchObject({ answer: 'admitted' })
    expect(await ask({ evidence: `${folder}-moved` })).toMatchObject({ answer: 'admitted' })
    expect(await ask({ recordOnly: true })).toMatchObject({ answer: 'admitted', records: [{ evidence: null }] })
    expect(await ask({ evidence: root })).toMatchObject({ answer: 'cannot-tell' })
  })

  it('cannot tell from a record that cannot be read or that does not follow from its log', async () => {
    expect(await ask()).toMatchObject({
      answer: 'cannot-tell',
      reason: expect.stringContaining('there is no such file'),
    })
    await register(file, RAN - DAY_MS, key)
    const hand = new DatabaseSync(file)
    hand.exec(`UPDATE record SET state = 'conformant'`)
    hand.close()
    const forged = await ask({ recordOnly: true })
    expect(forged).toMatchObject({ answer: 'cannot-tell', advice: expect.stringContaining('status verify') })
    writeFileSync(file, 'no database, but long enough to be looked at as if it were one\n'.repeat(20))
    expect((await ask()).answer).toBe('cannot-tell')
  })
})

describe('operator keys', () => {
  it('are needed: whoever writes "operator" into unsigned or self-signed evidence certifies nothing', async () => {
    await register(file, RAN - DAY_MS, key)
    for (const [n, keys] of [[], [testKey().key]].entries()) {
      const run = join(root, `forged-${count}-${n}`)
      await conformantFolder(run, { keys, run: { id: `forged-${n}` } })
      const status = await recordFolder({ file, folder: run, now: RAN + 60_000 })
      expect(status).toMatchObject({ state: 'testing', certifiedBy: null })
      expect(status.reason).toContain('the record has no operator keys')
    }
    expect(await ask()).toMatchObject({ answer: 'not-admitted', advice: expect.stringContaining('--sign <key>') })
    expect((await ask({ recordOnly: true })).answer).toBe('not-admitted')
  })

  it('that are taken away, or were never there when a run was let certify, leave the gate without an answer', async () => {
    await certify()
    await trust([], RAN + 120_000)
    expect(await ask()).toMatchObject({
      answer: 'cannot-tell',
      reason: expect.stringContaining('the record has no operator keys'),
      advice: expect.stringContaining('assay status operator-keys'),
    })
    expect((await ask({ recordOnly: true })).answer).toBe('cannot-tell')
  })

  it('let only what one of them has signed certify', async () => {
    await register(file, RAN - DAY_MS, key)
    await trust(operator.trusted)
    await conformantFolder(folder, { keys: [testKey().key] })
    const status = await recordFolder({ file, folder, now: RAN + 60_000 })
    expect(status).toMatchObject({ state: 'testing', certifiedBy: null })
    expect(status.reason).toContain('none of the operator keys has signed its evidence')
    expect(await ask()).toMatchObject({ answer: 'not-admitted' })
  })

  it('certify what they signed, and the gate asks for their signature again', async () => {
    await register(file, RAN - DAY_MS, key)
    await trust(operator.trusted)
    await conformantFolder(folder, { keys: [operator.key] })
    expect((await recordFolder({ file, folder, now: RAN + 60_000 })).state).toBe('conformant')
    expect(await ask()).toMatchObject({
      answer: 'admitted',
      records: [{ evidence: 'as it was recorded, signed by an operator key' }],
    })
    rmSync(join(folder, 'attestation.json'))
    expect(await ask()).toMatchObject({
      answer: 'cannot-tell',
      reason: expect.stringContaining('none of the present operator keys'),
    })
  })

  it('that are changed leave the gate without an answer until the evidence is signed anew', async () => {
    await certify()
    await trust(testKey().trusted, RAN + 120_000)
    expect(await ask()).toMatchObject({ answer: 'cannot-tell', advice: expect.stringContaining('assay sign') })
  })
})

describe('recording a folder', () => {
  it('refuses evidence that contradicts itself, and a run of another version of the profile', async () => {
    await register(file, RAN - DAY_MS, key)
    await conformantFolder(folder, { run: { profile: { id: PROFILE.id, digest: `sha256:${'00'.repeat(32)}` } } })
    await expect(recordFolder({ file, folder, now })).rejects.toThrow('run again, or name the version')
    rmSync(folder, { recursive: true })
    await conformantFolder(folder, { keys: [testKey().key] })
    const text = readFileSync(join(folder, 'run.json'), 'utf8')
    writeFileSync(join(folder, 'run.json'), text.replace('"slow": true', '"slow": true '))
    await expect(recordFolder({ file, folder, now })).rejects.toThrow(/is not in order: "run.json"/)
    writeFileSync(join(folder, 'run.json'), text.replace('"verdict": "pass"', '"verdict": "fail"'))
    await expect(recordFolder({ file, folder, now })).rejects.toThrow('its cases say "non-conformant"')
    await expect(recordFolder({ file, folder: root, now })).rejects.toMatchObject({ code: 'NOT_A_RUN' })
  })

  it('takes validity and grace from the profile', async () => {
    await register(file, RAN - DAY_MS, key)
    await trust(operator.trusted)
    const result = await conformantFolder(folder, { keys: [operator.key] })
    const profile = { ...PROFILE, recertificationDays: 30, graceDays: 0.5 }
    const status = await recordFinished({ file, folder, result, profile, now: RAN + 60_000 })
    expect(Date.parse(status.validUntil ?? '') - Date.parse(result.run.finishedAt)).toBe(30 * DAY_MS)
    expect(status.runs[0]?.rules).toEqual({ validDays: 30, graceDays: 0.5 })
  })
})
