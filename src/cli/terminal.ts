/** One stream of the terminal. */
export interface Output {
  write(text: string): void
  readonly isTty: boolean
  readonly colour: boolean
  /** Width in characters; 80 where it is not known. */
  readonly columns: number
}

/** All that a command may use of the process: streams, environment, keyboard, interrupts. */
export interface Terminal {
  /** Data: what a script reads. */
  readonly out: Output
  /** Talk: progress, advice, errors. */
  readonly err: Output
  readonly env: Readonly<Record<string, string | undefined>>
  /** Folder that relative paths start from. */
  readonly folder: string
  /** True if somebody sits there who can answer. */
  readonly interactive: boolean
  /** Asks one question; null when the input ends without an answer. */
  ask(question: string): Promise<string | null>
  /** Calls `handler` at the first Ctrl-C (or SIGTERM); a second one ends the process. Returns how to stop listening. */
  onInterrupt(handler: () => void): () => void
}

/**
 * Whether to colour a stream: `FORCE_COLOR` decides where it is set (0 or false: no), then `NO_COLOR` (no-color.org:
 * not empty means no), then whether it is a terminal that can.
 */
export function wantsColour(isTty: boolean, env: Terminal['env']): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = env
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false'
  if (no !== undefined && no !== '') return false
  return isTty && term !== 'dumb'
}
