type Node = Readonly<Record<string, unknown>>

/** Words for people and tools that say nothing about values; a JSON Schema validator would read some of them differently. */
const notes: ReadonlySet<string> = new Set([
  'example',
  'discriminator',
  'xml',
  'externalDocs',
  'deprecated',
  'nullable',
])

/** The bound that `exclusiveMinimum: true` of draft 5 makes exclusive. */
function bound(node: Node, plain: string, exclusive: string): Record<string, unknown> {
  if (typeof node[exclusive] !== 'boolean') return {}
  if (node[exclusive] === true && typeof node[plain] === 'number')
    return { [plain]: undefined, [exclusive]: node[plain] }
  return { [exclusive]: undefined }
}

/** `nullable` of a schema that says nothing else about the type is read as it is meant, though 3.0.3 says it has no effect. */
function nullable(node: Node): Node {
  const values = Array.isArray(node.enum) && !node.enum.includes(null) ? { enum: [...node.enum, null] } : {}
  if (typeof node.type === 'string') return { ...node, ...values, type: [node.type, 'null'] }
  return { anyOf: [node, { type: 'null' }] }
}

/**
 * One schema object of OpenAPI 3.0 (sections 4.7.24) in the words of JSON Schema 2020-12; the schemas inside are left to
 * the caller. `$ref` stands alone: what is beside it counts for nothing (section 4.7.23).
 */
export function fromOpenApi30(node: Node): Node {
  if (typeof node.$ref === 'string') return { $ref: node.$ref }
  const changes = {
    ...bound(node, 'minimum', 'exclusiveMinimum'),
    ...bound(node, 'maximum', 'exclusiveMaximum'),
  }
  const entries = Object.entries({ ...node, ...changes }).filter(
    ([name, value]) => !notes.has(name) && value !== undefined,
  )
  const converted = Object.fromEntries(entries)
  return node.nullable === true ? nullable(converted) : converted
}
