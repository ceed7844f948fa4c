import { dirname, resolve } from 'node:path'
import { suggest } from '../yaml/suggest.ts'
import type { Complaint, Issue, Path, YamlDocument } from '../yaml/types.ts'
import { lookUp, pointerTokens, toPointer } from './jsonPointer.ts'
import type { SchemaFiles } from './schemaFiles.ts'
import type { Spot } from './types.ts'

const SCHEME = /^[a-z][a-z0-9+.-]*:/i

/** Decodes `%7B`; text that is no percent-encoding stays as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const isNode = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Where the schema resource around a place starts: the nearest value above it, or itself, with an `$id` of its own. */
function resourceOf({ document, path }: Spot): Path {
  let value: unknown = document.value
  let base: Path = []
  for (const [depth, part] of path.entries()) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined
    if (isNode(value) && typeof value.$id === 'string' && !value.$id.startsWith('#')) base = path.slice(0, depth + 1)
  }
  return base
}

/** All places of a document whose value is a mapping with this member. */
function* withMember(value: unknown, name: string, path: Path, depth: number): Generator<[string, Path]> {
  if (typeof value !== 'object' || value === null || depth > 100) return
  const own = isNode(value) ? value[name] : undefined
  if (typeof own === 'string') yield [own, path]
  for (const [key, member] of Object.entries(value)) {
    yield* withMember(member, name, [...path, Array.isArray(value) ? Number(key) : key], depth + 1)
  }
}

function find(document: YamlDocument, name: string, wanted: string): Path | null {
  for (const [own, path] of withMember(document.value, name, [], 0)) if (own === wanted) return path
  return null
}

/** A schema with this `$id` in one of the files read so far. */
function known(files: SchemaFiles, uri: string): Spot | null {
  for (const document of files.read) {
    const path = find(document, '$id', uri) ?? find(document, '$id', `${uri}#`)
    if (path !== null) return { document, path }
  }
  return null
}

function absolute(reference: string, base: unknown): string | null {
  try {
    return new URL(reference, typeof base === 'string' ? base : undefined).href
  } catch {
    return null
  }
}

/** The resource that the part of a reference before its `#` names. */
function resource(reference: string, from: Spot, files: SchemaFiles): Spot | Complaint | readonly Issue[] {
  const base = resourceOf(from)
  if (reference === '') return { document: from.document, path: base }
  const id = lookUp(from.document.value, base.map(String))?.value
  const uri = absolute(reference, isNode(id) ? id.$id : undefined)
  const embedded = uri === null ? null : known(files, uri)
  if (embedded !== null) return embedded
  if (SCHEME.test(reference) || reference.startsWith('//')) {
    const hint = 'save it beside this file and refer to it by a relative path'
    return { message: '"$ref" is remote, and nothing is ever fetched', expected: 'a file', seen: reference, hint }
  }
  const loaded = files.refer(resolve(dirname(from.document.file), decoded(reference)))
  return 'value' in loaded ? { document: loaded, path: [] } : loaded
}

function nowhere(pointer: string, root: unknown): Complaint {
  const tokens = pointerTokens(pointer)
  let depth = tokens.length
  let parent = lookUp(root, tokens.slice(0, depth))
  while (parent === null && depth > 0) parent = lookUp(root, tokens.slice(0, --depth))
  const names = isNode(parent?.value) ? Object.keys(parent.value) : []
  const missing = tokens[depth] ?? ''
  return {
    message: `"$ref" leads nowhere: there is no ${JSON.stringify(missing)} in ${depth === 0 ? 'the document' : toPointer(tokens.slice(0, depth))}`,
    expected: 'a JSON pointer to a schema',
    seen: pointer,
    hint: suggest(missing, names),
  }
}

/**
 * What a `$ref` refers to: a place in the same file, in another one of the folder, or a schema known by its `$id` or
 * `$anchor` (JSON Schema 2020-12 core, section 8.2). Nothing is ever fetched.
 */
export function resolveRef(reference: string, from: Spot, files: SchemaFiles): Spot | Complaint | readonly Issue[] {
  const hash = reference.indexOf('#')
  const target = resource(hash < 0 ? reference : reference.slice(0, hash), from, files)
  if (!('document' in target)) return target
  const { document, path } = target
  const fragment = hash < 0 ? '' : decoded(reference.slice(hash + 1))
  const root = lookUp(document.value, path.map(String))?.value
  if (fragment === '' || fragment.startsWith('/')) {
    const found = lookUp(root, pointerTokens(fragment))
    return found === null ? nowhere(fragment, root) : { document, path: [...path, ...found.path] }
  }
  const named =
    find(document, '$anchor', fragment) ??
    find(document, '$dynamicAnchor', fragment) ??
    find(document, '$id', `#${fragment}`)
  if (named !== null) return { document, path: named }
  const names = [...withMember(document.value, '$anchor', [], 0)].map(([name]) => name)
  const hint = suggest(fragment, names)
  return { message: '"$ref" leads nowhere', expected: 'a JSON pointer or an "$anchor"', seen: `#${fragment}`, hint }
}
