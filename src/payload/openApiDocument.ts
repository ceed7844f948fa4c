import { describe } from '../yaml/describe.ts'
import type { Complaint, Issue, Path } from '../yaml/types.ts'
import { valueAt } from './jsonPointer.ts'
import { resolveRef } from './resolveRef.ts'
import { SchemaError } from './SchemaError.ts'
import type { SchemaFiles } from './schemaFiles.ts'
import type { Spot } from './types.ts'

export type Node = Readonly<Record<string, unknown>>

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A place below another one. */
export const below = ({ document, path }: Spot, ...more: Path): Spot => ({ document, path: [...path, ...more] })

export function issueAt({ document, path }: Spot, complaint: Complaint, anchor: 'key' | 'value' = 'value'): Issue {
  return document.issue({ ...complaint, path, anchor })
}

/** An object of an OpenAPI document that may be given by a reference, with the place where it really stands. */
export interface Found {
  readonly node: Node
  readonly spot: Spot
}

/** More references to references than anybody writes. */
const mostHops = 20

/**
 * Follows `$ref` until an object without one is reached.
 * @throws SchemaError where a reference leads nowhere, out, to the net or in a circle, or what is there is no mapping
 */
export function follow(start: Spot, files: SchemaFiles, what: string): Found {
  let spot = start
  for (let hop = 0; hop < mostHops; hop++) {
    const node = valueAt(spot)
    if (!isNode(node)) {
      const complaint = { message: `${what} is not a mapping`, expected: 'a mapping', seen: describe(node), hint: null }
      throw new SchemaError([issueAt(spot, complaint)])
    }
    if (typeof node.$ref !== 'string') return { node, spot }
    const at = below(spot, '$ref')
    const target = resolveRef(node.$ref, at, files)
    if (!('document' in target)) throw new SchemaError('message' in target ? [issueAt(at, target)] : target)
    spot = target
  }
  const complaint = { message: `the references of ${what} go in a circle`, expected: what, seen: null, hint: null }
  throw new SchemaError([issueAt(start, complaint)])
}
