import type { RunResult } from '../verdict/types.ts'
import { envelopeText, PAYLOAD_TYPE, signPayload } from './dsse.ts'
import { EvidenceError } from './evidenceError.ts'
import type { EvidenceKey } from './evidenceKeys.ts'
import { folderFiles } from './folderFiles.ts'
import { type FileToScan, leakError, leakScan } from './leakScan.ts'
import { readAttestation } from './readAttestation.ts'
import { readRun } from './readRun.ts'
import { replaceSeal } from './replaceSeal.ts'
import { ATTESTATION } from './runFiles.ts'
import { publishedText, statementAbout, statementBytes } from './seal.ts'
import type { Problem } from './verificationTypes.ts'
import { verifyFolder } from './verifyFolder.ts'

export interface SignOptions {
  readonly folder: string
  /** At least one. */
  readonly keys: readonly EvidenceKey[]
  /** Secrets known to the caller (of the target file), which are searched for before a folder is signed. */
  readonly secrets: readonly string[]
  /** Epoch ms. */
  readonly now: number
  /** Makes the temporary file name unique. */
  readonly token: string
}

export interface SignedFolder {
  /** False: the folder had no attestation before. */
  readonly coSigned: boolean
  /** Thumbprints of all keys that have signed now. */
  readonly keyids: readonly string[]
  /** What the folder says of itself, and whoever signed it vouches for. */
  readonly says: Pick<RunResult, 'result'> & {
    readonly run: string
    readonly target: string
    readonly observedBy: 'self' | 'operator'
  }
}

/** Open questions do not keep anybody from signing: that is what a signature answers. */
const isWrong = ({ kind }: Problem): boolean => kind !== 'unsigned' && kind !== 'unknown-key'

async function refuseWrong(folder: string, now: number): Promise<void> {
  const { problems } = await verifyFolder({ folder, keys: [], now })
  const wrong = problems.filter(isWrong)
  if (wrong.length === 0) return
  const lines = wrong
    .slice(0, 10)
    .map(({ file, where, message }) => `  ${[file, where].filter(Boolean).join(', ')}: ${message}`)
  throw new EvidenceError(
    'NOT_GENUINE',
    folder,
    [`"${folder}" is not signed, because it is not as the run left it:`, ...lines].join('\n'),
  )
}

/**
 * Signs a run folder, or adds signatures to those it has; the statement stays the same, so that all sign one thing. A key that
 * has signed before signs anew.
 *
 * @throws EvidenceError `NOT_GENUINE` if files, chain or signatures are not in order; `LEAK` if the files hold secrets
 */
export async function signFolder({ folder, keys, secrets, now, token }: SignOptions): Promise<SignedFolder> {
  await refuseWrong(folder, now)
  const run = await readRun(folder)
  const { files } = await folderFiles(folder)
  const text = files.get(ATTESTATION)?.toString('utf8')
  const others: readonly FileToScan[] = [...files].flatMap(([path, bytes]) =>
    path === ATTESTATION ? [] : [{ path, bytes }],
  )
  const wanted = [
    ...secrets.map((value) => ({ kind: 'target file', value })),
    ...keys.flatMap((key) => key.secrets.map((value) => ({ kind: 'signing key', value }))),
  ]
  const leaks = leakScan(others, { secrets: wanted, published: publishedText(run) })
  if (leaks.length > 0) throw leakError(folder, leaks)
  const before = text === undefined ? null : readAttestation(text, new Set())
  const payload =
    before?.payload ??
    statementBytes(statementAbout(run, others, { knownSecrets: secrets.length, files: others.length }))
  const own = new Set(keys.map(({ keyid }) => keyid))
  const kept = (before?.envelope?.signatures ?? []).filter(({ keyid }) => !own.has(keyid))
  const signatures = [...kept, ...keys.map((key) => signPayload(payload, key))]
  const content = envelopeText({ payload: payload.toString('base64'), payloadType: PAYLOAD_TYPE, signatures })
  await replaceSeal({ folder, content, token, now })
  const { id, target, observedBy = 'self' } = run.result.run
  return {
    coSigned: before !== null,
    keyids: signatures.map(({ keyid }) => keyid),
    says: { run: id, target: target.id, result: run.result.result, observedBy },
  }
}
