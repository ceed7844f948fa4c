import type { RunDiff } from '../index.ts'

type Change = RunDiff['changes'][number]

/** In the order in which they are shown. */
const HEADINGS: Readonly<Record<Change['area'], string>> = {
  result: 'Result',
  verdict: 'Verdicts',
  metadata: 'Metadata',
  key: 'Keys of the server',
  tls: 'TLS',
  scope: 'Granted scopes',
  shape: 'Shapes of answers',
  setting: 'How the runs were made',
}

const MARKS = { worse: '!', better: '+', other: ' ' } as const
const COLOURS = { worse: '31', better: '32', other: '0' } as const

function line({ where, before, after, direction }: Change, colour: boolean): string {
  const said = before === null ? `new: ${after}` : after === null ? `gone, was: ${before}` : `${before} -> ${after}`
  const text = `  ${MARKS[direction]} ${where}  ${said}`
  return colour && direction !== 'other' ? `\x1b[${COLOURS[direction]}m${text}\x1b[0m` : text
}

const side = ({ target, issuer, profile, runId, finishedAt }: RunDiff['before']): string =>
  `${target} (${issuer}), ${profile}, run ${runId} of ${finishedAt.slice(0, 16)}Z`

/** A comparison for a terminal; lines with `!` got worse, those with `+` better. */
export function diffText(diff: RunDiff, colour: boolean): string {
  const { before, after, across, same, changes } = diff
  const count = (direction: Change['direction']): number =>
    changes.filter((change) => change.direction === direction).length
  const head = [
    `From  ${side(before)}`,
    `To    ${side(after)}`,
    ...(across ? ['Different targets: hosts, keys and certificates are compared by what they are like.'] : []),
  ]
  if (same) return `${[...head, '', 'No differences.'].join('\n')}\n`
  const sections = Object.entries(HEADINGS).flatMap(([area, heading]) => {
    const own = changes.filter((change) => change.area === area)
    return own.length === 0 ? [] : ['', `${heading} (${own.length})`, ...own.map((change) => line(change, colour))]
  })
  const sum = `${changes.length} differences: ${count('worse')} worse, ${count('better')} better, ${count('other')} other`
  return `${[...head, ...sections, '', sum].join('\n')}\n`
}
