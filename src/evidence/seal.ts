import { readFile } from 'node:fs/promises'
import type { Exchange } from '../wire/types.ts'
import { envelopeText, PAYLOAD_TYPE, signPayload } from './dsse.ts'
import { EVENTS, readChain } from './eventChain.ts'
import type { EvidenceKey } from './evidenceKeys.ts'
import { type KnownSecret, knownSecrets } from './knownSecrets.ts'
import { type FileToScan, leakError, leakScan } from './leakScan.ts'
import { makeStatement } from './makeStatement.ts'
import { byPath, manifestEntry } from './manifest.ts'
import type { LeakScanFacts, Statement } from './statementTypes.ts'
import type { RecordedRun } from './types.ts'
import { type FileToWrite, SEAL, type WrittenFile } from './writeFiles.ts'

export interface SealOptions {
  /** The run folder, for messages. */
  readonly folder: string
  /** At least one. */
  readonly keys: readonly EvidenceKey[]
  /** Known before the run: passwords, private keys. */
  readonly secrets: readonly string[]
  /** As they were on the wire: their tokens, codes and cookies are searched for in the files. */
  readonly exchanges: readonly Exchange[]
}

const known = (kind: string, values: readonly string[]): readonly KnownSecret[] =>
  values.filter((value) => value !== '').map((value) => ({ kind, value }))

/** The bytes that are signed. */
export const statementBytes = (statement: Statement): Buffer => Buffer.from(JSON.stringify(statement), 'utf8')

/** The statement about files that were searched and found clean. */
export function statementAbout(run: RecordedRun, files: readonly FileToScan[], scan: LeakScanFacts): Statement {
  const chain = readChain(files.find(({ path }) => path === EVENTS)?.bytes.toString('utf8') ?? '')
  return makeStatement({
    result: run.result,
    suite: run.suite,
    manifest: files.map(({ path, bytes }) => manifestEntry(path, bytes)).toSorted(byPath),
    events: { lines: chain.lines.length, head: chain.head ?? '' },
    leakScan: scan,
  })
}

/** Text that is public because it stands in the suite, which everybody has. */
export const publishedText = ({ suite }: RecordedRun): string => JSON.stringify(suite.cases)

/**
 * Makes the attestation of what a run has just written, after it was searched for secrets.
 *
 * @param written every file of the folder, under temporary names
 * @throws EvidenceError `LEAK`
 */
export async function seal(
  run: RecordedRun,
  written: readonly WrittenFile[],
  { folder, keys, secrets, exchanges }: SealOptions,
): Promise<FileToWrite> {
  const files = await Promise.all(written.map(async ({ name, path }) => ({ path: name, bytes: await readFile(path) })))
  const wanted = [
    ...known('target file', secrets),
    ...keys.flatMap((key) => known('signing key', key.secrets)),
    ...knownSecrets(exchanges),
  ]
  const leaks = leakScan(files, { secrets: wanted, published: publishedText(run) })
  if (leaks.length > 0) throw leakError(folder, leaks)
  const payload = statementBytes(statementAbout(run, files, { knownSecrets: wanted.length, files: files.length }))
  const signatures = keys.map((key) => signPayload(payload, key))
  return {
    name: SEAL,
    content: envelopeText({ payload: payload.toString('base64'), payloadType: PAYLOAD_TYPE, signatures }),
  }
}
