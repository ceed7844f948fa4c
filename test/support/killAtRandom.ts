import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

export interface KillOptions {
  /** Path of a program that does the same thing over and over and prints a line for each time it is done. */
  readonly program: string
  /** Its arguments in round n. */
  readonly words: (round: number) => readonly string[]
  readonly rounds: number
  /** In [0, 1). */
  readonly random: () => number
  /** Longest time from the first line to the kill, ms: about what doing it a few times takes. */
  readonly spreadMs: number
  /** What is wrong with what a killed process left; `printed` are all lines so far. */
  readonly faults: (printed: readonly string[], round: number) => Promise<readonly string[]>
}

export interface KillResult {
  /** How often the thing was done before a kill. */
  readonly done: number
  /** Empty: nothing was lost, doubled or false. */
  readonly faults: readonly string[]
}

/** Starts a program round by round, kills it (SIGKILL) at a random moment and looks at what it left; ends at the first fault. */
export async function killAtRandom(options: KillOptions): Promise<KillResult> {
  const { program, words, rounds, random, spreadMs, faults } = options
  const printed: string[] = []
  for (let round = 0; round < rounds; round++) {
    const child = spawn(process.execPath, [program, ...words(round)], { stdio: ['ignore', 'pipe', 'pipe'] })
    const said = { out: '', err: '' }
    child.stdout.on('data', (chunk: Buffer) => {
      said.out += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      said.err += chunk.toString()
    })
    const ended = once(child, 'close')
    // Some moments lie before the first time: while the program loads, or does it for the first time.
    if (random() < 0.8) await Promise.race([once(child.stdout, 'data'), ended])
    await sleep(random() * spreadMs)
    child.kill('SIGKILL')
    await ended
    printed.push(...said.out.split('\n').slice(0, -1))
    const found = [
      ...(child.signalCode === 'SIGKILL' ? [] : [`it ended by itself with ${child.exitCode}: ${said.err}`]),
      ...(await faults(printed, round)),
    ]
    if (found.length > 0) return { done: printed.length, faults: found.map((one) => `round ${round}: ${one}`) }
  }
  return { done: printed.length, faults: [] }
}
