import { nearest } from '../yaml/suggest.ts'
import { below, type Found, follow, isNode, issueAt } from './openApiDocument.ts'
import { SchemaError } from './SchemaError.ts'
import type { SchemaFiles } from './schemaFiles.ts'
import type { Parameter, Spot } from './types.ts'

const methods: readonly string[] = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

/** An operation as it stands in its document. */
export interface OperationPlace {
  readonly method: string
  readonly path: string
  readonly operation: Found
  readonly parameters: readonly Parameter[]
}

interface Candidate {
  readonly id: string
  readonly path: string
  readonly method: string
  readonly item: Found
  readonly operation: Found
}

function candidates(root: Spot, paths: unknown, files: SchemaFiles): Candidate[] {
  if (!isNode(paths)) return []
  return Object.keys(paths)
    .filter((path) => path.startsWith('/'))
    .flatMap((path) => {
      const item = follow(below(root, 'paths', path), files, `"${path}"`)
      return methods.flatMap((method): Candidate[] => {
        if (!isNode(item.node[method])) return []
        // A reference is not allowed here, and made by tools that split documents.
        const operation = follow(below(item.spot, method), files, 'the operation')
        const id = operation.node.operationId
        return typeof id === 'string' ? [{ id, path, method, item, operation }] : []
      })
    })
}

function parametersOf(owner: Found, files: SchemaFiles): Parameter[] {
  const list = owner.node.parameters
  if (!Array.isArray(list)) return []
  return list.map((_, index) => {
    const { node } = follow(below(owner.spot, 'parameters', index), files, 'the parameter')
    const place = String(node.in)
    // Names of headers are the same in capital letters (RFC 9110 section 5.1).
    const name = place === 'header' ? String(node.name).toLowerCase() : String(node.name)
    return { name, in: place, required: node.required === true || place === 'path' }
  })
}

/** Parameters of the path hold for all of its operations, unless an operation has its own of the same name and place. */
function merged(shared: readonly Parameter[], own: readonly Parameter[]): Parameter[] {
  const isReplaced = (one: Parameter): boolean => own.some((other) => other.name === one.name && other.in === one.in)
  return [...shared.filter((one) => !isReplaced(one)), ...own]
}

function notThere(id: string, root: Spot, known: readonly Candidate[]): SchemaError {
  const near = nearest(
    id,
    known.map((one) => one.id),
  )
  const some = known.slice(0, 8).map((one) => one.id)
  const complaint = {
    message: `there is no operation "${id}"`,
    expected:
      some.length === 0 ? 'operations with an "operationId"' : `${some.join(', ')}${known.length > 8 ? ', ...' : ''}`,
    seen: null,
    hint: near === null ? null : `did you mean "${near}"?`,
  }
  return new SchemaError([issueAt(below(root, 'paths'), complaint, 'key')])
}

/**
 * Finds an operation by its id.
 * @param root the whole OpenAPI document
 * @throws SchemaError where there is none or there are two of this id
 */
export function findOperation(root: Spot, id: string, files: SchemaFiles): OperationPlace {
  const document = root.document.value
  const known = candidates(root, isNode(document) ? document.paths : null, files)
  const [found, twin] = known.filter((one) => one.id === id)
  if (found === undefined) throw notThere(id, root, known)
  if (twin !== undefined) {
    const seen = `${found.method.toUpperCase()} ${found.path} and ${twin.method.toUpperCase()} ${twin.path}`
    const complaint = { message: `two operations are called "${id}"`, expected: 'unique ids', seen, hint: null }
    throw new SchemaError([issueAt(below(twin.operation.spot, 'operationId'), complaint)])
  }
  const { operation } = found
  return {
    method: found.method.toUpperCase(),
    path: found.path,
    operation,
    parameters: merged(parametersOf(found.item, files), parametersOf(operation, files)),
  }
}
