import { suggest } from '../yaml/suggest.ts'
import { layerPlace, type ProfileYaml } from './profileLayers.ts'
import { checkId, mergedEntries, note, type ProfileReader } from './profileReader.ts'
import type { Endpoint, UseCase } from './types.ts'

type UseCaseYaml = NonNullable<ProfileYaml['use_cases']>[string]

/** `use_cases:` of the chain: endpoints that are there, and scopes that are enough for them. */
export function readUseCases(reader: ProfileReader, endpoints: readonly Endpoint[]): readonly UseCase[] {
  const entries = mergedEntries<UseCaseYaml>(reader, ({ yaml }) => yaml.use_cases, ['use_cases'])
  return entries.map((entry) => {
    const { yaml, layer, path, id } = entry
    checkId(reader, entry)
    yaml.endpoints.forEach((name, at) => {
      const spot = { layer, path: [...path, 'endpoints', at] }
      const found = endpoints.find((endpoint) => endpoint.id === name)
      const ids = endpoints.map((endpoint) => endpoint.id)
      const lacking = found?.scopes.filter((scope) => !yaml.scopes.includes(scope)) ?? []
      if (found === undefined) {
        const expected = ids.length === 0 ? 'an endpoint of "api"' : ids.join(', ')
        note(reader, spot, {
          message: `there is no endpoint "${name}"`,
          expected,
          seen: null,
          hint: suggest(name, ids),
        })
      } else if (lacking.length > 0) {
        const message = `endpoint "${name}" needs more than the use case asks for`
        const hint = 'add the scope to "scopes", or take the endpoint out'
        note(reader, spot, { message, expected: `scope ${lacking.join(' and ')}`, seen: yaml.scopes.join(' '), hint })
      }
    })
    const title = yaml.title ?? id.replaceAll('-', ' ')
    return { id, title, scopes: yaml.scopes, endpoints: yaml.endpoints, place: layerPlace(layer, path) }
  })
}
