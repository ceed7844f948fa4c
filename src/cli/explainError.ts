import { EXIT } from './exitCode.ts'

/** The command was used in a way it cannot be used; the message says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code = 'USAGE'
}

export interface ErrorText {
  /** For people, without a stack trace. */
  readonly text: string
  readonly exitCode: number
}

/**
 * What to say about an error that ended a command. Errors of ours carry a `code` and a message that says what to do; errors
 * of the system name a file; anything else is a fault of this program, which never counts as an answer about the server.
 */
export function explainError(error: unknown, debug: boolean): ErrorText {
  const stack = debug && error instanceof Error ? `\n${error.stack ?? ''}` : ''
  if (!(error instanceof Error)) return { text: `internal error: ${String(error)}`, exitCode: EXIT.incomplete }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null
  if (code !== null && 'syscall' in error) return { text: `${error.message}${stack}`, exitCode: EXIT.usage }
  if (code !== null && !code.startsWith('ERR_')) return { text: `${error.message}${stack}`, exitCode: EXIT.usage }
  const advice = debug
    ? ''
    : '\nThis is a fault of assay itself. Run the command again with --debug and report what it prints.'
  return { text: `internal error: ${error.message}${advice}${stack}`, exitCode: EXIT.incomplete }
}
