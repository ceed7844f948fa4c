import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openEventLog } from '../../src/evidence/eventLog.ts'
import { readEventLog } from '../../src/evidence/readEventLog.ts'
import { readRun } from '../../src/evidence/readRun.ts'
import { createRedactor } from '../../src/evidence/redact.ts'
import { writeRun } from '../../src/evidence/writeRun.ts'
import { sampleRun } from '../support/sampleRun.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'log-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function fill(close = true): ReturnType<typeof sampleRun> {
  const run = sampleRun()
  const redactor = createRedactor({ secrets: [] })
  const log = openEventLog(folder, redactor)
  const { finishedAt: _, interrupted: __, ...facts } = run.result.run
  log.runStart(facts)
  for (const exchange of run.exchanges) log.exchange(exchange)
  for (const result of run.result.cases) log.caseEnd(redactor.caseResult(result))
  if (close) log.close()
  return run
}

describe('event log', () => {
  it('gives back what was done', async () => {
    const run = fill()
    const read = await readEventLog(folder)
    expect(read.run?.id).toBe(run.result.run.id)
    expect(read.exchanges.map(({ id }) => id)).toEqual(run.exchanges.map(({ id }) => id))
    expect(read.cases.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual(
      run.result.cases.map(({ id, verdict }) => `${id} ${verdict}`),
    )
    expect(read.torn).toBe(false)
  })

  it('loses only the last event when the machine stops in the middle of a line', async () => {
    const run = fill()
    const { length } = await readFile(join(folder, 'running.jsonl'))
    await truncate(join(folder, 'running.jsonl'), length - 20)
    const read = await readEventLog(folder)
    expect(read.torn).toBe(true)
    expect(read.cases.length).toBe(run.result.cases.length - 1)
  })

  it('names the line that somebody has damaged', async () => {
    fill()
    const path = join(folder, 'running.jsonl')
    const lines = (await readFile(path, 'utf8')).split('\n')
    await writeFile(path, lines.with(2, '{"kind":"case-end","result":{}}').join('\n'))
    await expect(readEventLog(folder)).rejects.toThrow(
      /running\.jsonl:3" is not what a run writes: "result\.id" is expected to be a string/,
    )
  })

  it('is what is left of a run that did not finish, and says so to readRun', async () => {
    fill()
    await expect(readRun(folder)).rejects.toMatchObject({ code: 'UNFINISHED_RUN' })
    await writeRun({ ...sampleRun(), folder, reports: {}, token: 't' })
    await expect(readRun(folder)).resolves.toMatchObject({ result: { schemaVersion: 1 } })
    await expect(readEventLog(folder)).rejects.toMatchObject({ code: 'NOT_A_RUN' })
  })

  it('keeps all but the last moment when the process is killed', async () => {
    const program = `
      import { openEventLog } from ${JSON.stringify(new URL('../../src/evidence/eventLog.ts', import.meta.url).href)}
      import { createRedactor } from ${JSON.stringify(new URL('../../src/evidence/redact.ts', import.meta.url).href)}
      import { sampleRun } from ${JSON.stringify(new URL('../support/sampleRun.ts', import.meta.url).href)}
      const redactor = createRedactor({ secrets: [] })
      const log = openEventLog(process.argv[1], redactor)
      for (const result of sampleRun().result.cases) log.caseEnd(redactor.caseResult(result))
      setTimeout(() => console.log('done'), 100)
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program, folder])
    await new Promise((resolve) => child.stdout.once('data', resolve))
    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('exit', resolve))
    expect((await readEventLog(folder)).cases.length).toBe(sampleRun().result.cases.length)
  })

  it('a full disk stops the log, not the run', async () => {
    await symlink('/dev/full', join(folder, 'running.jsonl'))
    const log = openEventLog(folder, createRedactor({ secrets: [] }))
    expect(log.failure).toBeNull()
    for (const exchange of sampleRun().exchanges) log.exchange(exchange)
    log.close()
    expect(log.failure).toMatchObject({ code: 'DISK_FULL', message: expect.stringContaining('Free some space') })
  })

  it('cannot be opened where nothing can be written', () => {
    expect(() => openEventLog('/proc/assay-run', createRedactor({ secrets: [] }))).toThrow(
      /^cannot write "\/proc\/assay-run\/running\.jsonl"/,
    )
  })
})
