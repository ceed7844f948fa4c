import { createHash, X509Certificate } from 'node:crypto'
import { isObject, type JsonObject } from '../json/object.ts'
import { thumbprintOf } from '../json/thumbprint.ts'
import { objectsIn, textIn } from './json.ts'
import type {
  Certification,
  RegisteredApplication,
  RegisteredCertificate,
  RegisteredKey,
  RegisteredOrganisation,
  RegisteredServer,
  Standing,
} from './types.ts'

/** An organisation of a participants document, with the names that people may know it by. */
export interface Participant extends RegisteredOrganisation {
  readonly names: readonly string[]
}

const dayMs = 86_400_000

/** `2026-02-01T...Z`, `2026-02-01`, or the `01/02/2026` (day first) that directories of this kind write. Unix ms, or null. */
function timeOf(value: unknown): number | null {
  const text = textIn(value)
  if (text === null) return null
  const dayFirst = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text)
  const iso = dayFirst === null ? text : `${dayFirst[3]}-${dayFirst[2]}-${dayFirst[1]}`
  const time = Date.parse(iso)
  if (Number.isNaN(time)) return null
  // A day counts to its end.
  return /^\d{4}-\d{2}-\d{2}$/.test(iso) ? time + dayMs : time
}

/** In force by its status, and until its last day. No status: being listed is all there is. */
function standingOf(status: unknown, until: unknown, now: number): Standing {
  const word = textIn(status) ?? 'listed'
  const end = timeOf(until)
  if (end !== null && end <= now)
    return { active: false, word: `expired on ${new Date(end).toISOString().slice(0, 10)}` }
  return { active: /^(active|listed)$/i.test(word), word }
}

function certificateIn(entry: JsonObject): X509Certificate | null {
  const first: unknown = Array.isArray(entry.x5c) ? entry.x5c[0] : null
  if (typeof first !== 'string') return null
  try {
    return new X509Certificate(Buffer.from(first, 'base64'))
  } catch {
    return null
  }
}

const hexOf = (base64url: string): string => Buffer.from(base64url, 'base64url').toString('hex')

function fingerprintIn(entry: JsonObject): string | null {
  const certificate = certificateIn(entry)
  if (certificate !== null) return createHash('sha256').update(certificate.raw).digest('hex')
  const given = textIn(entry.x5thashS256) ?? textIn(entry['x5t#S256'])
  return given === null ? null : hexOf(given)
}

function thumbprintIn(entry: JsonObject): string | null {
  const own = thumbprintOf(entry)
  if (own !== null) return own
  const certificate = certificateIn(entry)
  return certificate === null ? null : thumbprintOf({ ...certificate.publicKey.export({ format: 'jwk' }) })
}

interface Credentials {
  readonly keys: readonly RegisteredKey[] | null
  readonly certificates: readonly RegisteredCertificate[] | null
}

/** Certificates and keys stand in one list: an entry may be a JWK, a certificate, or both. */
function credentialsIn(list: unknown, now: number): Credentials {
  const entries = objectsIn(list)
  if (entries === null) return { keys: null, certificates: null }
  const standing = (entry: JsonObject): Standing => standingOf(entry.Status, entry.ExpiryDateTime, now)
  return {
    keys: entries.flatMap((entry) => {
      const thumbprint = thumbprintIn(entry)
      return thumbprint === null ? [] : [{ thumbprint, standing: standing(entry) }]
    }),
    certificates: entries.flatMap((entry) => {
      const fingerprint256 = fingerprintIn(entry)
      return fingerprint256 === null ? [] : [{ fingerprint256, standing: standing(entry) }]
    }),
  }
}

/** Names of the roles in force. */
function rolesIn(claims: unknown): readonly string[] | null {
  const entries = objectsIn(claims)
  if (entries === null) return null
  return entries.flatMap(({ Role: role, Status: status }) => {
    const name = textIn(role)
    return name !== null && standingOf(status, null, 0).active ? [name] : []
  })
}

