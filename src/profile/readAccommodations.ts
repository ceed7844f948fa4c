import type { Accommodations } from './accommodationTypes.ts'
import { ownParameters } from './ownParameters.ts'
import { complain, type TargetReader, type TargetYaml } from './targetReader.ts'

/** Reads `accommodate:`, a closed list of ways to go on past a known fault. */
export function readAccommodations(reader: TargetReader, yaml: TargetYaml['accommodate']): Accommodations {
  for (const name of Object.keys(yaml?.authorization_params ?? {})) {
    if (!ownParameters.includes(name)) continue
    complain(reader, ['accommodate', 'authorization_params', name], {
      message: `"${name}" is set by the flow itself`,
      expected: 'a further parameter, e.g. prompt',
      seen: null,
      hint: 'remove it',
    })
  }
  return yaml ?? {}
}
