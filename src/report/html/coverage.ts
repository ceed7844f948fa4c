import type { Requirement } from '../../suite/types.ts'
import type { Verdict } from '../../verdict/types.ts'
import { type CaseView, groupBy } from '../caseViews.ts'
import { specName } from '../specNames.ts'
import { count, verdicts } from '../words.ts'
import { clauseLink } from './clauses.ts'
import { legend } from './legend.ts'
import { html, type Markup, nothing } from './markup.ts'
import type { ReportContext } from './reportContext.ts'
import { verdictBadge, verdictSign } from './verdictMark.ts'

/** The verdict that tells most about a requirement; a skipped case says nothing if another one ran. */
function worst(views: readonly CaseView[]): Verdict {
  return verdicts.find((verdict) => views.some(({ result }) => result.verdict === verdict)) ?? 'skip'
}

/**
 * What the findings say about one requirement in one case: a case that fails for one requirement may well have shown that
 * another one is met.
 */
function verdictFor(view: CaseView, requirement: string): Verdict {
  const findings = view.result.findings.filter((finding) => finding.requirement === requirement)
  if (findings.length === 0) return view.result.verdict
  const level = findings.find(({ ok }) => !ok)?.level
  if (level === undefined) return view.result.verdict === 'incomplete' ? 'incomplete' : 'pass'
  return level === 'must' ? 'fail' : level === 'should' ? 'warn' : 'pass'
}

function caseLinks(views: readonly CaseView[], requirement: string): readonly Markup[] {
  return [...groupBy(views, ({ result }) => result.id).values()].map((group) => {
    const rated = group.map((view) => ({ view, verdict: verdictFor(view, requirement) }))
    const verdict = verdicts.find((one) => rated.some((entry) => entry.verdict === one)) ?? 'skip'
    const target = rated.find((entry) => entry.verdict === verdict)?.view ?? group[0]
    return html`<li>${verdictSign(verdict)}<a href="#${target?.anchor ?? ''}">${group[0]?.result.id ?? ''}</a></li>`
  })
}

function requirementVerdict(views: readonly CaseView[], requirement: string): Verdict {
  const rated = views.map((view) => verdictFor(view, requirement))
  return verdicts.find((verdict) => rated.includes(verdict)) ?? worst(views)
}

function row(requirement: Requirement, views: readonly CaseView[]): Markup {
  const verdict = requirementVerdict(views, requirement.id)
  return html`<tr data-filter="${`${requirement.id} ${verdict} ${views.map(({ result }) => result.id).join(' ')}`.toLowerCase()}"><th scope="row"><code>${requirement.id}</code><p>${clauseLink(requirement)}</p></th><td data-label="Level">${requirement.level}</td><td data-label="Result">${verdictBadge(verdict)}</td><td data-label="Requirement">${requirement.text}</td><td data-label="Cases"><ul class="cells">${caseLinks(views, requirement.id)}</ul></td></tr>`
}

function specTable(
  spec: string,
  requirements: readonly Requirement[],
  byRequirement: ReadonlyMap<string, readonly CaseView[]>,
): Markup {
  const rows = requirements.map((requirement) => row(requirement, byRequirement.get(requirement.id) ?? []))
  const counts = groupBy(requirements, ({ id }) => requirementVerdict(byRequirement.get(id) ?? [], id))
  const words = verdicts.flatMap((verdict) => {
    const number = counts.get(verdict)?.length ?? 0
    return number === 0 ? [] : [html`<span class="tally">${verdictSign(verdict)}${number}</span>`]
  })
  return html`<details class="spec"><summary><h3>${specName(spec)}</h3>${words}</summary><table class="stacking coverage"><caption class="sr">Requirements of ${specName(spec)} and the cases that test them</caption><thead><tr><th scope="col">Requirement</th><th scope="col">Level</th><th scope="col">Result</th><th scope="col">Text</th><th scope="col">Cases</th></tr></thead><tbody>${rows}</tbody></table></details>`
}

function untested(requirements: readonly Requirement[]): Markup {
  if (requirements.length === 0) return nothing
  const rows = requirements.map(
    (requirement) =>
      html`<tr><th scope="row"><code>${requirement.id}</code></th><td data-label="Level">${requirement.level}</td><td data-label="Requirement">${requirement.text}</td><td data-label="Why">${requirement.reason ?? 'No case of this run cites it.'}</td></tr>`,
  )
  return html`<details class="spec"><summary><h3>Not tested in this run</h3><span class="tally">${requirements.length}</span></summary><table class="stacking"><caption class="sr">Requirements that no case of this run tests</caption><thead><tr><th scope="col">Requirement</th><th scope="col">Level</th><th scope="col">Text</th><th scope="col">Why</th></tr></thead><tbody>${rows}</tbody></table></details>`
}

/** Which requirements were tested by which cases and with what result, per specification; then what was not tested, and why. */
export function coverage({ run, views }: ReportContext): Markup {
  const byRequirement = new Map<string, CaseView[]>()
  for (const view of views) {
    for (const { id } of view.requirements) byRequirement.set(id, [...(byRequirement.get(id) ?? []), view])
  }
  const tested = run.suite.requirements.filter(({ id }) => byRequirement.has(id))
  const rest = run.suite.requirements.filter(({ id, subject }) => !byRequirement.has(id) && subject !== 'client')
  const specs = [...groupBy(tested, ({ spec }) => spec)]
  return html`<p>${count(tested.length, 'requirement')} tested by ${count(new Set(views.map(({ result }) => result.id)).size, 'case')}. The result of a requirement is the worst that any case found about it.</p>${legend(verdicts)}${specs.map(([spec, requirements]) => specTable(spec, requirements, byRequirement))}${untested(rest)}`
}
