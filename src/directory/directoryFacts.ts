import type { Directory, DirectoryAnswer, DirectorySubject, RegisteredOrganisation, RegisteredServer } from './types.ts'

/** Whether the directory knows the target: `registered` alone lets a run certify. */
export type Registration = 'registered' | 'unregistered' | 'unknown'

/** `run.directory` of `run.json`. */
export interface DirectoryFacts {
  readonly source: Directory['source']
  /** The file or URL. */
  readonly name: string
  readonly registration: Registration
  /** Why it is not registered, or not known; what was found otherwise. */
  readonly reason: string
  /** Id of the organisation in the directory; null: not found. */
  readonly organisation: string | null
  /** sha256:... of what the directory said; null: it said nothing. */
  readonly digest: string | null
}

const wellKnown = /\/\.well-known\/(openid-configuration|oauth-authorization-server)/

/** The issuer that a registered discovery document is of (OpenID Connect Discovery 4, RFC 8414 section 3). */
export const issuerOfDiscovery = (url: string): string => url.replace(wellKnown, '')

const withoutSlash = (url: string): string => url.replace(/\/$/, '')

/** True if the directory lists this server under that issuer. An issuer is compared exactly (RFC 8414 section 3.3). */
export function isServerOf({ issuer, discovery }: RegisteredServer, sought: string): boolean {
  if (issuer !== null) return issuer === sought
  // Both locations drop the slash at the end before they add their path.
  return discovery !== null && withoutSlash(issuerOfDiscovery(discovery)) === withoutSlash(sought)
}

/** Clients that no application in force has; [] where the directory does not publish applications. */
function strangers({ applications }: RegisteredOrganisation, clients: readonly string[]): readonly string[] {
  if (applications === null) return []
  return clients.filter((id) => !applications.some((one) => one.standing.active && one.clients.includes(id)))
}

function standingOf(
  answer: DirectoryAnswer,
  { issuer, clients }: DirectorySubject,
): Pick<DirectoryFacts, 'registration' | 'reason'> {
  if (answer.kind === 'unknown') return { registration: 'unknown', reason: answer.reason }
  if (answer.kind !== 'found') return { registration: 'unregistered', reason: answer.reason }
  const { organisation, clientOrganisation } = answer.record
  const inactive = [organisation, clientOrganisation].find(({ standing }) => !standing.active)
  if (inactive !== undefined)
    return { registration: 'unregistered', reason: `organisation ${inactive.id} is ${inactive.standing.word}` }
  const servers = organisation.servers.filter((server) => isServerOf(server, issuer))
  if (!servers.some(({ standing }) => standing.active)) {
    const [server] = servers
    const reason = server
      ? `server ${server.id} is ${server.standing.word}`
      : `organisation ${organisation.id} has no server of issuer ${issuer}`
    return { registration: 'unregistered', reason }
  }
  const unbound = strangers(clientOrganisation, clients)
  if (unbound.length > 0) {
    const reason = `organisation ${clientOrganisation.id} has no active application with client ${unbound.join(', ')}`
    return { registration: 'unregistered', reason }
  }
  return { registration: 'registered', reason: `organisation ${organisation.id} (${organisation.name})` }
}

/** What a run keeps of its directory. */
export function directoryFacts(
  { source, name }: Directory,
  answer: DirectoryAnswer,
  subject: DirectorySubject,
): DirectoryFacts {
  const organisation = answer.kind === 'found' ? answer.record.organisation.id : null
  return { source, name, ...standingOf(answer, subject), organisation, digest: answer.digest }
}
