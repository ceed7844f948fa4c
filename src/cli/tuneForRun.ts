import v8 from 'node:v8'
import { limitYoungGeneration } from './limitYoungGeneration.ts'

/** Commands that test one target: over in seconds, or waiting most of the time. */
const RUNS: readonly string[] = ['run', 'demo']

/**
 * Tells V8 what it cannot know: that a run is over before the work of its last compiler pays off, which takes a twentieth of the
 * processor time beside the main thread (Maglev's code is what a run runs on); and that what a run keeps it keeps to its end, so
 * that the heap may grow to four times of what was found in use at the first full collection before the next one.
 * Other commands compute for minutes and stay as they are.
 * @param args of the command line
 */
export function tuneForRun(args: readonly string[]): void {
  if (!RUNS.includes(args[0] ?? '')) return
  limitYoungGeneration()
  v8.setFlagsFromString('--no-turbofan')
  v8.setFlagsFromString('--heap-growing-percent=300')
}
