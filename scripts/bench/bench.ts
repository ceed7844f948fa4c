// npm run bench: the full Security Profile plan (one variant, no waiting cases) against the sandbox in another process, and
// a bare undici and jose loop that sends the same requests. Medians of three rounds, after one round to warm up.
// The last line is for scripts: bench wall_s=.. cpu_s=.. rss_mb=.. requests=.. floor_s=.. overhead=..
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Figures } from './measured.ts'

const rounds = 3
const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'))

function start(script: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(import.meta.dirname, script), ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
}

async function firstLine<T>(child: ChildProcess): Promise<T> {
  if (!child.stdout) throw new Error('the process has no output')
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line) as T
  throw new Error('the process ended without a result')
}

async function figuresOf<T>(script: string, args: readonly string[]): Promise<T> {
  const child = start(script, args)
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const figures = await firstLine<T>(child)
  await ended
  return figures
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const of = (list: readonly Figures[], name: keyof Figures): number => median(list.map((figures) => figures[name]))

const built = spawnSync(process.execPath, [join(import.meta.dirname, '..', 'build.ts')], { stdio: ['ignore', 2, 2] })
if (built.status !== 0) throw new Error('the package does not compile')

const sandbox = start('sandbox.ts', [join(folder, 'sandbox')])
try {
  const { targetFile, caFile } = await firstLine<{ targetFile: string; caFile: string }>(sandbox)
  const dump = join(folder, 'exchanges.json')
  const runs: (Figures & { requests: number })[] = []
  const floors: Figures[] = []
  for (let round = 0; round <= rounds; round++) {
    const run = await figuresOf<Figures & { requests: number }>('runner.ts', [
      targetFile,
      join(folder, `run${round}`),
      dump,
    ])
    const floor = await figuresOf<Figures>('floor.ts', [targetFile, caFile, dump])
    process.stdout.write(
      `${round === 0 ? 'warm-up' : `round ${round}`}: run ${run.wall.toFixed(2)} s (processor ${run.cpu.toFixed(2)} s), floor ${floor.wall.toFixed(2)} s (processor ${floor.cpu.toFixed(2)} s)\n`,
    )
    if (round === 0) continue
    runs.push(run)
    floors.push(floor)
  }
  const overhead = of(runs, 'wall') / of(floors, 'wall')
  process.stdout.write(
    `bench wall_s=${of(runs, 'wall').toFixed(2)} cpu_s=${of(runs, 'cpu').toFixed(2)} rss_mb=${Math.round(of(runs, 'rss'))} ` +
      `requests=${median(runs.map((run) => run.requests))} floor_s=${of(floors, 'wall').toFixed(2)} overhead=${overhead.toFixed(2)}\n`,
  )
} finally {
  sandbox.stdin?.end()
  rmSync(folder, { recursive: true, force: true })
}
