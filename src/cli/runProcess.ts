import { loadAssay } from './loadAssay.ts'
import { processTerminal } from './processTerminal.ts'
import { runCommandLine } from './runCommandLine.ts'

const drained = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => stream.write('', () => resolve()))

/** Runs the command line of this process and ends it with the exit code. */
export async function runProcess(): Promise<void> {
  const code = await runCommandLine(process.argv.slice(2), { terminal: processTerminal(), loadAssay })
  await Promise.all([drained(process.stdout), drained(process.stderr)])
  // Not process.exitCode: a connection that a server keeps open must not keep the command from ending.
  process.exit(code)
}
