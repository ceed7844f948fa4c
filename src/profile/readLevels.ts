import { layerPlace } from './profileLayers.ts'
import { fromBase, note, type ProfileReader } from './profileReader.ts'
import type { RaisedLevel } from './raisedLevel.ts'

/**
 * `levels:` of the chain: a profile may raise what its base has raised further, never lower it. Whether they are above
 * those of the specifications can only be said with the requirements at hand.
 */
export function readLevels(reader: ProfileReader): readonly RaisedLevel[] {
  const found = new Map<string, RaisedLevel>()
  for (const layer of fromBase(reader)) {
    for (const [requirement, level] of Object.entries(layer.yaml.levels ?? {})) {
      const path = ['levels', requirement]
      if (found.get(requirement)?.level === 'must' && level === 'should') {
        note(
          reader,
          { layer, path },
          {
            message: `the level of "${requirement}" is lowered below that of the extended profile`,
            expected: 'must',
            seen: level,
            hint: 'levels may be raised only (FAPI2-SP-5.1.2): remove it',
          },
        )
      }
      found.set(requirement, { requirement, level, place: layerPlace(layer, path) })
    }
  }
  return [...found.values()]
}
