import { EvidenceError } from './evidenceError.ts'
import { type FolderFiles, folderFiles } from './folderFiles.ts'
import { ATTESTATION } from './runFiles.ts'
import type { Verification, VerifyOptions } from './verificationTypes.ts'
import { verifyFiles } from './verifyFiles.ts'

async function readAll(folder: string): Promise<FolderFiles> {
  try {
    return await folderFiles(folder)
  } catch (cause) {
    const message = `"${folder}" cannot be listed. Check that it is a folder and that this user may read it.`
    throw new EvidenceError('UNREADABLE', folder, message, { cause })
  }
}

/**
 * Checks a run folder: signatures, the digest of every file, the chain of the event log, that statement, results and exchanges
 * agree, and, where asked for, age, profile and version of the program. Nothing is fetched, so it works offline.
 *
 * @throws EvidenceError `NOT_A_RUN` if the folder holds neither a run nor an attestation, `UNREADABLE` if it cannot be listed
 */
export async function verifyFolder(options: VerifyOptions): Promise<Verification> {
  const { folder } = options
  const read = await readAll(folder)
  if (!read.files.has(ATTESTATION) && !read.files.has('run.json'))
    throw new EvidenceError(
      'NOT_A_RUN',
      folder,
      `"${folder}" holds neither "run.json" nor "${ATTESTATION}". Give a run folder.`,
    )
  return verifyFiles(read, options)
}