function certificationsIn(list: unknown, now: number): readonly Certification[] | null {
  const entries = objectsIn(list)
  if (entries === null) return null
  return entries.map((entry) => {
    const words = [entry.ProfileType, entry.ProfileVariant, entry.ProfileVersion].map(textIn)
    const name = words.filter((word) => word !== null).join(' ') || 'a certification'
    const { word, active } = standingOf(entry.Status, entry.CertificationExpirationDate, now)
    return { name, standing: { word, active: active || /certified$/i.test(word) } }
  })
}

const serverIn = (now: number, entry: JsonObject): RegisteredServer => ({
  id: textIn(entry.AuthorisationServerId) ?? '',
  issuer: textIn(entry.Issuer),
  discovery: textIn(entry.OpenIDDiscoveryDocument),
  jwksUri: null,
  keys: null,
  certificates: null,
  certifications: certificationsIn(entry.AuthorisationServerCertifications, now),
  standing: standingOf(entry.Status, entry.RetirementDate, now),
})

/** Software statements come plain, or wrapped with their certificates and roles beside them. */
function applicationIn(now: number, organisationContacts: unknown, entry: JsonObject): RegisteredApplication {
  const details = isObject(entry.SoftwareDetails) ? entry.SoftwareDetails : entry
  const contacts = objectsIn(details.Contacts ?? entry.Contacts ?? organisationContacts)
  const owner = ['Owner', 'OnBehalfOf'].map((name) => textIn(details[name])).find((name) => name !== null)
  const clients = [details.ClientId, details.SoftwareStatementId].map(textIn).filter((id) => id !== null)
  return {
    id: textIn(details.SoftwareStatementId) ?? '',
    name: textIn(details.ClientName),
    clients,
    standing: standingOf(details.Status, null, now),
    owner: owner ?? null,
    contacts: contacts?.length ?? null,
    namesOwners: Object.hasOwn(details, 'Owner') || Object.hasOwn(details, 'OnBehalfOf'),
    roles: rolesIn(entry.SoftwareAuthorityClaims),
    ...credentialsIn(entry.SoftwareCertificates, now),
  }
}

function participantIn(now: number, entry: JsonObject): Participant {
  const details = isObject(entry.OrganisationDetails) ? entry.OrganisationDetails : entry
  const names = [details.OrganisationName, details.LegalEntityName, details.RegisteredName]
    .map(textIn)
    .filter((name) => name !== null)
  const claims = [entry.OrgDomainClaims, entry.OrgDomainRoleClaims].map(objectsIn).filter((list) => list !== null)
  const applications = objectsIn(entry.SoftwareStatements)
  return {
    id: textIn(details.OrganisationId) ?? '',
    name: names[0] ?? '',
    names,
    standing: standingOf(details.Status, null, now),
    // The authority of a domain has looked at who they are when it says yes to their claims.
    verified:
      claims.length === 0 ? null : claims.flat().some(({ Status: status }) => standingOf(status, null, now).active),
    servers: (objectsIn(entry.AuthorisationServers) ?? []).map((server) => serverIn(now, server)),
    applications: applications?.map((one) => applicationIn(now, entry.Contacts, one)) ?? null,
  }
}

/**
 * Reads a participants document in the shape that directories of the Raidiam kind publish: a list of organisations with
 * their authorization servers and, where they are published, their software statements. Members that it lacks are null.
 * @param now Unix ms; what has expired by then is not in force
 * @returns null if it is no such document
 */
export function readParticipants(document: unknown, now: number): readonly Participant[] | null {
  const list = isObject(document) && Array.isArray(document.data) ? document.data : document
  if (!Array.isArray(list)) return null
  const entries = list.filter(isObject).map((entry) => participantIn(now, entry))
  const known = entries.filter(({ id }) => id !== '')
  return list.length > 0 && known.length === 0 ? null : known
}
