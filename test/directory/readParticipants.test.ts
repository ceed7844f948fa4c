import { createHash, X509Certificate } from 'node:crypto'
import { expect, it } from 'vitest'
import { directoryFacts } from '../../src/directory/directoryFacts.ts'
import { participantsDirectory } from '../../src/directory/participantsDirectory.ts'
import { readParticipants } from '../../src/directory/readParticipants.ts'
import type { DirectoryAnswer, ParticipantsConfig } from '../../src/directory/types.ts'
import { createCa } from '../support/pki.ts'
import { answering } from './answering.ts'

const now = Date.parse('2026-03-01T12:00:00Z')
const certificate = new X509Certificate((await (await createCa()).issue()).cert)
const fingerprint = createHash('sha256').update(certificate.raw).digest('hex')

/** As Open Finance Brasil publishes it: no software statements. */
const plain = {
  OrganisationId: 'b-1',
  Status: 'Active',
  OrganisationName: 'BANCO ACME',
  LegalEntityName: 'Banco Acme S.A.',
  RegistrationNumber: '00000000000000',
  AuthorisationServers: [
    {
      AuthorisationServerId: 'as-1',
      OpenIDDiscoveryDocument: 'https://as.acme.example/.well-known/openid-configuration',
      ApiResources: [{ ApiFamilyType: 'accounts' }],
      AuthorisationServerCertifications: [
        { Status: 'Certified', ProfileVariant: 'FAPI Adv. OP', CertificationExpirationDate: '28/02/2026' },
        { Status: 'Self-Certified', ProfileVariant: 'FAPI Adv. OP', CertificationExpirationDate: '01/03/2026' },
      ],
    },
    { AuthorisationServerId: 'as-2', Issuer: 'https://old.acme.example', RetirementDate: '2026-01-01' },
  ],
  OrgDomainClaims: [],
  OrgDomainRoleClaims: [{ Status: 'Active', Role: 'DADOS' }],
}

/** As the API for administrators gives it. */
const snapshot = {
  OrganisationDetails: { OrganisationId: 'b-2', OrganisationName: 'Tester', Status: 'Withdrawn' },
  Contacts: [{ ContactType: 'Business' }, { ContactType: 'Technical' }],
  SoftwareStatements: {
    's-1': {
      SoftwareDetails: { SoftwareStatementId: 's-1', ClientId: 'client-1', ClientName: 'App', Status: 'Active' },
      SoftwareAuthorityClaims: [
        { Role: 'DADOS', Status: 'Active' },
        { Role: 'PAGTO', Status: 'Inactive' },
      ],
      SoftwareCertificates: [
        { Status: 'Active', ExpiryDateTime: '2026-02-01T00:00:00Z', x5c: [certificate.raw.toString('base64')] },
        { Status: 'Revoked', x5thashS256: Buffer.alloc(32, 1).toString('base64url') },
        { Status: 'Active', x5c: ['not a certificate'] },
      ],
    },
  },
}

it('reads what is published, and tells what is not', () => {
  const [bank] = readParticipants([plain], now) ?? []
  expect(bank).toMatchObject({ id: 'b-1', verified: true, applications: null, standing: { active: true } })
  expect(bank?.names).toEqual(['BANCO ACME', 'Banco Acme S.A.'])
  const [current, retired] = bank?.servers ?? []
  expect(current).toMatchObject({ issuer: null, keys: null, certificates: null, standing: { active: true } })
  expect(current?.certifications?.map(({ standing }) => standing)).toEqual([
    { active: false, word: 'expired on 2026-03-01' },
    { active: true, word: 'Self-Certified' },
  ])
  expect(retired).toMatchObject({ certifications: null, standing: { active: false } })
})

it('reads software statements with roles and credentials, those out of force too', () => {
  const [tester] = readParticipants({ data: [snapshot] }, now) ?? []
  expect(tester).toMatchObject({ verified: null, standing: { active: false, word: 'Withdrawn' } })
  const [application] = tester?.applications ?? []
  expect(application).toMatchObject({
    id: 's-1',
    clients: ['client-1', 's-1'],
    contacts: 2,
    namesOwners: false,
    roles: ['DADOS'],
  })
  expect(application?.certificates).toEqual([
    { fingerprint256: fingerprint, standing: { active: false, word: 'expired on 2026-02-01' } },
    { fingerprint256: '01'.repeat(32), standing: { active: false, word: 'Revoked' } },
  ])
})

