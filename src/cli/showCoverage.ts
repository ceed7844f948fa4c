import type { Coverage, Covered } from '../index.ts'
import { wrap } from './wrap.ts'

/** Lines of ids hang below their label. */
const LABEL = 10

function labelled(label: string, text: string, columns: number): string {
  if (text === '') return ''
  const [first = '', ...rest] = wrap(text, columns, LABEL + 4).split('\n')
  return [`    ${label.padEnd(LABEL)}${first.trimStart()}`, ...rest].join('\n')
}

function requirementText(one: Covered, columns: number): string {
  const { id, level, subject, testable, cases, defects, reason } = one
  const untested = cases.length === 0 ? (reason ?? 'no case, and no reason written down') : ''
  return [
    `  ${id}  ${level}, ${subject}, ${testable}`,
    labelled('cases', cases.join(' '), columns),
    labelled('defects', defects.join(' '), columns),
    labelled('untested', untested, columns),
    cases.length > 0 ? labelled('limits', reason ?? '', columns) : '',
  ]
    .filter((line) => line !== '')
    .join('\n')
}

/** Requirement by requirement, under their specifications; what is asked of clients is left to `--json`. */
export function coverageText({ requirements }: Coverage, columns: number, colour: boolean): string {
  const heading = (text: string): string => (colour ? `\x1b[1m${text}\x1b[0m` : text)
  const servers = requirements.filter(({ subject }) => subject !== 'client')
  const specs = [...new Set(servers.map(({ spec }) => spec))]
  const width = Math.min(columns, 120)
  return specs
    .map((spec) => {
      const texts = servers.filter((one) => one.spec === spec).map((one) => requirementText(one, width))
      return `${heading(spec)}\n${texts.join('\n')}\n`
    })
    .join('\n')
}

/** How many requirements on servers are tested, in one sentence. */
export function coverageSummary({ requirements }: Coverage): string {
  const servers = requirements.filter(({ subject }) => subject !== 'client')
  const tested = servers.filter(({ cases }) => cases.length > 0)
  const gaps = servers.filter(({ cases, reason }) => cases.length === 0 && reason === null)
  const reasons = servers.length - tested.length - gaps.length
  return `${servers.length} requirements on servers: ${tested.length} tested, ${reasons} not tested for a written reason, ${gaps.length} without case or reason.`
}
