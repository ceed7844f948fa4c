import { X509Certificate } from 'node:crypto'
import type { DirectoryInput, DirectoryRecords } from './directoryRecords.ts'
import { paths } from './endpoints.ts'

const dayS = 86_400

const day = (seconds: number): string => new Date(seconds * 1000).toISOString()
/** Directories of this kind write the days of certifications with the day first. */
const dayFirst = (seconds: number): string => day(seconds).slice(0, 10).split('-').reverse().join('/')

const word = (active: boolean): string => (active ? 'Active' : 'Inactive')

/** The records in the shape that directories of the Raidiam kind publish at `/participants`. */
export function participantsDocument(
  { organisation, issuer, application, roles }: DirectoryRecords,
  { strict, nowS }: Pick<DirectoryInput, 'strict' | 'nowS'>,
): readonly unknown[] {
  const now = nowS()
  const claim = { AuthorisationDomain: 'Acme Open Finance', RegistrationId: 'acme-bank-1' }
  const life = (rule: 'directory-client-key-expired') => ({
    ValidFromDateTime: day(now - 30 * dayS),
    ExpiryDateTime: day(strict(rule) ? now + 300 * dayS : now - dayS),
  })
  return [
    {
      OrganisationId: 'org-other-bank',
      Status: 'Active',
      OrganisationName: 'Other Bank',
      AuthorisationServers: [],
      OrgDomainClaims: [],
      OrgDomainRoleClaims: [],
    },
    {
      OrganisationId: organisation.id,
      Status: word(organisation.active),
      OrganisationName: organisation.name,
      LegalEntityName: `${organisation.name} plc`,
      RegistrationNumber: '1',
      Contacts: [{ ContactType: 'Technical', EmailAddress: 'desk@acme.example' }],
      OrgDomainClaims: [{ ...claim, Status: word(organisation.verified) }],
      OrgDomainRoleClaims: Object.keys(roles).map((Role) => ({ ...claim, Role, Status: word(organisation.verified) })),
      AuthorisationServers: [
        {
          AuthorisationServerId: 'acme-server',
          CustomerFriendlyName: organisation.name,
          OpenIDDiscoveryDocument: strict('directory-discovery-elsewhere')
            ? `${issuer}${paths.openidMetadata}`
            : 'https://former.acme.example/.well-known/openid-configuration',
          Issuer: issuer,
          RetirementDate: strict('directory-server-retired') ? null : dayFirst(now - 30 * dayS),
          ApiResources: [],
          AuthorisationServerCertifications: [
            {
              CertificationId: 'c-1',
              Status: 'Certified',
              ProfileType: 'Redirect',
              ProfileVariant: 'FAPI2 Security Profile',
              ProfileVersion: 1,
              CertificationStartDate: dayFirst(now - 300 * dayS),
              CertificationExpirationDate: dayFirst(now + (strict('directory-certification-expired') ? 65 : -2) * dayS),
            },
          ],
        },
      ],
      SoftwareStatements: Object.fromEntries(
        application.clients.map((client) => [
          client,
          {
            SoftwareDetails: {
              SoftwareStatementId: `statement-${client}`,
              ClientId: client,
              ClientName: application.id,
              Status: word(strict('directory-application-inactive')),
            },
            SoftwareAuthorityClaims: application.roles.map((Role) => ({
              ...claim,
              Role,
              Status: word(strict('directory-role-inactive')),
            })),
            SoftwareCertificates: [
              ...application.keys.map((jwk) => ({ ...jwk, Status: 'Active', ...life('directory-client-key-expired') })),
              ...application.certificates.map((pem) => ({
                Status: strict('directory-client-certificate-revoked') ? 'Active' : 'Revoked',
                x5c: [new X509Certificate(pem).raw.toString('base64')],
                ...life('directory-client-key-expired'),
              })),
            ],
          },
        ]),
      ),
    },
  ]
}
