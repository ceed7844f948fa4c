import type { RecordedRun } from '../evidence/types.ts'
import { isObject, jsonOf } from '../json/object.ts'
import { honestAnswers } from './readAnswers.ts'
import type { Fact } from './types.ts'

const STEPS: ReadonlySet<string> = new Set(['token', 'refresh', 'introspect'])

/** The scope values that the honest flows were granted, one fact each. */
export function scopeFacts(run: RecordedRun): Fact[] {
  const facts = new Map<string, Fact>()
  for (const { label, response } of honestAnswers(run)) {
    const body = STEPS.has(label.step) ? jsonOf(response?.body ?? '') : null
    if (!isObject(body) || typeof body.scope !== 'string') continue
    for (const scope of body.scope.split(' ').filter((one) => one !== '')) {
      const flow = label.caseId.replace(/-(closing|proof-at-par)$/, '')
      const where = `${flow} ${label.step} ${scope} [${label.variant ?? ''}]`
      facts.set(where, { area: 'scope', where, value: 'granted' })
    }
  }
  return [...facts.values()]
}
