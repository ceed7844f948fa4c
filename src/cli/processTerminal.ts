import { type Output, type Terminal, wantsColour } from './terminal.ts'

const EXIT_INTERRUPTED = 130

function output(stream: NodeJS.WriteStream): Output {
  // `assay list | head` closes the pipe early: the rest is not wanted, and that is no error.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1)
  })
  return {
    write: (text) => {
      stream.write(text)
    },
    isTty: stream.isTTY === true,
    colour: wantsColour(stream.isTTY === true, process.env),
    get columns() {
      // 0 on a terminal that does not know its size.
      return stream.columns || 80
    },
  }
}

async function ask(question: string): Promise<string | null> {
  const { createInterface } = await import('node:readline/promises')
  const reader = createInterface({ input: process.stdin, output: process.stderr })
  const ended = new Promise<null>((resolve) => reader.once('close', () => resolve(null)))
  try {
    return await Promise.race([reader.question(question), ended])
  } finally {
    reader.close()
  }
}

function onInterrupt(handler: () => void): () => void {
  let seen = false
  const listener = (): void => {
    if (seen) process.exit(EXIT_INTERRUPTED)
    seen = true
    handler()
  }
  process.on('SIGINT', listener)
  process.on('SIGTERM', listener)
  return () => {
    process.off('SIGINT', listener)
    process.off('SIGTERM', listener)
  }
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    out: output(process.stdout),
    err: output(process.stderr),
    env: process.env,
    folder: process.cwd(),
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    ask,
    onInterrupt,
  }
}
