import { X509Certificate } from 'node:crypto'
import type { RegisteredApplication } from '../directory/types.ts'
import { thumbprintOf } from '../json/thumbprint.ts'
import type { Client } from '../profile/types.ts'
import { askRecord, type DirectoryFinding, finding, listed, notPublished } from './directoryAnswers.ts'
import type { Probe, ProbeContext } from './types.ts'

type AskClient = (client: Client, application: RegisteredApplication, context: ProbeContext) => DirectoryFinding

const notListed = (client: Client): DirectoryFinding => ({
  kind: 'not-applicable',
  reason: `no application of the directory has client ${client.id}`,
})

/** Asks about each client of the variant with the application that the directory binds it to. */
const ofClients = (ask: AskClient): Probe =>
  askRecord(({ clientOrganisation: { applications } }, context) => {
    if (applications === null) return [notPublished('applications')]
    return Object.values(context.variant.clients).map((client) => {
      const application = applications.find(({ clients }) => clients.includes(client.id))
      return application === undefined ? notListed(client) : ask(client, application, context)
    })
  })

/** Asks once about each application that the clients of the variant belong to. */
const ofApplications = (ask: (application: RegisteredApplication) => DirectoryFinding): Probe =>
  askRecord(({ clientOrganisation: { applications } }, { variant }) => {
    if (applications === null) return [notPublished('applications')]
    const ids = Object.values(variant.clients).map(({ id }) => id)
    const own = applications.filter(({ clients }) => clients.some((id) => ids.includes(id)))
    if (own.length === 0)
      return [{ kind: 'not-applicable', reason: `no application of the directory has client ${ids[0]}` }]
    return own.map(ask)
  })

/** Every client belongs to an application of the organisation. */
export const applicationRegistered: Probe = askRecord(({ clientOrganisation: { id, applications } }, { variant }) => {
  if (applications === null) return [notPublished('applications')]
  return Object.values(variant.clients).map((client) => {
    const application = applications.find(({ clients }) => clients.includes(client.id))
    const expected = `client ${client.id} bound to an application of organisation ${id}`
    return finding(
      application !== undefined,
      expected,
      application ? `application ${application.id}` : 'no application with it',
    )
  })
})

export const applicationActive: Probe = ofApplications(({ id, standing }) =>
  finding(standing.active, 'an application that is active', `application ${id} is ${standing.word}`),
)

/** Somebody answers for the application. */
export const applicationOwned: Probe = ofApplications(({ id, owner, namesOwners }) => {
  if (!namesOwners) return notPublished('owners of applications')
  return finding(owner !== null, 'an owner', `application ${id}: ${owner === null ? 'no owner' : 'an owner is named'}`)
})

/** Somebody can be reached about it. */
export const applicationContactable: Probe = ofApplications(({ id, contacts }) => {
  if (contacts === null) return notPublished('contacts')
  return finding(contacts > 0, 'at least one contact', `application ${id}: ${contacts} contacts`)
})

/** The keys that the client signs with are registered and in force. */
export const clientKeysRegistered: Probe = ofClients(({ id, jwks }, { keys }) => {
  if (jwks.length === 0) return { kind: 'not-applicable', reason: `client ${id} has no signing key` }
  if (keys === null) return notPublished('keys of applications')
  const inForce = keys.filter(({ standing }) => standing.active).map(({ thumbprint }) => thumbprint)
  const strange = jwks.flatMap((jwk) => thumbprintOf(jwk) ?? []).filter((one) => !inForce.includes(one))
  const words = strange.map((one) => {
    const known = keys.find(({ thumbprint }) => thumbprint === one)
    return `${one} is ${known ? known.standing.word : 'not registered'}`
  })
  const expected = `signing keys of client ${id} that are registered and in force (RFC 7638 thumbprints)`
  return finding(
    strange.length === 0,
    expected,
    strange.length === 0 ? `${jwks.length} keys, all registered` : words.join('; '),
  )
})

/** The certificate that the client shows is registered and in force. */
export const clientCertificateRegistered: Probe = ofClients(
  ({ id, tls }, { certificates }, { variant: { variant } }) => {
    const isUsed = variant.client_auth !== 'private_key_jwt' || variant.sender_constraint === 'mtls'
    if (tls === null || !isUsed) return { kind: 'not-applicable', reason: `client ${id} shows no certificate` }
    if (certificates === null) return notPublished('certificates of applications')
    const shown = new X509Certificate(tls.cert).fingerprint256.replaceAll(':', '').toLowerCase()
    const known = certificates.find(({ fingerprint256 }) => fingerprint256 === shown)
    const word = known === undefined ? 'not registered' : known.standing.word
    const expected = `a certificate of client ${id} that is registered and in force`
    return finding(known?.standing.active === true, expected, `SHA-256 ${shown} is ${word}`)
  },
)

/** Scope values that say how, not what for; no role of an ecosystem is about them. */
const general: readonly string[] = ['openid', 'offline_access']

/** The roles of the application cover every scope value that its client asks for. */
export const rolesCoverScopes: Probe = askRecord(
  ({ clientOrganisation: { applications }, roleScopes }, { variant }) => {
    if (applications === null) return [notPublished('applications')]
    if (roleScopes === null)
      return [
        { kind: 'not-applicable', reason: 'neither the directory nor the target file says what a role may ask for' },
      ]
    return Object.values(variant.clients).map((client) => {
      const application = applications.find(({ clients }) => clients.includes(client.id))
      if (application === undefined) return notListed(client)
      if (application.roles === null) return notPublished('roles of applications')
      const allowed = application.roles.flatMap((role) => roleScopes[role] ?? [])
      const asked = (client.scope ?? variant.scope)
        .split(' ')
        .filter((value) => value !== '' && !general.includes(value))
      const beyond = asked.filter((value) => !allowed.includes(value))
      const expected = `scope values that the roles of application ${application.id} (${listed(application.roles)}) cover: ${listed(allowed)}`
      return finding(
        beyond.length === 0,
        expected,
        beyond.length === 0 ? listed(asked) : `beyond them: ${listed(beyond)}`,
      )
    })
  },
)
