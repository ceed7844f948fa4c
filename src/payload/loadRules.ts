import { basename, dirname, isAbsolute, relative } from 'node:path'
import { loadOperation } from './loadOperation.ts'
import { loadSchema } from './loadSchema.ts'
import type { DocumentCache } from './schemaFiles.ts'
import type { Operation, ResponseRule } from './types.ts'

/** Where the rules for the bodies of an endpoint stand; paths are absolute. */
export type RulesPlace =
  | { readonly kind: 'schema'; readonly file: string; readonly pointer: string | null; readonly folder: string }
  | { readonly kind: 'operation'; readonly file: string; readonly operationId: string; readonly folder: string }

/** What the bodies of an endpoint's answers have to be. */
export interface PayloadRules {
  /** For people: name of the file, with the operation where it is a part of one. */
  readonly title: string
  /** Absolute paths of all files that the rules were read from. */
  readonly files: readonly string[]
  /** null: the rules are a schema of the success body and say nothing else. */
  readonly operation: Operation | null
  /** The rule for the body of an answer; a schema alone is about answers of success only. */
  response(status: number, mediaType: string | null): ResponseRule
}

/** References may lead to all files of the profile's folder; a schema kept elsewhere has only its own. */
function folderOf({ folder, file }: RulesPlace): string {
  const way = relative(folder, file)
  return way.startsWith('..') || isAbsolute(way) ? dirname(file) : folder
}

const loaded = new WeakMap<RulesPlace, PayloadRules>()

/**
 * Loads the rules that a profile names for an endpoint; those of the same object only once.
 * @param cache files that were read already
 * @throws SchemaError with everything that is wrong, each with file, line and column
 */
export function loadRules(place: RulesPlace, cache?: DocumentCache): PayloadRules {
  const before = loaded.get(place)
  if (before !== undefined) return before
  const rules = load(place, cache ?? new Map())
  loaded.set(place, rules)
  return rules
}

function load(place: RulesPlace, cache: DocumentCache): PayloadRules {
  const folder = folderOf(place)
  if (place.kind === 'operation') {
    const operation = loadOperation(place.file, place.operationId, { folder, cache })
    const title = `${basename(place.file)} ${place.operationId}`
    return { title, files: operation.files, operation, response: operation.response }
  }
  const schema = loadSchema(place.file, { pointer: place.pointer ?? '', folder, cache })
  return {
    title: schema.title,
    files: schema.files,
    operation: null,
    response: (status) => (status >= 200 && status < 300 ? { kind: 'schema', schema } : { kind: 'nothing' }),
  }
}
