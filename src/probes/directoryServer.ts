import { isServerOf, issuerOfDiscovery } from '../directory/directoryFacts.ts'
import type { DirectoryRecord, RegisteredServer } from '../directory/types.ts'
import { thumbprintOf } from '../json/thumbprint.ts'
import { askRecord, type DirectoryFinding, finding, listed, notPublished, serverName } from './directoryAnswers.ts'
import { handshake } from './handshakes.ts'
import { serverHosts } from './serverHosts.ts'
import type { Probe, ProbeContext } from './types.ts'

/** What the server calls itself; the target file's word where it does not say. */
const issuerOf = ({ metadata, target }: ProbeContext): string =>
  typeof metadata.issuer === 'string' ? metadata.issuer : target.issuer

const serversOf = ({ organisation }: DirectoryRecord, issuer: string): readonly RegisteredServer[] =>
  organisation.servers.filter((server) => isServerOf(server, issuer))

const unread: DirectoryFinding = {
  kind: 'unknown',
  reason: 'the metadata of the server could not be read',
  attributed: 'as',
}

/**
 * Asks about the entry of the server: that of its issuer, or the only one that there is. Which one is meant can otherwise not be
 * told, and that the issuer differs is a question of its own.
 */
const ofServer = (
  ask: (server: RegisteredServer, context: ProbeContext) => DirectoryFinding | Promise<readonly DirectoryFinding[]>,
): Probe =>
  askRecord(async (record, context) => {
    const { servers } = record.organisation
    const [server] = serversOf(record, issuerOf(context))
    const meant = server ?? (servers.length === 1 ? servers[0] : undefined)
    if (meant === undefined) return [{ kind: 'not-applicable', reason: 'the directory has no entry for this server' }]
    const found = await ask(meant, context)
    return Array.isArray(found) ? found : [found as DirectoryFinding]
  })

/** The issuer is that of a server which the directory lists for the organisation. */
export const issuerRegistered: Probe = askRecord((record, context) => {
  if (context.metadata.issuer === undefined) return [unread]
  const issuer = issuerOf(context)
  const known = record.organisation.servers.flatMap(
    (server) => server.issuer ?? (server.discovery === null ? [] : issuerOfDiscovery(server.discovery)),
  )
  const [server] = serversOf(record, issuer)
  const expected = `an issuer that is registered for organisation ${record.organisation.id}: ${listed(known)}`
  return [finding(server !== undefined, expected, server ? `${issuer}, ${serverName(server)}` : issuer)]
})

/** The entry of the server is in force. */
export const serverActive: Probe = ofServer((server) =>
  finding(server.standing.active, 'a server that is active', `${serverName(server)} is ${server.standing.word}`),
)

/** Where the metadata of an issuer stand (OpenID Connect Discovery 4, RFC 8414 section 3). */
function metadataUrls(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}/.well-known/openid-configuration${path}`,
  ]
}

/** Others find the server by the URL that the directory gives them. */
export const discoveryRegistered: Probe = ofServer((server, context) => {
  if (server.discovery === null) return notPublished('discovery documents')
  const places = metadataUrls(issuerOf(context))
  const expected = `the discovery document of the issuer: ${places[0]}`
  return finding(places.includes(server.discovery), expected, server.discovery)
})

function keyFinding(server: RegisteredServer, { honest }: ProbeContext): DirectoryFinding {
  const published = honest.serverKeys
  if (server.keys === null) return notPublished('keys of servers')
  if (published === null)
    return { kind: 'unknown', reason: 'the JWK set of the server could not be read', attributed: 'as' }
  const served = published.filter(({ use }) => use !== 'enc').flatMap((jwk) => thumbprintOf(jwk) ?? [])
  const registered = server.keys.filter(({ standing }) => standing.active).map(({ thumbprint }) => thumbprint)
  const missing = registered.filter((one) => !served.includes(one))
  const strange = served.filter((one) => !registered.includes(one))
  const faults = [
    ...(strange.length > 0 ? [`published and not registered: ${listed(strange)}`] : []),
    ...(missing.length > 0 ? [`registered and not published: ${listed(missing)}`] : []),
  ]
  const expected = `the ${registered.length} registered signing keys, no others (RFC 7638 thumbprints)`
  return finding(
    faults.length === 0,
    expected,
    faults.length === 0 ? `${served.length} keys, all registered` : faults.join('; '),
  )
}

/** The signing keys are those that the directory knows: others could not tell a forged set from this one. */
export const serverKeysRegistered: Probe = ofServer((server, context) => {
  if (server.jwksUri === null || server.keys !== null) return keyFinding(server, context)
  const { jwks_uri: uri } = context.metadata
  return finding(uri === server.jwksUri, `jwks_uri ${server.jwksUri}`, typeof uri === 'string' ? uri : 'no jwks_uri')
})

/** Every host of the authorization server shows a certificate that the directory knows. */
export const serverCertificateRegistered: Probe = ofServer(async (server, context) => {
  const { certificates } = server
  if (certificates === null) return [notPublished('certificates of servers')]
  const registered = certificates.filter(({ standing }) => standing.active).map((one) => one.fingerprint256)
  const hosts = serverHosts(context).filter(({ owner }) => owner === 'as')
  return Promise.all(
    hosts.map(async (host): Promise<DirectoryFinding> => {
      const { certificate, detail } = await handshake(context, host, {})
      if (certificate === null) return { kind: 'unknown', reason: `${host.name}: ${detail}`, attributed: 'network' }
      const { fingerprint256: shown } = certificate
      const expected = `a certificate with a registered SHA-256 fingerprint: ${listed(registered)}`
      return finding(registered.includes(shown), expected, `${host.name}: ${shown}`)
    }),
  )
})

/** A certification that the directory lists is one in force. */
export const certificationCurrent: Probe = ofServer((server) => {
  const { certifications } = server
  if (certifications === null || certifications.length === 0) return notPublished('certifications of this server')
  const current = certifications.filter(({ standing }) => standing.active)
  const seen = certifications.map(({ name, standing }) => `${name}: ${standing.word}`)
  return finding(current.length > 0, 'at least one certification in force', seen.join('; '))
})
