import { describe } from '../yaml/describe.ts'
import { fromBase, note, type ProfileReader } from './profileReader.ts'
import type { Profile, Variant } from './types.ts'

type Allowed = Partial<Record<keyof Variant, readonly unknown[]>>

/** `variants:` of the chain: a profile may allow less than its base, never more; what it does not name it inherits. */
export function readProfileVariants(reader: ProfileReader): Profile['variants'] {
  const allowed: Allowed = {}
  for (const layer of fromBase(reader)) {
    for (const [feature, values] of Object.entries(layer.yaml.variants ?? {}) as [
      keyof Variant,
      readonly unknown[],
    ][]) {
      const base = allowed[feature]
      values.forEach((value, at) => {
        if (base === undefined || base.includes(value)) return
        note(
          reader,
          { layer, path: ['variants', feature, at] },
          {
            message: `"${feature}" allows what the extended profile does not`,
            expected: `a part of ${base.join(', ')}`,
            seen: describe(value),
            hint: 'remove it, or extend another profile',
          },
        )
      })
      allowed[feature] = values
    }
  }
  return allowed as Profile['variants']
}
