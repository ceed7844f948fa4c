import { createRequire } from 'node:module'
import type { Document, Node, Pair } from 'yaml'
import { readScalar } from './readScalar.ts'
import { syntaxComplaint, tooDeep } from './syntaxComplaint.ts'
import type { Anchor, Complaint, Path } from './types.ts'

export interface Fault {
  readonly offset: number
  readonly complaint: Complaint
}

export interface FullResult {
  readonly value: unknown
  readonly faults: readonly Fault[]
  /** Offset of a value or key, of the nearest parent if the path does not exist. */
  offset(path: Path, anchor: Anchor): number
}

type YamlLibrary = typeof import('yaml')

const load = createRequire(import.meta.url)

/** Loads the library at the first file that needs it: it costs more time than reading the whole suite does. */
function library(): YamlLibrary {
  return load('yaml')
}

/** Reads any YAML 1.2 text with the `yaml` library, with the place of every node; never throws. */
export function parseFull(text: string): FullResult {
  const yaml = library()
  try {
    const document = yaml.parseDocument(text, { version: '1.2', schema: 'core', prettyErrors: false, strict: true })
    const faults: Fault[] = document.errors.map((error) => ({
      offset: error.pos[0],
      complaint: syntaxComplaint(error.code, error.message),
    }))
    const value = toValue(yaml, document.contents, faults)
    return { value, faults, offset: (path, anchor) => offsetOf(yaml, document, path, anchor) }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { value: null, faults: [{ offset: 0, complaint: tooDeep }], offset: () => 0 }
  }
}

function start(node: Node | null): number {
  return node?.range?.[0] ?? 0
}

function refuse(faults: Fault[], node: Node, message: string, hint: string): void {
  faults.push({ offset: start(node), complaint: { message, expected: null, seen: null, hint } })
}

function toValue(yaml: YamlLibrary, node: unknown, faults: Fault[]): unknown {
  if (!yaml.isNode(node)) return null
  if (yaml.isAlias(node)) {
    refuse(faults, node, `alias "*${node.source}" is not allowed`, 'write the value out; these files have no aliases')
    return null
  }
  if (node.anchor !== undefined) {
    refuse(faults, node, `anchor "&${node.anchor}" is not allowed`, 'leave it out; these files have no aliases')
  }
  if (node.tag !== undefined) {
    refuse(
      faults,
      node,
      `tag "${node.tag}" is not allowed`,
      'leave it out; put text that looks like a number in quotes',
    )
  }
  if (yaml.isSeq(node)) return node.items.map((item) => toValue(yaml, item, faults))
  if (yaml.isMap(node)) return toMapping(yaml, node.items, faults)
  if (!yaml.isScalar(node)) return null
  if (node.type !== yaml.Scalar.PLAIN) return node.value
  const source = node.source ?? ''
  const { value, odd } = readScalar(source)
  if (odd) {
    const hint = `put it in quotes if text is meant, else write ${String(value)}`
    faults.push({ offset: start(node), complaint: oddScalar(source, value, hint) })
  }
  return value
}

function oddScalar(source: string, value: unknown, hint: string): Complaint {
  return {
    message: `"${source}" is easily misread`,
    expected: 'text in quotes, or a number, true, false or null in its usual form',
    seen: `"${source}", which YAML reads as ${typeof value === 'number' ? `the number ${value}` : String(value)}`,
    hint,
  }
}

function toMapping(yaml: YamlLibrary, pairs: readonly Pair[], faults: Fault[]): Record<string, unknown> {
  const mapping: Record<string, unknown> = {}
  for (const pair of pairs) {
    const value = toValue(yaml, pair.value, faults)
    const key = yaml.isNode(pair.key) ? toValue(yaml, pair.key, faults) : null
    if (typeof key === 'string' && key !== '__proto__') mapping[key] = value
    else if (yaml.isNode(pair.key)) {
      const shown = yaml.isScalar(pair.key) ? ` "${pair.key.source ?? ''}"` : ''
      refuse(
        faults,
        pair.key,
        `key${shown} is not a name`,
        'a key is text; put it in quotes if it has to look like this',
      )
    }
  }
  return mapping
}

/** Offset of a value or key, of the nearest parent if the path does not exist. */
export function offsetOf(yaml: YamlLibrary, document: Document.Parsed, path: Path, anchor: Anchor): number {
  let node: unknown = document.contents
  let key: Node | null = null
  let offset = yaml.isNode(node) ? start(node) : 0
  for (const part of path) {
    let next: unknown = null
    if (yaml.isSeq(node) && typeof part === 'number') {
      next = node.items[part]
      key = null
    } else if (yaml.isMap(node)) {
      const pair: Pair | undefined = node.items.find(
        (item) => yaml.isScalar(item.key) && String(item.key.value) === part,
      )
      next = pair?.value
      key = pair !== undefined && yaml.isNode(pair.key) ? pair.key : null
    }
    if (!yaml.isNode(next)) return key === null ? offset : start(key)
    node = next
    offset = start(next)
  }
  return anchor === 'key' && key !== null ? start(key) : offset
}
