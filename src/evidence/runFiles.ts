import { join } from 'node:path'
import { EvidenceError } from './evidenceError.ts'
import { listFiles } from './listFiles.ts'
import { SEAL } from './writeFiles.ts'

/** The attestation of a run folder; `SEAL` under the name that readers use. */
export const ATTESTATION = SEAL
/** What a run may write; screenshots have numbers. */
const OWN = new Set([
  ...['run.json', 'suite.json', 'exchanges.har', 'events.jsonl', 'running.jsonl', 'junit.xml', 'report.html'],
  ...[ATTESTATION, 'screenshots/index.json'],
])
const SCREENSHOT = /^screenshots\/\d{3}-[A-Za-z0-9_-]*\.png$/
const TEMPORARY = /(?:^|\/)\.[^/]+\.[0-9a-z]+\.tmp$/

const isOwn = (path: string): boolean => OWN.has(path) || SCREENSHOT.test(path)

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await listFiles(folder)).map(({ path }) => path)
  } catch {
    // No folder, or none that can be read: there is nothing old in it, and writing will say why it fails.
    return []
  }
}

/**
 * Files of an older run in the same folder that the new one does not write over: with them the folder would show two runs as
 * one. Files of others are left alone.
 */
export async function obsoleteFiles(folder: string, written: readonly string[]): Promise<readonly string[]> {
  const kept = new Set([...written, 'running.jsonl'])
  return (await filesIn(folder)).filter((path) => (isOwn(path) || TEMPORARY.test(path)) && !kept.has(path))
}

/**
 * A folder that will be signed may hold nothing but the run: what nobody has signed would look as if somebody had.
 *
 * @throws EvidenceError `FOREIGN_FILES` naming some of them
 */
export async function refuseForeignFiles(folder: string): Promise<void> {
  const foreign = (await filesIn(folder)).filter((path) => !isOwn(path) && !TEMPORARY.test(path))
  if (foreign.length === 0) return
  const shown = foreign.slice(0, 5).map((path) => `"${path}"`)
  throw new EvidenceError(
    'FOREIGN_FILES',
    join(folder, foreign[0] ?? ''),
    `"${folder}" holds files that no run writes (${shown.join(', ')}${foreign.length > 5 ? ' ...' : ''}), so it cannot be signed. Choose an empty folder with --out, or take them away.`,
  )
}
