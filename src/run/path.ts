import { needsOwnToken } from '../mutations/compile.ts'
import type { Case, StepName } from '../suite/types.ts'

/** Steps that lead to an access token, by grant. */
const towardsToken: Readonly<Record<string, readonly StepName[]>> = {
  authorization_code: ['par', 'authorize', 'token'],
  client_credentials: ['token'],
}

/** The steps that lead to an access token. */
export const tokenPath = (grant: string): StepName[] => [...(towardsToken[grant] ?? [])]

/** The steps that a grant cannot do without, up to the use of the access token. */
export const requiredPath = (grant: string): StepName[] => [...(towardsToken[grant] ?? []), 'resource']

/** Last step of a flow whose change must be accepted: the resource, unless the change comes at a later kind of step. */
function lastStep(definition: Case): StepName {
  const steps = definition.at.map((location) => location.step)
  const { expect } = definition
  if (expect?.step) return expect.step
  const last = steps.at(-1) ?? 'resource'
  if (expect?.kind === 'reject') return expect.by ?? last
  const towards: readonly StepName[] = ['par', 'authorize', 'token', 'resource']
  return towards.includes(last) ? 'resource' : last
}

/** The steps a case walks: as far as needed to make its change and to see what comes of it. */
export function pathOf(definition: Case, grant: string): StepName[] {
  const prefix = towardsToken[grant] ?? []
  const end = lastStep(definition)
  const until = prefix.indexOf(end)
  if (until >= 0) return prefix.slice(0, until + 1)
  const beyond = definition.at.map((location) => location.step).filter((step) => !prefix.includes(step))
  return [...new Set([...prefix, ...beyond.filter((step) => step !== end), end])]
}

/** Steps whose cases may share one access token: they use it up in no way. */
const sharing: readonly StepName[] = ['resource', 'userinfo', 'introspect', 'introspect_jwt']

/** True if everything before the change is the honest way to a token, so that one token serves many cases. */
export function sharesToken(definition: Case): boolean {
  const { at, mutate, expect } = definition
  if (needsOwnToken(definition)) return false
  if (at.length === 0 || !mutate || mutate.user !== undefined || mutate.after !== undefined) return false
  const end = expect?.step ?? expect?.by ?? null
  return at.every((location) => sharing.includes(location.step)) && (end === null || sharing.includes(end))
}
