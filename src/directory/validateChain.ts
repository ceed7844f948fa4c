import { isObject, type JsonObject } from '../json/object.ts'
import type { Candidate } from './findChains.ts'
import { applyPolicy, mergePolicies, PolicyError } from './metadataPolicy.ts'
import { headerFaults, keysIn, type Statement, signatureFault, timeFaults } from './statement.ts'
import type { ChainFault, ChainRule, PublicJwk } from './types.ts'

export interface ValidatedChain {
  readonly path: readonly string[]
  readonly faults: readonly ChainFault[]
  /** The entity's metadata after the policies of its superiors, by entity type. */
  readonly metadata: Readonly<Record<string, JsonObject>>
  /** Unix s: the earliest `exp`; null: there is none. */
  readonly expires: number | null
  /** Keys that the chain says the entity has, for what it signs in the federation. */
  readonly keys: readonly PublicJwk[]
  /** Claims of the anchor's configuration. */
  readonly anchor: JsonObject
}

export interface Anchor {
  readonly id: string
  readonly keys: readonly PublicJwk[]
}

const faults = (rule: ChainRule, details: readonly string[]): readonly ChainFault[] =>
  details.map((detail) => ({ rule, detail }))

/** Section 3.1.1: what a statement must have, besides times. */
function formFaults(statement: Statement): readonly ChainFault[] {
  const { name, claims } = statement
  const details = [...headerFaults(statement, 'entity-statement+jwt')]
  for (const member of ['iss', 'sub']) {
    if (typeof claims[member] !== 'string') details.push(`${name}: "${member}" is missing`)
  }
  const kids = keysIn(claims).map(({ kid }) => kid)
  if (kids.length === 0) details.push(`${name}: "jwks" is missing or has no key`)
  if (kids.some((kid) => typeof kid !== 'string' || kid === '') || new Set(kids).size < kids.length)
    details.push(`${name}: not every key of "jwks" has a "kid" of its own`)
  return faults('form', details)
}

/** Claims that are called critical would have to be understood; none beyond the specification is. */
function criticalFaults({ name, claims }: Statement): readonly ChainFault[] {
  const { crit } = claims
  if (crit === undefined) return []
  const what = Array.isArray(crit) ? crit.map(String).join(', ') : 'no list'
  return faults('critical', [`${name}: "crit" names ${what}, which is not understood here`])
}

/** Who says what about whom: `iss` and `sub` follow the path (section 10.2). */
function linkFaults({ path, statements }: Candidate): readonly ChainFault[] {
  const last = statements.length - 1
  const details = statements.flatMap(({ name, claims }, j) => {
    const issuer = j === last ? path.at(-1) : path[j]
    const subject = j === 0 || j === last ? issuer : path[j - 1]
    const wrong: string[] = []
    if (claims.sub !== subject) wrong.push(`${name}: "sub" is ${JSON.stringify(claims.sub)}`)
    if (claims.iss !== issuer) wrong.push(`${name}: "iss" is ${JSON.stringify(claims.iss)}`)
    return wrong
  })
  return faults('link', details)
}

/** Each statement is signed with a key that the one above it says its issuer has; the anchor's with a key known beforehand. */
async function signatureFaults(
  { statements, intermediates }: Candidate,
  anchor: Anchor,
): Promise<readonly ChainFault[]> {
  const last = statements.length - 1
  const checks = statements.flatMap((statement, j) => {
    const above = statements[j + 1]
    const own = j === 0 ? [signatureFault(statement, keysIn(statement.claims), 'its own "jwks"')] : []
    if (j === last || above === undefined)
      return [...own, signatureFault(statement, anchor.keys, 'the configured trust anchor')]
    return [...own, signatureFault(statement, keysIn(above.claims), above.name)]
  })
  const asides = intermediates.map((one) => signatureFault(one, keysIn(one.claims), 'its own "jwks"'))
  const found = await Promise.all([...checks, ...asides])
  return faults('signature', [...new Set(found.filter((fault) => fault !== null))])
}

/** RFC 5280 section 4.2.1.10: `.example.com` are all hosts below, `example.com` is that host. */
const inSubtree = (host: string, name: string): boolean => (name.startsWith('.') ? host.endsWith(name) : host === name)

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []

