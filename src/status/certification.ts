import type { StatusChanged } from './cloudEvent.ts'
import type { LifecycleState } from './types.ts'

/** `CertificationStatus` of a Raidiam-style directory. */
export type CertificationStatus =
  | 'Awaiting Certification'
  | 'Certified'
  | 'Deprecated'
  | 'Rejected'
  | 'Warning'
  | 'Self-Certified'

/** Body of `POST /organisations/{OrganisationId}/authorisationservers/{AuthorisationServerId}/certifications`. */
export interface Certification {
  /** `dd/MM/yyyy`. */
  readonly CertificationStartDate: string
  readonly CertificationStatus: CertificationStatus
  readonly CertificationURI?: string
  readonly ProfileType: string
  readonly ProfileVariant: string
  readonly ProfileVersion: number
  readonly Status: 'Active' | 'Inactive'
}

/** How the directory calls the profile. */
export interface DirectoryProfile {
  readonly type: string
  readonly variant: string
  readonly version: number
}

const STATUS: Readonly<Record<LifecycleState, readonly [CertificationStatus, Certification['Status']]>> = {
  registered: ['Awaiting Certification', 'Active'],
  credentialed: ['Awaiting Certification', 'Active'],
  testing: ['Awaiting Certification', 'Active'],
  conformant: ['Certified', 'Active'],
  conditional: ['Warning', 'Active'],
  'in-revision': ['Warning', 'Active'],
  expired: ['Deprecated', 'Inactive'],
  suspended: ['Deprecated', 'Inactive'],
  revoked: ['Rejected', 'Inactive'],
  offboarded: ['Deprecated', 'Inactive'],
}

/** What the directory is told of a transition. `evidenceUrl` may hold `{run}` for the run id. Pure. */
export function certification(
  { time, data }: StatusChanged,
  profile: DirectoryProfile,
  evidenceUrl: string | null,
): Certification {
  const [year, month, day] = time.slice(0, 10).split('-')
  const [CertificationStatus, Status] = STATUS[data.to]
  const uri =
    evidenceUrl === null || data.runId === null ? null : evidenceUrl.replace('{run}', encodeURIComponent(data.runId))
  return {
    CertificationStartDate: `${day}/${month}/${year}`,
    CertificationStatus,
    ...(uri === null ? {} : { CertificationURI: uri }),
    ProfileType: profile.type,
    ProfileVariant: profile.variant,
    ProfileVersion: profile.version,
    Status,
  }
}
