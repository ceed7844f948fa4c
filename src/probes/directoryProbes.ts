import {
  applicationActive,
  applicationContactable,
  applicationOwned,
  applicationRegistered,
  clientCertificateRegistered,
  clientKeysRegistered,
  rolesCoverScopes,
} from './directoryApplication.ts'
import { chainProbes } from './directoryChain.ts'
import { organisationActive, organisationRegistered, organisationVerified } from './directoryOrganisation.ts'
import {
  certificationCurrent,
  discoveryRegistered,
  issuerRegistered,
  serverActive,
  serverCertificateRegistered,
  serverKeysRegistered,
} from './directoryServer.ts'
import type { Probe } from './types.ts'

/** Questions to the trust directory, by the name that case files use. */
export const directoryProbes: Readonly<Record<string, Probe>> = {
  'directory-organisation-registered': organisationRegistered,
  'directory-organisation-active': organisationActive,
  'directory-organisation-verified': organisationVerified,
  'directory-issuer-registered': issuerRegistered,
  'directory-server-active': serverActive,
  'directory-discovery-registered': discoveryRegistered,
  'directory-server-keys': serverKeysRegistered,
  'directory-server-certificate': serverCertificateRegistered,
  'directory-certification-current': certificationCurrent,
  'directory-application-registered': applicationRegistered,
  'directory-application-active': applicationActive,
  'directory-application-owned': applicationOwned,
  'directory-application-contactable': applicationContactable,
  'directory-client-keys': clientKeysRegistered,
  'directory-client-certificate': clientCertificateRegistered,
  'directory-roles-cover-scopes': rolesCoverScopes,
  ...chainProbes,
}
