import type { DefectTable } from './defectEntry.ts'

const registry = { options: { directory: 'registry' } } as const
const participants = { options: { directory: 'participants' } } as const
const federation = { options: { directory: 'federation' } } as const
const mtls = { variant: { client_auth: 'tls_client_auth', sender_constraint: 'mtls' } } as const

/** An invalid chain takes away everything that its statements say. */
const untrusted = { ...federation, blocks: 'what the federation says' } as const

/** Defects of the trust directory that the sandbox serves: its records differ from what the sandbox is. */
export const directoryDefects = {
  'directory-organisation-missing': {
    requirement: 'DIR-ORGANISATION-a',
    title: 'the registry does not know the organisation',
    blocks: 'the record of the organisation',
    ...registry,
  },
  'directory-organisation-suspended': {
    requirement: 'DIR-ORGANISATION-b',
    title: 'the organisation is suspended',
    ...registry,
  },
  'directory-organisation-unverified': {
    requirement: 'DIR-ORGANISATION-c',
    title: 'nobody has verified the organisation',
    ...registry,
  },
  'directory-domain-claims-inactive': {
    requirement: 'DIR-ORGANISATION-c',
    title: 'no claim of the organisation is active',
    ...participants,
  },
  'directory-other-issuer': {
    requirement: 'DIR-SERVER-a',
    title: 'another issuer is registered',
    ...registry,
  },
  'directory-server-retired': {
    requirement: 'DIR-SERVER-b',
    title: 'the registered server has retired',
    ...participants,
  },
  'directory-discovery-elsewhere': {
    requirement: 'DIR-SERVER-c',
    title: 'the registered discovery document is not that of the issuer',
    ...participants,
  },
  'directory-stale-keys': {
    requirement: 'DIR-SERVER-d',
    title: 'the registered keys are those of before the last rotation',
    ...registry,
  },
  'directory-other-certificate': {
    requirement: 'DIR-SERVER-e',
    title: 'the registered certificate is not the one that the server shows',
    ...registry,
  },
  'directory-certification-expired': {
    requirement: 'DIR-SERVER-f',
    title: 'the listed certification has expired',
    ...participants,
  },
  'directory-application-missing': {
    requirement: 'DIR-APPLICATION-a',
    title: 'the clients belong to no registered application',
    blocks: 'the record of the application',
    ...registry,
  },
  'directory-application-inactive': {
    requirement: 'DIR-APPLICATION-b',
    title: 'the software statement is inactive',
    ...participants,
  },
  'directory-application-ownerless': {
    requirement: 'DIR-APPLICATION-c',
    title: 'the application has no owner',
    ...registry,
  },
  'directory-application-silent': {
    requirement: 'DIR-APPLICATION-d',
    title: 'the application has no contacts',
    ...registry,
  },
  'directory-client-keys': {
    requirement: 'DIR-APPLICATION-e',
    title: 'the keys of the clients are registered no more',
    ...registry,
  },
  'directory-client-key-expired': {
    requirement: 'DIR-APPLICATION-e',
    title: 'the registered keys of the clients have expired',
    ...participants,
  },
  'directory-client-certificate': {
    requirement: 'DIR-APPLICATION-f',
    title: 'other certificates are registered for the clients',
    ...registry,
    ...mtls,
  },
  'directory-client-certificate-revoked': {
    requirement: 'DIR-APPLICATION-f',
    title: 'the registered certificates of the clients are revoked',
    ...participants,
    ...mtls,
  },
  'directory-role-missing': {
    requirement: 'DIR-APPLICATION-g',
    title: 'the application lacks the role for what it asks for',
    ...registry,
  },
  'directory-role-inactive': {
    requirement: 'DIR-APPLICATION-g',
    title: 'the role of the application is inactive',
    ...participants,
  },
  'federation-not-subordinate': {
    requirement: 'DIR-ORGANISATION-a',
    title: 'the superior does not know the server',
    ...untrusted,
  },
  'federation-other-issuer': {
    requirement: 'DIR-SERVER-a',
    title: 'the superior gives the server another issuer',
    ...federation,
  },
  'federation-stale-keys': {
    requirement: 'DIR-SERVER-d',
    title: 'the metadata in the federation hold the keys of before the last rotation',
    ...federation,
  },
  'federation-typ': { requirement: 'OIDFED-3-a', title: 'a statement has another typ', ...untrusted },
  'federation-expired': { requirement: 'OIDFED-10.2-a', title: 'a statement has expired', ...untrusted },
  'federation-subject': { requirement: 'OIDFED-10.2-b', title: 'a statement is about another entity', ...untrusted },
  'federation-signature': {
    requirement: 'OIDFED-10.2-c',
    title: 'a statement is signed with a key that nobody names',
    ...untrusted,
  },
  'federation-anchor-key': {
    requirement: 'OIDFED-10.2-c',
    title: 'the trust anchor signs with another key than the configured one',
    ...untrusted,
  },
  'federation-policy': {
    requirement: 'OIDFED-6.1.4-a',
    title: 'the metadata break the policy of the trust anchor',
    ...untrusted,
  },
  'federation-path-length': {
    requirement: 'OIDFED-6.2-a',
    title: 'the chain is longer than the trust anchor allows',
    ...untrusted,
  },
  'federation-critical': {
    requirement: 'OIDFED-3.1.1-a',
    title: 'a statement calls an unknown claim critical',
    ...untrusted,
  },
  'mark-missing': { requirement: 'DIR-TRUSTMARK-a', title: 'the server has no trust mark', ...federation },
  'mark-typ': { requirement: 'OIDFED-7-a', title: 'the trust mark has another typ', ...federation },
  'mark-subject': { requirement: 'OIDFED-7.3-4', title: 'the trust mark is about another entity', ...federation },
  'mark-expired': { requirement: 'OIDFED-7.3-6', title: 'the trust mark has expired', ...federation },
  'mark-signature': {
    requirement: 'OIDFED-7.3-7',
    title: 'the trust mark is signed with a foreign key',
    ...federation,
  },
  'mark-issuer': {
    requirement: 'OIDFED-7-b',
    title: 'the trust anchor does not accept the issuer of the trust mark',
    ...federation,
  },
  'mark-delegation': {
    requirement: 'OIDFED-7.3-8',
    title: 'the trust mark of another owner holds no delegation',
    ...federation,
  },
  'mark-revoked': {
    requirement: 'OIDFED-8.4.2-a',
    title: 'the issuer says that the trust mark was revoked',
    ...federation,
  },
} as const satisfies DefectTable
