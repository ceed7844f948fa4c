import type { Requirement } from '../../suite/types.ts'
import { type CaseView, groupBy } from '../caseViews.ts'
import { lookFor, requirementLook, viewsByRequirement } from '../requirementLook.ts'
import { specName } from '../specNames.ts'
import { count, counted, looks } from '../words.ts'
import { clauseLink } from './clauses.ts'
import { legend } from './legend.ts'
import { html, type Markup, nothing } from './markup.ts'
import type { ReportContext } from './reportContext.ts'
import { verdictBadge, verdictSign } from './verdictMark.ts'

function caseLinks(views: readonly CaseView[], requirement: string): readonly Markup[] {
  return [...groupBy(views, ({ result }) => result.id).values()].map((group) => {
    const rated = group.map((view) => ({ view, look: lookFor(view, requirement) }))
    const look = looks.find((one) => rated.some((entry) => entry.look === one)) ?? 'skip'
    const target = rated.find((entry) => entry.look === look)?.view ?? group[0]
    return html`<li>${verdictSign(look)}<a href="#${target?.anchor ?? ''}">${group[0]?.result.id ?? ''}</a></li>`
  })
}

function row(requirement: Requirement, views: readonly CaseView[]): Markup {
  const look = requirementLook(views, requirement.id)
  return html`<tr data-filter="${`${requirement.id} ${look} ${views.map(({ result }) => result.id).join(' ')}`.toLowerCase()}"><th scope="row"><code>${requirement.id}</code><p>${clauseLink(requirement)}</p></th><td data-label="Level">${requirement.level}</td><td data-label="Result">${verdictBadge(look)}</td><td data-label="Requirement">${requirement.text}</td><td data-label="Cases"><ul class="cells">${caseLinks(views, requirement.id)}</ul></td></tr>`
}

function specTable(
  spec: string,
  requirements: readonly Requirement[],
  byRequirement: ReadonlyMap<string, readonly CaseView[]>,
): Markup {
  const rows = requirements.map((requirement) => row(requirement, byRequirement.get(requirement.id) ?? []))
  const counts = groupBy(requirements, ({ id }) => requirementLook(byRequirement.get(id) ?? [], id))
  const words = looks.flatMap((look) => {
    const number = counts.get(look)?.length ?? 0
    return number === 0 ? [] : [html`<span class="tally">${verdictSign(look)}${number}</span>`]
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
  const byRequirement = viewsByRequirement(views)
  const tested = run.suite.requirements.filter(({ id }) => byRequirement.has(id))
  const rest = run.suite.requirements.filter(({ id, subject }) => !byRequirement.has(id) && subject !== 'client')
  const specs = [...groupBy(tested, ({ spec }) => spec)]
  return html`<p>${count(tested.length, 'requirement')} tested by ${count(new Set(views.map(({ result }) => result.id)).size, 'case')}. The result of a requirement is the worst that any case found about it.</p>${legend(counted(run.result.summary).map(({ look }) => look))}${specs.map(([spec, requirements]) => specTable(spec, requirements, byRequirement))}${untested(rest)}`
}
