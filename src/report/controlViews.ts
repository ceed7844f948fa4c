import type { RecordedRun } from '../evidence/types.ts'
import type { Control, Framework } from '../suite/controlTypes.ts'
import { type CaseView, caseViews } from './caseViews.ts'
import { requirementLook, viewsByRequirement } from './requirementLook.ts'
import { type Look, looks } from './words.ts'

/** What a run gives as evidence about one control. */
export interface ControlView {
  readonly control: Control
  readonly framework: Framework
  /** Tagged requirements that a case of this run gave an answer about, with the answer, the worst first. */
  readonly assessed: readonly { readonly requirement: string; readonly look: Look }[]
  /** The worst of them; null: the control was not assessed. */
  readonly look: Look | null
  /** Why it was not assessed; null: it was. */
  readonly notAssessed: string | null
}

const NO_TAG = 'No requirement of this suite is tagged with it.'
const NOT_RUN = 'No case of this run gave an answer about it.'

/** What a run gives as evidence about each control, in the order of the frameworks; empty where there are no tags. */
export function controlViews(run: RecordedRun, views: readonly CaseView[] = caseViews(run)): readonly ControlView[] {
  const { controls: map } = run.suite
  if (map === undefined) return []
  const byRequirement = viewsByRequirement(views)
  const requirements = new Map<string, string[]>()
  for (const [requirement, ids] of Object.entries(map.tags)) {
    for (const id of ids) requirements.set(id, [...(requirements.get(id) ?? []), requirement])
  }
  return map.frameworks.flatMap((framework) =>
    map.controls
      .filter((control) => control.framework === framework.id)
      .map((control): ControlView => {
        const tagged = requirements.get(control.id) ?? []
        const assessed = tagged
          .flatMap((requirement) => {
            const found = byRequirement.get(requirement)
            return found === undefined ? [] : [{ requirement, look: requirementLook(found, requirement) }]
          })
          // A skipped case is no answer.
          .filter(({ look }) => look !== 'skip')
          .toSorted((left, right) => looks.indexOf(left.look) - looks.indexOf(right.look))
        const look = assessed[0]?.look ?? null
        const why = control.outside ?? (tagged.length === 0 ? NO_TAG : NOT_RUN)
        return { control, framework, assessed, look, notAssessed: look === null ? why : null }
      }),
  )
}

/** Ids of the controls that a case gives evidence about, without repeats. */
export function controlsOf({ suite }: RecordedRun, requirements: readonly string[]): readonly string[] {
  return [...new Set(requirements.flatMap((requirement) => suite.controls?.tags[requirement] ?? []))]
}
