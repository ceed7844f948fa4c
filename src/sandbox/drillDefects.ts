import type { DefectTable } from './defectEntry.ts'

const drills = { options: { drills: true } } as const
const selfSigned = { ...drills, variant: { client_auth: 'self_signed_tls_client_auth' } } as const

/** Defects of what becomes of credentials over time. They show in drills only. */
export const drillDefects = {
  'drill-key-cache': {
    requirement: 'CRED-ROTATION-a',
    title: 'the key set of a client is fetched once and never again',
    blocks: 'the old key',
    ...drills,
  },
  'drill-old-key': { requirement: 'CRED-ROTATION-b', title: 'old keys of a client stay good', ...drills },
  'drill-certificate-cache': {
    requirement: 'CRED-ROTATION-c',
    title: 'a new certificate of a client is not taken into use',
    blocks: 'the old certificate',
    ...selfSigned,
  },
  'drill-old-certificate': {
    requirement: 'CRED-ROTATION-d',
    title: 'old certificates of a client stay good',
    ...selfSigned,
  },
  'drill-server-key-dropped': {
    requirement: 'CRED-ROTATION-e',
    title: 'the old key of the server goes with the rotation',
    ...drills,
  },
  'drill-server-key-unpublished': {
    requirement: 'CRED-ROTATION-f',
    title: 'the server signs with a key that it does not publish',
    ...drills,
  },
  'drill-token-cached': {
    requirement: 'CRED-REVOCATION-a',
    title: 'the resource server goes on taking tokens that it has seen',
    implies: ['CRED-REVOCATION-c', 'CRED-REVOCATION-e', 'CRED-OFFBOARDING-a'],
    ...drills,
  },
  'drill-introspection-cached': {
    requirement: 'CRED-REVOCATION-b',
    title: 'introspection answers from before the revocation',
    ...drills,
  },
  'drill-grant-access-token': {
    requirement: 'CRED-REVOCATION-c',
    title: 'access tokens outlive their grant',
    ...drills,
  },
  'drill-grant-refresh-token': {
    requirement: 'CRED-REVOCATION-d',
    title: 'refresh tokens outlive their grant',
    ...drills,
  },
  'drill-client-access-token': {
    requirement: 'CRED-REVOCATION-e',
    title: 'access tokens outlive a revoked client',
    ...drills,
  },
  'drill-client-login': {
    requirement: 'CRED-REVOCATION-f',
    title: 'a revoked client is still served by the authorization server',
    ...drills,
  },
  'drill-offboarded-refresh': {
    requirement: 'CRED-OFFBOARDING-a',
    title: 'an offboarded client can still refresh',
    ...drills,
  },
  'drill-offboarded-token': {
    requirement: 'CRED-OFFBOARDING-a',
    title: 'access tokens of an offboarded client stay good',
    ...drills,
  },
  'drill-offboarded-introspection': {
    requirement: 'CRED-OFFBOARDING-a',
    title: 'an offboarded client is still served at introspection',
    ...drills,
  },
  'drill-offboarded-code': {
    requirement: 'CRED-OFFBOARDING-a',
    title: 'an offboarded client can still redeem a code',
    ...drills,
  },
} as const satisfies DefectTable
