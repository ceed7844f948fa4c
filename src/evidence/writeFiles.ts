import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { writeError } from './evidenceError.ts'
import { makeFolder } from './makeFolder.ts'

/** A file to write: its path below the folder, and its content. */
export interface FileToWrite {
  readonly name: string
  /** A function is asked for the content when its turn has come, so that no two large files are in memory at once. */
  readonly content: string | Uint8Array | (() => string | Iterable<string>)
}

/** A file whose bytes are on the disk, under another name yet. */
export interface WrittenFile {
  readonly name: string
  /** Where it can be read until it is renamed. */
  readonly path: string
}

export interface WriteOptions {
  /** Makes the temporary names unique. */
  readonly token: string
  /** Files of an older run that this one may not have; removed. */
  readonly obsolete: readonly string[]
  /**
   * Looks at what was written before any of it gets its name, and may add one more file to it. If it throws, nothing of this
   * call is left behind.
   */
  readonly seal?: (written: readonly WrittenFile[]) => Promise<FileToWrite>
}

/** Pieces are written when they come to this many characters. */
const BATCH = 128 * 1024

function* batches(pieces: Iterable<string>): Generator<string> {
  let batch = ''
  for (const piece of pieces) {
    batch += piece
    if (batch.length < BATCH) continue
    yield batch
    batch = ''
  }
  yield batch
}

function chunksOf(content: FileToWrite['content']): Iterable<string | Uint8Array> {
  const made = typeof content === 'function' ? content() : content
  return typeof made === 'string' || made instanceof Uint8Array ? [made] : batches(made)
}

/** An error of whoever makes the content, as it is: it says nothing about the disk. */
class ContentError extends Error {}

function* guarded<T>(make: () => Iterable<T>): Generator<T> {
  try {
    yield* make()
  } catch (cause) {
    throw new ContentError('the content could not be made', { cause })
  }
}

/** Writes text where the last one ended. As text it needs no buffer, of which the garbage collector hears late. */
async function append(file: FileHandle, chunk: string | Uint8Array): Promise<void> {
  if (typeof chunk !== 'string') return file.writeFile(chunk)
  const { bytesWritten } = await file.write(chunk)
  // A disk that is nearly full takes a part; the rest is refused with the reason.
  if (bytesWritten < Buffer.byteLength(chunk)) await file.writeFile(Buffer.from(chunk).subarray(bytesWritten))
}

/** A file all of whose bytes were handed to the system. */
interface Written {
  readonly name: string
  /** Settles once they are on the disk and the file is closed. */
  readonly onDisk: Promise<void>
}

/** Writes a file without waiting for the disk: meanwhile the content of the next one can be made. */
async function writeOut(name: string, path: string, content: FileToWrite['content']): Promise<Written> {
  // `wx`: never through a link or into a file that somebody else has put there.
  const file = await open(path, 'wx')
  try {
    for (const chunk of guarded(() => chunksOf(content))) await append(file, chunk)
  } catch (cause) {
    await file.close()
    throw cause
  }
  const onDisk = file.sync().finally(() => file.close())
  // Whoever waits for it hears of a failure; until then it is nobody's.
  onDisk.catch(() => undefined)
  return { name, onDisk }
}

/** Name of the file that `seal` adds. */
export const SEAL = 'attestation.json'

async function sealWritten(
  files: readonly FileToWrite[],
  temporary: (name: string) => string,
  seal: WriteOptions['seal'],
): Promise<FileToWrite | null> {
  if (seal === undefined) return null
  try {
    return await seal(files.map(({ name }) => ({ name, path: temporary(name) })))
  } catch (cause) {
    throw new ContentError('the files could not be sealed', { cause })
  }
}

/**
 * Writes files so that none of them can be seen half-written: all go to temporary names first, and only when every byte
 * is on the disk they are renamed, the last one last. That one is the mark of completeness; an older one of its name is
 * removed before the first rename, so old and new files never look like one whole.
 *
 * @param folder made if it is not there
 * @param files in the order of renaming
 * @throws EvidenceError naming the file, or what `seal` throws; nothing of this call is left behind except files renamed before
 */
export async function writeFiles(folder: string, files: readonly FileToWrite[], options: WriteOptions): Promise<void> {
  const temporary = (name: string): string => join(folder, dirname(name), `.${basename(name)}.${options.token}.tmp`)
  let current = folder
  const written: Written[] = []
  const write = async ({ name, content }: FileToWrite): Promise<void> => {
    current = join(folder, name)
    makeFolder(dirname(current))
    written.push(await writeOut(name, temporary(name), content))
  }
  const allOnDisk = async (): Promise<void> => {
    for (const { name, onDisk } of written) {
      current = join(folder, name)
      await onDisk
    }
  }
  try {
    makeFolder(folder)
    for (const file of files) await write(file)
    await allOnDisk()
    const sealed = await sealWritten(files, temporary, options.seal)
    if (sealed !== null) {
      await write(sealed)
      await allOnDisk()
    }
    const mark = files.at(-1)
    for (const name of [...(mark === undefined ? [] : [mark.name]), ...options.obsolete]) {
      current = join(folder, name)
      await rm(current, { force: true })
    }
    for (const { name } of sealed === null ? files : [sealed, ...files]) {
      current = join(folder, name)
      await rename(temporary(name), current)
    }
  } catch (cause) {
    await Promise.allSettled(written.map(({ onDisk }) => onDisk))
    const names = [...files.map(({ name }) => name), ...(options.seal === undefined ? [] : [SEAL])]
    await Promise.all(names.map((name) => rm(temporary(name), { force: true }).catch(() => undefined)))
    throw cause instanceof ContentError ? cause.cause : writeError(cause, current)
  }
}
