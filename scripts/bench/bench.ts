// npm run bench: the full Security Profile plan (one variant, no waiting cases) as `assay run` of the compiled package does
// it, against the sandbox in another process, and a bare undici and jose loop that sends the same requests. They take
// turns; figures are medians, after one run to warm up and to record. `npm run bench -- 9` takes nine rounds.
// The last line is for scripts: bench wall_s=.. cpu_s=.. rss_mb=.. requests=.. floor_s=.. overhead=..
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Figures } from './measured.ts'
import { plainScripts } from './plainScripts.ts'

/** One process, with what the sandbox spent for it. */
interface Round extends Figures {
  readonly sandbox: number
}
interface FloorRound extends Round {
  readonly requests: number
  /** Answers with another status than in the run. */
  readonly odd: number
}

const rounds = Number(process.argv[2] ?? 5)
const root = join(import.meta.dirname, '..', '..')
const profile = 'fapi2-security-profile'
const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'))
const say = (line: string): void => void process.stdout.write(`${line}\n`)

async function nextLine<T>(lines: AsyncIterator<string>): Promise<T> {
  const { value, done } = await lines.next()
  if (done) throw new Error('the sandbox ended')
  return JSON.parse(value) as T
}

/** Runs a program to its end and reads its figures from descriptor 3 or its output. */
async function figuresOf<T>(args: readonly string[], descriptor: 1 | 3): Promise<T> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const outputs = child.stdio.slice(1).map((stream) => text(stream as Readable))
  const [out = '', err = '', figures = ''] = await Promise.all(outputs)
  if ((await ended) !== 0) throw new Error(`${args.join(' ')} failed: ${err}${out}`)
  return JSON.parse(descriptor === 1 ? out : figures) as T
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
const of = <T>(list: readonly T[], value: (one: T) => number): number => median(list.map(value))
const line = ({ wall, cpu, sandbox }: Round): string =>
  `${wall.toFixed(2)} s (processor ${cpu.toFixed(2)} s, sandbox ${sandbox.toFixed(2)} s)`

function startSandbox(): ChildProcess {
  const args = [join(import.meta.dirname, 'sandbox.ts'), join(folder, 'sandbox')]
  return spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
}

const built = spawnSync(process.execPath, [join(root, 'scripts', 'build.ts')], { stdio: ['ignore', 2, 2] })
if (built.status !== 0) throw new Error('the package does not compile')
const scripts = plainScripts(join(root, 'dist'))
const sandbox = startSandbox()
try {
  if (!sandbox.stdout) throw new Error('the sandbox has no output')
  const lines = createInterface({ input: sandbox.stdout })[Symbol.asyncIterator]()
  const { targetFile, caFile } = await nextLine<{ targetFile: string; caFile: string }>(lines)
  const sandboxCpu = async (): Promise<number> => {
    sandbox.stdin?.write('\n')
    return (await nextLine<{ cpu: number }>(lines)).cpu
  }
  const measure = async <T extends Figures>(args: readonly string[], descriptor: 1 | 3): Promise<T & Round> => {
    const before = await sandboxCpu()
    const figures = await figuresOf<T>(args, descriptor)
    return { ...figures, sandbox: (await sandboxCpu()) - before }
  }
  const recording = join(folder, 'recording.json')
  const recorder = [join(scripts, 'record.js'), root, profile, targetFile, join(folder, 'recorded'), recording]
  const recorded = spawnSync(process.execPath, recorder, { stdio: ['ignore', 2, 2] })
  if (recorded.status !== 0) throw new Error('the run could not be recorded')
  const program = ['--import', join(scripts, 'report.js'), join(root, 'dist', 'cli', 'main.js'), 'run']
  const options = ['--profile', profile, '--target', targetFile, '--no-slow', '--out']
  const runs: Round[] = []
  const floors: FloorRound[] = []
  for (let round = 0; round <= rounds; round++) {
    const run = await measure<Figures>([...program, ...options, join(folder, `run${round}`)], 3)
    const floor = await measure<FloorRound>([join(scripts, 'floor.js'), targetFile, caFile, recording], 1)
    const load = loadavg()[0]?.toFixed(1)
    say(`${round === 0 ? 'warm-up' : `round ${round}`}: run ${line(run)}, floor ${line(floor)}, load ${load}`)
    if (round === 0) continue
    runs.push(run)
    floors.push(floor)
  }
  const { odd, requests } = floors[0] ?? { odd: 0, requests: 0 }
  say(`floor: ${odd} of ${requests} answers had another status than in the run`)
  if (odd > requests / 10) say('floor: that is too many, it did not send the same requests')
  const all = (one: Round): number => one.cpu + one.sandbox
  say(`processor time with the sandbox: run ${of(runs, all).toFixed(2)} s, floor ${of(floors, all).toFixed(2)} s`)
  const [wall, floor] = [of(runs, ({ wall }) => wall), of(floors, ({ wall }) => wall)]
  say(
    `bench wall_s=${wall.toFixed(2)} cpu_s=${of(runs, ({ cpu }) => cpu).toFixed(2)} rss_mb=${Math.round(of(runs, ({ rss }) => rss))} ` +
      `requests=${requests} floor_s=${floor.toFixed(2)} overhead=${(wall / floor).toFixed(2)}`,
  )
} finally {
  sandbox.stdin?.end()
  rmSync(folder, { recursive: true, force: true })
}
