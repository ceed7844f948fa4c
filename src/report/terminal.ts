import type { RecordedRun } from '../evidence/types.ts'
import { type CaseView, caseViews, groupBy, hasVariants, ofLook } from './caseViews.ts'
import { clauseName } from './specNames.ts'
import type { DrawOptions, Report } from './types.ts'
import { visibleLine } from './visibleText.ts'
import {
  attributionWord,
  count,
  counted,
  type Look,
  limitations,
  outcomeWords,
  proofWords,
  repeatWords,
  stepWord,
  triesWords,
  verdictWords,
  waiverWords,
} from './words.ts'

type Paint = (text: string, ...styles: readonly (keyof typeof codes)[]) => string

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, magenta: 35, cyan: 36 } as const
const colours: Readonly<Record<Look, keyof typeof codes>> = {
  fail: 'red',
  incomplete: 'magenta',
  warn: 'yellow',
  waived: 'cyan',
  pass: 'green',
  skip: 'dim',
}
const resultColours = { conformant: 'green', 'non-conformant': 'red', incomplete: 'magenta' } as const

function painter(colour: boolean): Paint {
  return (text, ...styles) =>
    colour ? `${styles.map((style) => `\u001b[${codes[style]}m`).join('')}${text}\u001b[0m` : text
}

/** Breaks a sentence at spaces; words longer than the line stay whole, so that an address can be copied. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of visibleLine(text).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

const LABEL = 10
const INDENT = '    '

function labelled(label: string, text: string, columns: number, paint: Paint): string[] {
  const [first = '', ...others] = wrap(text, Math.max(30, columns - INDENT.length - LABEL))
  return [
    `${INDENT}${paint(label.padEnd(LABEL), 'dim')}${first}`,
    ...others.map((line) => `${INDENT}${' '.repeat(LABEL)}${line}`),
  ]
}

function heading({ result }: CaseView, look: Look, paint: Paint): string {
  const { mark, word } = verdictWords[look]
  return `${paint(`${mark} ${word}`, 'bold', colours[look])}  ${paint(visibleLine(result.id), 'bold')}`
}

/** One failed or warned case with all that is needed to mend it; the same case of other variants is only named. */
function fullCase(views: readonly CaseView[], look: Look, several: boolean, columns: number, paint: Paint): string[] {
  const [view] = views
  if (view === undefined) return []
  const { result, entry, requirements } = view
  const broken = result.findings.filter(({ ok }) => !ok)
  const label = (name: string, text: string): string[] => labelled(name, text, columns, paint)
  const clauses = requirements.filter(
    ({ id }) => broken.length === 0 || broken.some(({ requirement }) => requirement === id),
  )
  const blamed = attributionWord(result.attributed)
  return [
    heading(view, look, paint),
    ...wrap(result.title, columns - INDENT.length).map((line) => `${INDENT}${line}`),
    ...(several ? label('variant', views.map((one) => one.result.variant).join(', ')) : []),
    ...(broken.length === 0 ? label('reason', result.reason) : []),
    ...broken.flatMap(({ expected, observed }) => [...label('expected', expected), ...label('observed', observed)]),
    ...clauses.flatMap((clause) =>
      label('clause', `${clauseName(clause)}${clause.url === null ? '' : `  ${clause.url}`}`),
    ),
    ...(blamed === null ? [] : label('where', `${blamed}${result.step === null ? '' : `, ${stepWord(result.step)}`}`)),
    ...(result.waived ? label('waived', waiverWords(result.waived)) : []),
    ...triesWords(result).flatMap((line) => label('tries', line)),
    ...(entry?.fix ? label('fix', entry.fix) : []),
    '',
  ]
}

/** Many cases are often stopped by one cause, so that is told once. */
function incompleteGroup(views: readonly CaseView[], several: boolean, columns: number, paint: Paint): string[] {
  const [first] = views
  if (first === undefined) return []
  const names = views.map(({ result }) => (several ? `${result.id} [${result.variant}]` : result.id))
  const shown = names.slice(0, 5).join(', ')
  const more = names.length > 5 ? ` and ${names.length - 5} more` : ''
  const blamed = attributionWord(first.result.attributed)
  const { mark, word } = verdictWords.incomplete
  return [
    `${paint(`${mark} ${word}`, 'bold', colours.incomplete)}  ${paint(count(views.length, 'case'), 'bold')}`,
    ...labelled('reason', first.result.reason, columns, paint),
    ...(blamed === null ? [] : labelled('where', blamed, columns, paint)),
    ...labelled('cases', `${shown}${more}`, columns, paint),
    '',
  ]
}

function summaryLine(run: RecordedRun, paint: Paint): string {
  const counts = counted(run.result.summary)
    .filter(({ number }) => number > 0)
    .map(({ look, number }) => paint(`${verdictWords[look].mark} ${number} ${look}`, colours[look]))
  return `  ${counts.join('   ') || 'no cases'}`
}

/**
 * The end of a run for people at a terminal: what is wrong first, each with clause, expected, observed and fix, then the
 * result and what the exit code means. Plain text unless colour is asked for; control characters that a server sent are
 * written out, so that no answer can move the cursor.
 */
export const terminal: Report = (run, options: DrawOptions = {}) => {
  const paint = painter(options.colour ?? false)
  const columns = Math.max(60, Math.min(options.columns ?? 100, 120))
  const views = caseViews(run)
  const several = hasVariants(run)
  const { result } = run
  const words = outcomeWords(result)
  const isWaived = result.result === 'conformant' && (result.summary.waived ?? 0) > 0
  const proof = proofWords(result)
  const full = (look: Look): string[] =>
    [...groupBy(ofLook(views, look), (view) => view.result.id).values()].flatMap((group) =>
      fullCase(group, look, several, columns, paint),
    )
  const incomplete = [...groupBy(ofLook(views, 'incomplete'), (view) => view.result.reason).values()]
  const plain = (text: string): string[] => wrap(text, columns - 2).map((line) => `  ${line}`)
  return [
    '',
    ...full('waived'),
    ...full('warn'),
    ...incomplete.flatMap((group) => incompleteGroup(group, several, columns, paint)),
    ...full('fail'),
    `${paint(words.title, 'bold', isWaived ? colours.waived : resultColours[result.result])}  ${visibleLine(result.run.target.id)}, ${visibleLine(result.run.profile.id)}`,
    summaryLine(run, paint),
    ...plain(words.meaning),
    ...[...repeatWords(result), ...limitations(result)].flatMap(plain),
    ...result.run.accommodations.flatMap(({ name, reason }) =>
      plain(`Went on with accommodation "${name}": ${reason}`),
    ),
    ...plain(words.advice),
    ...(proof === null ? [] : plain(`Suite proven: ${proof}`)),
    paint(`  Exit code ${words.exit}`, 'dim'),
    '',
  ].join('\n')
}
