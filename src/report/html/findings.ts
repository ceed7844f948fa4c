import type { Finding, Verdict } from '../../verdict/types.ts'
import { count } from '../words.ts'
import { html, type Markup, nothing } from './markup.ts'
import { tagged } from './tagged.ts'
import { verdictBadge } from './verdictMark.ts'

const broken: Readonly<Record<Finding['level'], Verdict>> = { must: 'fail', should: 'warn', may: 'pass' }

/** What was expected and what was seen, per requirement. */
export function findingsTable(findings: readonly Finding[], caseId: string): Markup {
  if (findings.length === 0) return nothing
  const rows = findings.map(
    ({ requirement, level, ok, expected, observed }) =>
      html`<tr><th scope="row"><code>${requirement}</code> <span class="level">${level}</span></th><td data-label="Result">${verdictBadge(ok ? 'pass' : broken[level])}</td><td data-label="Expected">${tagged(expected)}</td><td data-label="Observed">${tagged(observed)}</td></tr>`,
  )
  return html`<table class="findings stacking"><caption class="sr">${count(findings.length, 'finding')} of ${caseId}</caption><thead><tr><th scope="col">Requirement</th><th scope="col">Result</th><th scope="col">Expected</th><th scope="col">Observed</th></tr></thead><tbody>${rows}</tbody></table>`
}
