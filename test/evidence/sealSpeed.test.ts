import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listFiles } from '../../src/evidence/listFiles.ts'
import { recordRun } from '../../src/evidence/recordRun.ts'
import { seal } from '../../src/evidence/seal.ts'
import { verifyFolder } from '../../src/evidence/verifyFolder.ts'
import { writeRun } from '../../src/evidence/writeRun.ts'
import { fileReports } from '../../src/report/reports.ts'
import { sampleRun } from '../support/sampleRun.ts'
import { testKey } from './signing.ts'

const run = sampleRun({ copies: 30 })
const { key, trusted } = testKey()
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'speed-'))
  await writeRun({ ...run, folder, reports: fileReports, token: 'aa', seal: { keys: [key], secrets: [] } })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The shortest of three tries: other programs of the machine take time, too. */
async function shortest(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let n = 0; n < 3; n++) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return Math.min(...times)
}

it('a folder of 300 cases is searched and signed in less than a second', async () => {
  expect(run.result.cases.length).toBe(300)
  const recorded = recordRun(run)
  const names = (await listFiles(folder)).map(({ path }) => path).filter((path) => path !== 'attestation.json')
  const written = names.map((name) => ({ name, path: join(folder, name) }))
  const options = { folder, keys: [key], secrets: [], exchanges: run.exchanges }
  expect(await shortest(() => seal(recorded, written, options))).toBeLessThan(1000)
  expect((await readFile(join(folder, 'attestation.json'))).length).toBeLessThan(200_000)
})

it('and verified in less than a second', async () => {
  const now = Date.parse(run.result.run.finishedAt)
  expect(await shortest(() => verifyFolder({ folder, keys: trusted, now }))).toBeLessThan(1000)
})