function namingFault(entity: string, constraints: JsonObject): string | null {
  const { naming_constraints: naming } = constraints
  if (!isObject(naming) || !URL.canParse(entity)) return null
  const host = new URL(entity).hostname
  if (strings(naming.excluded).some((name) => inSubtree(host, name))) return `excludes ${entity}`
  if (Array.isArray(naming.permitted) && !strings(naming.permitted).some((name) => inSubtree(host, name)))
    return `does not permit ${entity}`
  return null
}

/** Section 6.2: each subordinate statement may limit the chain below its issuer. */
function constraintFaults({ path, statements }: Candidate): readonly ChainFault[] {
  const details = statements.slice(1, -1).flatMap(({ name, claims }, index) => {
    const { constraints } = claims
    if (!isObject(constraints)) return []
    const wrong: string[] = []
    // Intermediates between the issuer of this statement and the entity at the end.
    const { max_path_length: most } = constraints
    if (typeof most === 'number' && index > most)
      wrong.push(`${name} allows ${most} intermediates below it, there are ${index}`)
    for (const entity of path.slice(0, index + 1)) {
      const naming = namingFault(entity, constraints)
      if (naming !== null) wrong.push(`${name} ${naming}`)
    }
    return wrong
  })
  return faults('constraints', details)
}

const objects = (value: unknown): Readonly<Record<string, JsonObject>> =>
  isObject(value)
    ? Object.fromEntries(Object.entries(value).filter((entry): entry is [string, JsonObject] => isObject(entry[1])))
    : {}

/** What the entity says, overlaid with what its superior says of it, without the types that it may not have. */
function givenMetadata({ statements }: Candidate): Readonly<Record<string, JsonObject>> {
  const [own, superior] = statements
  const said = objects(own?.claims.metadata)
  // Of a chain of one there is no statement by anybody else.
  const overlay = statements.length > 2 ? objects(superior?.claims.metadata) : {}
  const merged = Object.entries(said).map(([type, members]) => [type, { ...members, ...overlay[type] }] as const)
  const allowed = statements.slice(1, -1).flatMap(({ claims }) => {
    const types = isObject(claims.constraints) ? claims.constraints.allowed_entity_types : undefined
    return Array.isArray(types) ? [strings(types)] : []
  })
  const mayHave = (type: string): boolean =>
    type === 'federation_entity' || allowed.every((types) => types.includes(type))
  return Object.fromEntries(merged.filter(([type]) => mayHave(type)))
}

/** Section 6.1.4: policies from the top down, then applied. */
function resolvedMetadata(candidate: Candidate): Pick<ValidatedChain, 'metadata' | 'faults'> {
  const given = givenMetadata(candidate)
  const subordinate = candidate.statements.slice(1, -1).reverse()
  const critical = new Set(subordinate.flatMap(({ claims }) => strings(claims.metadata_policy_crit)))
  const policies = subordinate.flatMap(({ claims }) =>
    claims.metadata_policy === undefined ? [] : [claims.metadata_policy],
  )
  try {
    return { metadata: applyPolicy(mergePolicies(policies, critical), given), faults: [] }
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error
    return { metadata: {}, faults: faults('policy', [error.message]) }
  }
}

function expiryOf(statements: readonly Statement[]): number | null {
  const ends = statements.map(({ claims }) => claims.exp).filter((exp): exp is number => typeof exp === 'number')
  return ends.length === 0 ? null : Math.min(...ends)
}

/**
 * Validates a chain (OpenID Federation 1.0 sections 3.2, 6 and 10.2). All that is wrong is found, not only the first.
 * @param nowS Unix s
 */
export async function validateChain(candidate: Candidate, anchor: Anchor, nowS: number): Promise<ValidatedChain> {
  const { path, statements, intermediates } = candidate
  const all = [...statements, ...intermediates]
  const { metadata, faults: policyFaults } = resolvedMetadata(candidate)
  const above = statements[1]
  return {
    path,
    faults: [
      ...all.flatMap(formFaults),
      ...all.flatMap((statement) => faults('time', timeFaults(statement, nowS, true))),
      ...all.flatMap(criticalFaults),
      ...linkFaults(candidate),
      ...(await signatureFaults(candidate, anchor)),
      ...policyFaults,
      ...constraintFaults(candidate),
    ],
    metadata,
    expires: expiryOf(statements),
    keys: statements.length > 2 && above ? keysIn(above.claims) : keysIn(statements[0]?.claims ?? {}),
    anchor: statements.at(-1)?.claims ?? {},
  }
}
