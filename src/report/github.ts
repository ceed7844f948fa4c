import type { CaseView } from './caseViews.ts'
import { caseViews, groupBy, hasVariants, ofLook } from './caseViews.ts'
import type { Report } from './types.ts'
import { visibleLine } from './visibleText.ts'
import { waiverWords } from './words.ts'

/** GitHub shows at most ten annotations of a kind per step; the last one says what is missing. */
const MOST = 10

const escapeData = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

type Kind = 'error' | 'warning' | 'notice'

function annotation(kind: Kind, title: string, message: string): string {
  return `::${kind} title=${escapeProperty(visibleLine(title))}::${escapeData(message)}`
}

function message(views: readonly CaseView[], several: boolean): string {
  const [view] = views
  if (view === undefined) return ''
  const { result, entry } = view
  const variants = several ? [`Variants: ${views.map((one) => one.result.variant).join(', ')}`] : []
  const refs = result.refs.length === 0 ? [] : [`Requirements: ${result.refs.join(', ')}`]
  return [result.reason, ...refs, ...variants, ...(entry?.fix ? [`How to fix: ${entry.fix}`] : [])]
    .map(visibleLine)
    .join('\n')
}

function limited(kind: Kind, lines: readonly string[]): readonly string[] {
  if (lines.length <= MOST) return lines
  const more = lines.length - MOST + 1
  return [
    ...lines.slice(0, MOST - 1),
    annotation(kind, `Assay: ${more} more`, `${more} more are in the summary and in report.html.`),
  ]
}

/**
 * Workflow commands of GitHub Actions: an error per failed case and per cause of incomplete cases, a warning per
 * warning, a notice per waived result.
 */
export const githubAnnotations: Report = (run) => {
  const views = caseViews(run)
  const several = hasVariants(run)
  const byCase = (verdict: 'fail' | 'warn'): (readonly CaseView[])[] => [
    ...groupBy(ofLook(views, verdict), (view) => view.result.id).values(),
  ]
  const failures = byCase('fail').map((group) =>
    annotation('error', `${group[0]?.result.id} failed`, message(group, several)),
  )
  const incomplete = [...groupBy(ofLook(views, 'incomplete'), (view) => view.result.reason)].map(([reason, group]) =>
    annotation(
      'error',
      `${group.length} incomplete`,
      `${visibleLine(reason)}\n${group.map(({ result }) => visibleLine(result.id)).join(', ')}`,
    ),
  )
  const warnings = byCase('warn').map((group) =>
    annotation('warning', `${group[0]?.result.id}`, message(group, several)),
  )
  const waived = ofLook(views, 'waived').map(({ result }) =>
    annotation(
      'notice',
      `${result.id} waived`,
      visibleLine(
        `${result.waived ? waiverWords(result.waived) : ''} (${result.verdict} in ${result.variant}: ${result.reason})`,
      ),
    ),
  )
  const lines = [
    ...limited('error', [...failures, ...incomplete]),
    ...limited('warning', warnings),
    ...limited('notice', waived),
  ]
  return lines.map((line) => `${line}\n`).join('')
}
