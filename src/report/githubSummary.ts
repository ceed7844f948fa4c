import { type CaseView, caseViews, groupBy, hasVariants, ofLook } from './caseViews.ts'
import { safeHref } from './safeHref.ts'
import { clauseName } from './specNames.ts'
import type { Report } from './types.ts'
import { visibleLine } from './visibleText.ts'
import {
  attributionWord,
  counted,
  type Look,
  limitations,
  outcomeWords,
  proofWords,
  repeatWords,
  verdictWords,
  waiverWords,
} from './words.ts'

/** GitHub refuses a summary of more than 1 MiB; a reader gives up long before. */
const MOST_CASES = 100

/** Text that Markdown shows as it is: no markup, no HTML, no mention of a user, no break out of a table cell. */
function markdown(text: string): string {
  return visibleLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]()#+!|~]/g, '\\$&')
    .replaceAll('@', '&#64;')
    .replace(/(https?|www)(:|\.)/gi, '$1<!-- -->$2')
}

function code(text: string): string {
  return `<code>${visibleLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('|', '&#124;')
    .replaceAll('@', '&#64;')
    .replace(/[\\`*_[\]~]/g, (char) => `&#${char.charCodeAt(0)};`)}</code>`
}

function clauses({ requirements }: CaseView): string {
  return requirements
    .map((requirement) => {
      const href = safeHref(requirement.url)
      const name = markdown(clauseName(requirement))
      return href === null ? name : `[${name}](${href.replace(/[()<>\s|]/g, encodeURIComponent)})`
    })
    .join('<br>')
}

function section(title: string, groups: readonly (readonly CaseView[])[], several: boolean): string[] {
  if (groups.length === 0) return []
  const rows = groups.slice(0, MOST_CASES).flatMap((group) => {
    const [view] = group
    if (view === undefined) return []
    const variants = several ? `<br>${group.map(({ result }) => code(result.variant)).join(' ')}` : ''
    const blamed = attributionWord(view.result.attributed)
    const { waived } = view.result
    const waiver = waived === undefined ? '' : `Waived ${markdown(waiverWords(waived))}<br>`
    return [
      `| ${code(view.result.id)}${variants} | ${waiver}${markdown(view.result.reason)}${blamed === null ? '' : ` (${markdown(blamed)})`} | ${clauses(view)} | ${markdown(view.entry?.fix ?? '')} |`,
    ]
  })
  const more = groups.length > MOST_CASES ? [`\n${groups.length - MOST_CASES} more are in report.html.`] : []
  return [
    '',
    `### ${title}`,
    '',
    '| Case | What happened | Clause | How to fix |',
    '|---|---|---|---|',
    ...rows,
    ...more,
  ]
}

/** A step summary for GitHub Actions in Markdown: the result, the counts, and what to mend. */
export const githubSummary: Report = (run) => {
  const { result } = run
  const words = outcomeWords(result)
  const proof = proofWords(result)
  const views = caseViews(run)
  const several = hasVariants(run)
  const counts = counted(result.summary)
  const by = (look: Look, key: 'id' | 'reason'): (readonly CaseView[])[] => [
    ...groupBy(ofLook(views, look), (view) => view.result[key]).values(),
  ]
  return `${[
    `## ${words.title}: ${markdown(result.run.target.id)}`,
    '',
    `${words.meaning} Profile ${code(result.run.profile.id)}, issuer ${code(result.run.target.issuer)}, run ${code(result.run.id)}.`,
    '',
    `| ${counts.map(({ look }) => `${verdictWords[look].mark} ${verdictWords[look].word}`).join(' | ')} |`,
    `|${counts.map(() => '--:').join('|')}|`,
    `| ${counts.map(({ number }) => number).join(' | ')} |`,
    ...[...repeatWords(result), ...limitations(result)].flatMap((line) => ['', markdown(line)]),
    ...result.run.accommodations.flatMap(({ name, reason }) => [
      '',
      `Went on with accommodation ${code(name)}: ${markdown(reason)}`,
    ]),
    ...section(verdictWords.fail.heading, by('fail', 'id'), several),
    ...section(verdictWords.incomplete.heading, by('incomplete', 'reason'), several),
    ...section(verdictWords.warn.heading, by('warn', 'id'), several),
    ...section(verdictWords.waived.heading, by('waived', 'id'), several),
    '',
    words.advice,
    ...(proof === null ? [] : ['', `Suite proven: ${proof}`]),
    '',
  ].join('\n')}\n`
}
