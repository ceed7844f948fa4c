import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { CaseResult, RunResult } from '../verdict/types.ts'
import type { Exchange } from '../wire/types.ts'
import { type EvidenceError, writeError } from './evidenceError.ts'
import { makeFolder } from './makeFolder.ts'
import type { Redactor } from './redact.ts'
import type { Redacted } from './types.ts'

/** Name of the log in a run folder. It is there while a run goes on, and afterwards only if the run was cut off. */
export const RUNNING_LOG = 'running.jsonl'

/** Events this young may be lost when the process is killed: a write for each of a thousand costs more than they do. */
const FLUSH_MS = 50
/** Characters that are written at once, however young they are. */
const FLUSH_CHARACTERS = 128 * 1024

/** One line of the log. */
export type LogEvent =
  | { readonly kind: 'run-start'; readonly run: Omit<RunResult['run'], 'finishedAt' | 'interrupted'> }
  | { readonly kind: 'exchange'; readonly exchange: Redacted<Exchange> }
  | { readonly kind: 'case-end'; readonly result: Redacted<CaseResult> }

/** Keeps what a run has done so far on the disk. */
export interface EventLog {
  runStart(run: Omit<RunResult['run'], 'finishedAt' | 'interrupted'>): void
  exchange(exchange: Exchange): void
  caseEnd(result: Redacted<CaseResult>): void
  /** Writes what waits and closes the file. */
  close(): void
  /** Why the log stopped (disk full ...), null while it works. A run does not end because its log cannot be written. */
  readonly failure: EvidenceError | null
}

/**
 * Opens the append-only event log of a run. Each event is one redacted JSON line. Lines are written together after 50 ms at
 * the latest: what was done survives Ctrl-C, a crash and `kill -9`, but for the last moment before the latter.
 *
 * @param folder the run folder; made if it is not there
 * @throws EvidenceError if the folder cannot be written, so that a run of minutes does not end with nothing to show
 */
export function openEventLog(folder: string, redactor: Redactor): EventLog {
  const path = join(folder, RUNNING_LOG)
  let file: number
  try {
    makeFolder(folder)
    file = openSync(path, 'w')
  } catch (cause) {
    throw writeError(cause, path)
  }
  let failure: EvidenceError | null = null
  let open = true

  let lines = ''
  let timer: NodeJS.Timeout | null = null

  function flush(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const waiting = lines
    lines = ''
    try {
      const written = writeSync(file, waiting)
      // A disk that is nearly full takes a part; the rest is refused with the reason.
      if (written < Buffer.byteLength(waiting)) writeFileSync(file, Buffer.from(waiting).subarray(written))
    } catch (cause) {
      failure = writeError(cause, path)
    }
  }

  function append(event: LogEvent): void {
    if (failure !== null || !open) return
    lines += `${JSON.stringify(event)}\n`
    if (lines.length >= FLUSH_CHARACTERS) flush()
    else timer ??= setTimeout(flush, FLUSH_MS)
  }

  return {
    runStart: (run) => append({ kind: 'run-start', run }),
    exchange(exchange) {
      append({ kind: 'exchange', exchange: redactor.exchange(exchange) })
    },
    caseEnd: (result) => append({ kind: 'case-end', result }),
    close() {
      if (!open) return
      flush()
      open = false
      closeSync(file)
    },
    get failure() {
      return failure
    },
  }
}
