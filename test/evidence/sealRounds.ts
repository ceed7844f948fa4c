import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { verifyFolder } from '../../src/evidence/verifyFolder.ts'
import { writeRun } from '../../src/evidence/writeRun.ts'
import { fileReports } from '../../src/report/reports.ts'
import { type KillResult, killAtRandom } from '../support/killAtRandom.ts'
import { sampleRun } from '../support/sampleRun.ts'
import { testKey } from './signing.ts'

/** Kills a process that signs a run folder with two keys in turn at random moments; `root` is an empty folder. */
export async function sealRounds(root: string, rounds: number, random: () => number): Promise<KillResult> {
  const keys = [testKey('ES256'), testKey('Ed25519')]
  const files = keys.map(({ privatePem }, n) => {
    const file = join(root, `${n}.pem`)
    writeFileSync(file, privatePem)
    return file
  })
  const program = join(import.meta.dirname, 'sealer.ts')
  // Every other round starts with a folder that nobody has signed: both the first signature and a further one are cut off.
  const folderOf = (round: number): string => join(root, 'runs', String(Math.floor(round / 2)))
  const digests = new Map<string, string | null>()
  mkdirSync(join(root, 'runs'))
  for (let round = 0; round < rounds; round += 2) {
    const folder = folderOf(round)
    await writeRun({ ...sampleRun(), folder, reports: fileReports, token: 'aa' })
    const { evidenceDigest } = await verifyFolder({ folder, keys: [], now: Date.now() })
    digests.set(folder, evidenceDigest)
  }
  const known = keys.flatMap(({ trusted }) => trusted)
  return killAtRandom({
    program,
    words: (round) => [folderOf(round), ...files],
    ...{ rounds, random, spreadMs: 150 },
    faults: async (printed, round) => {
      const folder = folderOf(round)
      const done = printed.filter((line) => line.startsWith(`${folder} `)).map((line) => line.split(' ').at(-1))
      const { answer, problems, signers, evidenceDigest } = await verifyFolder({ folder, keys: known, now: Date.now() })
      const ids = signers.map(({ keyid }) => keyid)
      return [
        ...(answer === 'not-ok' ? problems.map(({ file, message }) => `${file}: ${message}`) : []),
        ...done.filter((keyid) => !ids.some((id) => id === keyid)).map((keyid) => `the signature of ${keyid} was lost`),
        ...(new Set(ids).size === ids.length ? [] : ['a key has signed twice']),
        ...(evidenceDigest === digests.get(folder) ? [] : ['the evidence is another one']),
        ...(readdirSync(folder).some((name) => name.endsWith('.tmp')) ? ['half a file was left in the folder'] : []),
      ]
    },
  })
}
