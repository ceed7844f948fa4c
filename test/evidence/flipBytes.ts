import { folderFiles } from '../../src/evidence/folderFiles.ts'
import { verifyFiles } from '../../src/evidence/verifyFiles.ts'
import { writeRun } from '../../src/evidence/writeRun.ts'
import { fileReports } from '../../src/report/reports.ts'
import { sampleRun } from '../support/sampleRun.ts'
import { testKey } from './signing.ts'

const screenshot = { caseId: 'par-without-pkce', variant: 'v', step: 'authorize', png: Buffer.from('\x89PNG picture') }
const key = testKey('ES256')

/** Writes the sealed folder of the sample run, with a file of every kind; the keys that it is verified with. */
export async function sealedFolder(folder: string, id?: string): Promise<typeof key.trusted> {
  const seal = { keys: [key.key], secrets: [] }
  const sample = sampleRun()
  const result = { ...sample.result, run: { ...sample.result.run, id: id ?? sample.result.run.id } }
  await writeRun({ ...sample, result, folder, reports: fileReports, token: 'aa', screenshots: [screenshot], seal })
  return key.trusted
}

export interface FlipResult {
  readonly flips: number
  /** `<file> at <offset>` for each change that was not found, or whose file was not named. */
  readonly unseen: readonly string[]
}

/**
 * Changes one byte after the other of every file of a sealed folder, to another value each time, and verifies the whole.
 *
 * @param stride how many bytes to go on in a file of that size; 1: every byte
 */
export async function flipBytes(folder: string, stride: (size: number) => number): Promise<FlipResult> {
  const keys = await sealedFolder(folder)
  const { files } = await folderFiles(folder)
  const options = { folder, keys, now: Date.parse(sampleRun().result.run.finishedAt) + 1000 }
  const sound = verifyFiles({ files, problems: [] }, options)
  if (sound.answer !== 'ok') return { flips: 0, unseen: [`unchanged: ${sound.problems[0]?.message}`] }
  const unseen: string[] = []
  let flips = 0
  for (const [path, bytes] of files) {
    const step = stride(bytes.length)
    for (let at = 0; at < bytes.length; at += step) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ (1 + ((at * 37) % 255))
      const found = verifyFiles({ files: new Map([...files, [path, changed]]), problems: [] }, options)
      const named = found.problems.some(({ file }) => file === path)
      if (found.answer !== 'not-ok' || !named) unseen.push(`${path} at ${at}`)
      flips++
    }
  }
  return { flips, unseen }
}
