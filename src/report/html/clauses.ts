import type { Requirement } from '../../suite/types.ts'
import { safeHref } from '../safeHref.ts'
import { clauseName } from '../specNames.ts'
import { html, type Markup, nothing } from './markup.ts'

/** The clause as a link to the specification, or as text where no safe address is known. */
export function clauseLink(requirement: Requirement): Markup {
  const href = safeHref(requirement.url)
  const name = clauseName(requirement)
  return href === null ? html`${name}` : html`<a href="${href}" rel="noreferrer">${name}</a>`
}

/** The requirements behind a case: level, clause, text. */
export function clauseList(requirements: readonly Requirement[]): Markup {
  if (requirements.length === 0) return html`<p class="none">The requirement is not in the recorded suite.</p>`
  return html`<ul class="clauses">${requirements.map(
    (requirement) =>
      html`<li><p><span class="level">${requirement.level}</span> ${clauseLink(requirement)} <code>${requirement.id}</code></p><p>${requirement.text}</p></li>`,
  )}</ul>`
}

/** Ids of the security goals of the FAPI 2.0 Attacker Model; the other entries are attackers. */
const isGoal = (id: string): boolean => id.startsWith('FAPI2-AM-')

/** What is at stake and for whom if the requirements are not met; nothing where the attacker model does not say. */
export function attackerList(requirements: readonly Requirement[]): Markup {
  const found = new Map(requirements.flatMap(({ attackers }) => attackers.map((entry) => [entry.id, entry] as const)))
  if (found.size === 0) return nothing
  const goals = [...found.values()].filter(({ id }) => isGoal(id))
  const attackers = [...found.values()].filter(({ id }) => !isGoal(id))
  return html`<h4>What an attacker gains</h4><ul class="attackers">${goals.map(
    ({ id, text }) => html`<li><b>Goal at stake</b> ${text} <code>${id}</code></li>`,
  )}${attackers.map(({ id, text }) => html`<li><b>Attacker ${id}</b> ${text}</li>`)}</ul>`
}
