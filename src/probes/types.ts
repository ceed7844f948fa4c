import type { Answer, Trace } from '../checks/types.ts'
import type { DirectoryAnswer } from '../directory/types.ts'
import type { ForgeOutcome, VisitOutcome } from '../login/types.ts'
import type { Consent, Endpoint, Profile, Target, TargetVariant, UseCase } from '../profile/types.ts'
import type { ExchangeLabel, Wire } from '../wire/types.ts'
import type { ApiClient, ApiUnknown, AuthorizationParameters } from './apiTypes.ts'
import type { Drill } from './drillTypes.ts'

/** What a probe may use: the wire, the target and the honest traces of this run. */
export interface ProbeContext {
  readonly wire: Wire
  readonly target: Target
  readonly variant: TargetVariant
  readonly metadata: Readonly<Record<string, unknown>>
  /** Trace of the honest flow of this variant; its access token may be used. */
  readonly honest: Trace
  /** Label for the exchanges of this probe; `step` says which server was asked. */
  readonly label: (step: string) => ExchangeLabel
  readonly now: () => number
  /** Lets the logged-in user agent visit an authorization URL and agree; null: the target has no login. */
  readonly visit?: ((url: string) => Promise<VisitOutcome>) | null
  /** Forges the consent of the logged-in user, each time in a flow of its own; null: the login driver cannot. */
  readonly forgeConsent?: (() => Promise<ForgeOutcome>) | null
  /**
   * What an authorization request of client1 carries by the rules of the profile, its scope included; makes the consents
   * that it needs.
   */
  readonly authorization?: () => Promise<AuthorizationParameters | ApiUnknown>
  /** What the trust directory says, asked once per run; null or absent: the target names none. */
  readonly directory?: (() => Promise<DirectoryAnswer>) | null
  /** Tools of drills; null or absent: this run makes none. */
  readonly drill?: Drill | null
  /** The rules of the ecosystem; absent: the run has no profile. */
  readonly profile?: Profile
  /** The API that the profile describes; null: it describes none. */
  readonly api?: ApiClient | null
  /** The entry of the profile that a case with `each:` or `endpoint:` is about. */
  readonly endpoint?: Endpoint | null
  readonly useCase?: UseCase | null
  readonly consent?: Consent | null
}

/** A test with requests of its own that no honest flow makes. Each answer becomes one finding per ref of the case. */
export type Probe = (context: ProbeContext) => Promise<readonly Answer[]>