it.each([[null], [{}], ['text'], [[{ name: 'no organisation' }]]])('is not fooled by %j', (document) => {
  expect(readParticipants(document, now)).toBeNull()
})

const config: ParticipantsConfig = {
  source: 'participants',
  url: 'https://directory.example/participants',
  organisation: null,
  clientOrganisation: null,
  roleScopes: null,
}
const subject = { organisation: 'banco acme s.a.', issuer: 'https://as.acme.example', clients: ['client-1'] }
const lookUp = (
  answer: Parameters<typeof answering>[0],
  more: Partial<ParticipantsConfig> = {},
): Promise<DirectoryAnswer> =>
  participantsDirectory({ ...config, ...more }, { send: answering(answer), now: () => now }).lookUp(subject)
const registration = async (answer: Promise<DirectoryAnswer>) => {
  const directory = participantsDirectory(config, { send: answering({}), now: () => now })
  return directoryFacts(directory, await answer, subject).registration
}
const served = (...organisations: object[]) => ({ [config.url]: { body: JSON.stringify(organisations) } })

it('finds an organisation by any of its names, or by its id', async () => {
  expect(await lookUp(served(plain))).toMatchObject({ kind: 'found', record: { organisation: { id: 'b-1' } } })
  expect(await lookUp(served(plain, snapshot), { organisation: 'b-2' })).toMatchObject({ kind: 'found' })
  expect(await lookUp(served(plain), { organisation: 'b-9' })).toMatchObject({
    kind: 'unregistered',
    reason: `${config.url} has no organisation "b-9"`,
  })
})

it('looks clients up with the organisation that registered them', async () => {
  const found = await lookUp(served(plain, snapshot), { clientOrganisation: 'b-2' })
  expect(found).toMatchObject({ record: { organisation: { id: 'b-1' }, clientOrganisation: { id: 'b-2' } } })
  const answer = lookUp(served(plain, snapshot), { clientOrganisation: 'b-3' })
  expect(await answer).toMatchObject({ kind: 'unregistered' })
})

it('registers only what is in force', async () => {
  expect(await registration(lookUp(served(plain)))).toBe('registered')
  expect(await registration(lookUp(served({ ...plain, Status: 'Inactive' })))).toBe('unregistered')
  expect(await registration(lookUp(served({ ...plain, AuthorisationServers: [] })))).toBe('unregistered')
  expect(await registration(lookUp(served({ ...plain, SoftwareStatements: [] })))).toBe('unregistered')
  expect(await registration(lookUp(served(plain, snapshot), { clientOrganisation: 'b-2' }))).toBe('unregistered')
})

it.each([
  ['nobody listens', { [config.url]: { error: 'CONNECTION_REFUSED' } }, 'network', /directory\.example/],
  ['a wrong certificate', { [config.url]: { error: 'TLS_UNTRUSTED' } }, 'directory', /directory\.example/],
  ['an interrupted run', { [config.url]: { error: 'ABORTED' } }, 'harness', /directory\.example/],
  ['it is too large', { [config.url]: { error: 'BODY_TOO_LARGE' } }, 'directory', /directory\.example/],
  ['status 500', { [config.url]: { status: 500, body: '' } }, 'directory', /status 500/],
  ['status 404', { [config.url]: { status: 404, body: '' } }, 'directory', /status 404/],
  ['no JSON', { [config.url]: { body: '<html>' } }, 'directory', /no participants document/],
] as const)('cannot tell when %s', async (_what, answers, attributed, reason) => {
  const answer = await lookUp(answers)
  expect(answer).toMatchObject({ kind: 'unknown', attributed })
  expect(answer.kind === 'unknown' ? answer.reason : '').toMatch(reason)
  expect(await registration(Promise.resolve(answer))).toBe('unknown')
})
