import { isObject, type JsonObject } from '../json/object.ts'
import { type ChainOutcome, chainOf } from './chainOf.ts'
import { type EntityFetcher, federationEntity } from './fetchEntity.ts'
import { trustMarksOf } from './findChains.ts'
import { textIn } from './json.ts'
import { headerFaults, keysIn, readStatement, type Statement, signatureFault, timeFaults } from './statement.ts'
import type { TrustMarkFact, TrustMarkRule } from './types.ts'
import type { Anchor } from './validateChain.ts'

type Fault = TrustMarkFact['faults'][number]

const fault = (rule: TrustMarkRule, details: readonly (string | null)[]): readonly Fault[] =>
  details.flatMap((detail) => (detail === null ? [] : [{ rule, detail }]))

/** What checking a mark needs to know of the federation. */
export interface MarkSetting {
  readonly fetcher: EntityFetcher
  readonly anchor: Anchor
  /** Claims of the anchor's configuration: whom it lets issue which marks. */
  readonly anchorClaims: JsonObject
  /** What is wrong with the entity's own chain: if that is what breaks the issuer's, nothing is known of the mark. */
  readonly ownFaults: readonly string[]
}

/** Section 3.1.2: an empty list lets anybody issue marks of that type. A type that is not listed is not told about. */
function accreditationFault(mark: Statement, { anchorClaims }: MarkSetting): string | null {
  const { trust_mark_issuers: issuers } = anchorClaims
  const listed = isObject(issuers) ? issuers[String(mark.claims.trust_mark_type)] : undefined
  if (!Array.isArray(listed) || listed.length === 0 || listed.includes(mark.claims.iss)) return null
  return `${mark.name}: ${String(mark.claims.iss)} is not among the issuers that the trust anchor names for it`
}

/** Sections 7.2.2 and 7.3 items 8 and 9: a mark that belongs to somebody else than its issuer. */
async function delegationFaults(mark: Statement, { anchorClaims, fetcher }: MarkSetting): Promise<readonly Fault[]> {
  const { delegation, iss, trust_mark_type: type } = mark.claims
  const { trust_mark_owners: owners } = anchorClaims
  const owner = isObject(owners) ? owners[String(type)] : undefined
  if (delegation === undefined)
    return fault('delegation', [isObject(owner) ? `${mark.name}: it has an owner, and no "delegation"` : null])
  const read = typeof delegation === 'string' ? readStatement(`the delegation of ${mark.name}`, delegation) : null
  if (read === null) return fault('delegation', [`${mark.name}: "delegation" is no signed JWT`])
  if (!isObject(owner)) return fault('delegation', [`${mark.name}: the trust anchor names no owner for it`])
  const { name, claims } = read
  return fault('delegation', [
    ...headerFaults(read, 'trust-mark-delegation+jwt'),
    ...timeFaults(read, fetcher.nowS, false),
    claims.iss === owner.sub ? null : `${name}: "iss" is not the owner ${String(owner.sub)}`,
    claims.sub === iss ? null : `${name}: "sub" is not the issuer of the mark`,
    claims.trust_mark_type === type ? null : `${name}: it is for another type of mark`,
    await signatureFault(read, keysIn(owner), 'the owner'),
  ])
}

/** Section 8.4: the issuer may say that a mark is no longer active. */
async function statusFaults(
  mark: Statement,
  issuer: ChainOutcome & { kind: 'chain' },
  { fetcher }: MarkSetting,
): Promise<readonly Fault[] | string> {
  const endpoint = textIn(federationEntity(issuer.own).federation_trust_mark_status_endpoint)
  if (endpoint === null || !endpoint.startsWith('https://') || !URL.canParse(endpoint)) return []
  const answer = await fetcher.status(endpoint, mark.jwt, `the status of ${mark.name}`)
  if (answer.kind === 'missing')
    return fault('status', [`${mark.name}: its issuer does not know it (${answer.reason})`])
  if (answer.kind === 'failed') return answer.reason
  const { statement } = answer
  const untrusted = [
    ...headerFaults(statement, 'trust-mark-status-response+jwt'),
    await signatureFault(statement, issuer.chain.keys, String(mark.claims.iss)),
    statement.claims.trust_mark === mark.jwt ? null : `${statement.name}: it is about another mark`,
  ].find((one) => one !== null)
  if (untrusted !== undefined) return untrusted
  const { status } = statement.claims
  return fault('status', [status === 'active' ? null : `${mark.name}: its issuer says it is "${String(status)}"`])
}

