import type { Profile } from '../profile/types.ts'
import type { Case, EachOf, Suite } from '../suite/types.ts'
import { endpointFeatures } from './features.ts'

type Entries = Pick<Profile, 'api' | 'useCases' | 'consents'>

/** Member of a case that names its entry, and the ids of the entries, by `each:`. */
const kinds: Readonly<
  Record<
    EachOf,
    { readonly member: 'endpoint' | 'useCase' | 'consent'; readonly ids: (profile: Entries) => readonly string[] }
  >
> = {
  endpoint: { member: 'endpoint', ids: ({ api }) => api?.endpoints.map(({ id }) => id) ?? [] },
  use_case: { member: 'useCase', ids: ({ useCases }) => useCases.map(({ id }) => id) },
  consent: { member: 'consent', ids: ({ consents }) => consents.map(({ id }) => id) },
}

/** A case about signed bodies or idempotency keys is made only for the endpoints that have them. */
function hasFeatures({ needs }: Case, id: string, { api }: Entries): boolean {
  const endpoint = api?.endpoints.find((one) => one.id === id)
  return (needs.features ?? []).every((name) => endpoint === undefined || (endpointFeatures[name]?.(endpoint) ?? true))
}

/** `payload-fits-schema` for endpoint `accounts` is `payload-fits-schema.accounts`: a stable id of its own. */
function expanded(definition: Case, profile: Entries): readonly Case[] {
  const { each, ...rest } = definition
  if (each === undefined) return [definition]
  const { member, ids } = kinds[each]
  const fitting = ids(profile).filter((id) => each !== 'endpoint' || hasFeatures(definition, id, profile))
  return fitting.map((id) => ({
    ...rest,
    id: `${definition.id}.${id}`,
    title: `${definition.title} (${id})`,
    [member]: id,
    of: definition.id,
  }))
}

/**
 * The suite with its cases for this profile: one with `each:` becomes one per endpoint, use case or consent. A profile
 * without such entries has none of it.
 */
export function expandCases(suite: Suite, profile: Entries): Suite {
  return { ...suite, cases: suite.cases.flatMap((definition) => expanded(definition, profile)) }
}
