import type { CaseResult, RunEvent } from '../index.ts'
import { plain } from './plain.ts'
import { nextProgress, noProgress, progressLine } from './progress.ts'
import type { Terminal } from './terminal.ts'

export interface ProgressDisplay {
  readonly event: (event: RunEvent) => void
  /** One line of its own, not overwritten by the progress. */
  say(text: string): void
  /** Takes the status line away; harmless when called twice. */
  end(): void
}

const REDRAW_MS = 100
/** On what is no terminal: how many lines a whole run takes at most, besides those about faults. */
const MILESTONES = 10

const COLOUR: Readonly<Record<CaseResult['verdict'], string>> = {
  pass: '32',
  warn: '33',
  fail: '31',
  skip: '2',
  incomplete: '35',
}

/** Lines about single cases before the rest is left to the summary: one broken login can stop two hundred cases. */
const MOST_TOLD = 20

/** Verdicts worth a line as soon as they are known. */
const TOLD: readonly CaseResult['verdict'][] = ['fail', 'incomplete']

function caseLine({ verdict, id, variant, reason, waived }: CaseResult, colour: boolean): string {
  const word = (waived === undefined ? verdict : 'waived').padEnd(10)
  return `${colour ? `\x1b[${COLOUR[verdict]}m${word}\x1b[0m` : word} ${id} [${variant}] ${plain(reason)}`
}

/** Shows a run on stderr: one line that is redrawn on a terminal, few plain lines elsewhere (CI, files). */
export function showProgress({ err }: Terminal): ProgressDisplay {
  let progress = noProgress
  let drawn = false
  let milestones = 0
  let told = 0
  /** A plan that is run several times tells of a fault once. */
  const known = new Set<string>()
  const begun = performance.now()
  const erase = (): void => {
    if (drawn) err.write('\r\x1b[K')
    drawn = false
  }
  const draw = (): void => {
    erase()
    if (progress.total === 0) return
    err.write(progressLine(progress, performance.now() - begun, err.columns - 1))
    drawn = true
  }
  const say = (text: string): void => {
    erase()
    err.write(`${text}\n`)
  }
  const timer = err.isTty ? setInterval(draw, REDRAW_MS).unref() : null
  const milestone = (): void => {
    const reached = Math.floor((progress.done * MILESTONES) / Math.max(1, progress.total))
    if (reached <= milestones) return
    milestones = reached
    say(progressLine({ ...progress, running: [] }, performance.now() - begun, err.columns))
  }
  const tell = (result: CaseResult): void => {
    const { id, variant, verdict } = result
    const key = `${id} ${variant} ${verdict}`
    if (!TOLD.includes(verdict) || known.has(key)) return
    known.add(key)
    told++
    if (told <= MOST_TOLD) say(caseLine(result, err.colour))
    if (told === MOST_TOLD) say('... more of them are left to the summary')
  }
  return {
    say,
    event: (event) => {
      progress = nextProgress(progress, event)
      if (event.kind === 'run-start') say(`Testing ${event.target} against ${event.profile}: ${event.total} cases`)
      if (event.kind === 'note') say(plain(event.text))
      if (event.kind === 'case-end') {
        tell(event.result)
        if (timer === null) milestone()
      }
    },
    end: () => {
      if (timer !== null) clearInterval(timer)
      erase()
    },
  }
}