const readMark = (type: string, entry: JsonObject): Statement | null =>
  typeof entry.trust_mark === 'string' ? readStatement(`trust mark ${type}`, entry.trust_mark) : null

/** Validates one mark of that type (OpenID Federation 1.0 section 7.3). */
async function checkOne(type: string, entity: string, entry: JsonObject, setting: MarkSetting): Promise<TrustMarkFact> {
  const mark = readMark(type, entry)
  const result = (faults: readonly Fault[], detail = '', unknown: string | null = null): TrustMarkFact => ({
    type,
    faults,
    detail,
    unknown,
  })
  if (mark === null) return result(fault('form', [`trust mark ${type} is no signed JWT`]))
  const { iss, sub, exp } = mark.claims
  const simple = [
    ...fault('form', headerFaults(mark, 'trust-mark+jwt')),
    ...fault('form', [
      mark.claims.trust_mark_type === type ? null : `${mark.name}: the JWT is of another trust_mark_type`,
    ]),
    ...fault('subject', [sub === entity ? null : `${mark.name}: "sub" is ${JSON.stringify(sub)}, not ${entity}`]),
    ...fault('time', timeFaults(mark, setting.fetcher.nowS, false)),
    ...fault('issuer', [accreditationFault(mark, setting)]),
    ...(await delegationFaults(mark, setting)),
  ]
  if (typeof iss !== 'string') return result([...simple, ...fault('issuer', [`${mark.name}: "iss" is missing`])])
  const issuer = await chainOf(setting.fetcher, iss, setting.anchor)
  if (issuer.kind === 'failed') return result(simple, '', `the issuer of ${mark.name}: ${issuer.reason}`)
  if (issuer.kind === 'none') return result([...simple, ...fault('issuer', [`${mark.name}: ${issuer.reason}`])])
  const [broken] = issuer.chain.faults
  if (broken !== undefined && setting.ownFaults.includes(broken.detail))
    return result(simple, '', `the issuer of ${mark.name}: ${broken.detail}`)
  if (broken !== undefined)
    return result([...simple, ...fault('issuer', [`${mark.name}: its issuer is not trusted: ${broken.detail}`])])
  const signed = await signatureFault(mark, issuer.chain.keys, iss)
  // What is wrong in itself need not be asked about.
  const status = simple.length > 0 || signed !== null ? [] : await statusFaults(mark, issuer, setting)
  const until = typeof exp === 'number' ? `until ${new Date(exp * 1000).toISOString()}` : 'without an end'
  const detail = `trust mark ${type} of ${iss}, ${until}`
  if (typeof status === 'string') return result([...simple, ...fault('signature', [signed])], detail, status)
  return result([...simple, ...fault('signature', [signed]), ...status], detail)
}

/**
 * Whether an entity has a valid trust mark of that type. Of several the best counts.
 * @param own the entity's configuration
 */
export async function checkTrustMark(
  type: string,
  entity: string,
  own: Statement,
  setting: MarkSetting,
): Promise<TrustMarkFact> {
  const entries = trustMarksOf(own).filter((entry) => entry.trust_mark_type === type)
  const facts = await Promise.all(entries.map((entry) => checkOne(type, entity, entry, setting)))
  const [best] = facts.sort((a, b) => a.faults.length - b.faults.length)
  const none = `${own.name} has no trust mark ${type}`
  return best ?? { type, faults: fault('present', [none]), detail: '', unknown: null }
}
