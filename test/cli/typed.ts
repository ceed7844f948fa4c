import { runCommandLine } from '../../src/cli/runCommandLine.ts'
import type { Terminal } from '../../src/cli/terminal.ts'
import type { Assay } from '../../src/index.ts'

export interface TypedOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly colour?: boolean
  readonly isTty?: boolean
  /** Answers typed at the keyboard, in order; without them nobody sits there. */
  readonly keyboard?: readonly string[]
  readonly folder?: string
}

export interface Typed {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** What the command line answers to these words; `assay` stands in for those functions of the library that are named. */
export async function typed(
  args: readonly string[],
  assay: Partial<Assay> = {},
  options: TypedOptions = {},
): Promise<Typed> {
  const written = { out: '', err: '' }
  const { colour = false, isTty = false, keyboard, folder = '.' } = options
  const output = (name: 'out' | 'err') => ({
    write: (text: string) => {
      written[name] += text
    },
    ...{ isTty, colour, columns: 100 },
  })
  const answers = [...(keyboard ?? [])]
  const terminal: Terminal = {
    out: output('out'),
    err: output('err'),
    env: options.env ?? {},
    folder,
    interactive: keyboard !== undefined,
    ask: async (question) => {
      written.err += question
      return answers.shift() ?? null
    },
    onInterrupt: () => () => {},
  }
  const code = await runCommandLine(args, {
    terminal,
    loadAssay: async () => ({ ...(await import('../../src/index.ts')), ...assay }),
  })
  return { code, ...written }
}
