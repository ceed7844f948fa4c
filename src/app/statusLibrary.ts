import type { PublicJwk } from '../evidence/verificationTypes.ts'
import type * as changeRecord from '../status/changeRecord.ts'
import type * as changeStore from '../status/changeStore.ts'
import type { exportLog } from '../status/exportLog.ts'
import type { readBacklog } from '../status/outbox.ts'
import type { listStatus, readStatus } from '../status/readStatus.ts'
import type { verifyLog } from '../status/verifyLog.ts'
import type { deliverStatus } from './deliverStatus.ts'
import type { gate } from './gate.ts'
import type { recordFolder } from './recordFolder.ts'
import type { Environment } from './types.ts'

/** The functions of a status record, as the library hands them out. */
export interface StatusLibrary {
  readonly listStatus: typeof listStatus
  readonly readStatus: typeof readStatus
  readonly registerApplication: typeof changeRecord.registerApplication
  readonly issueCredential: typeof changeRecord.issueCredential
  readonly revokeCredential: typeof changeRecord.revokeCredential
  readonly setState: typeof changeRecord.setState
  readonly noteStanding: typeof changeRecord.noteStanding
  readonly noteChange: typeof changeRecord.noteChange
  readonly announceCutover: typeof changeStore.announceCutover
  readonly setOperatorKeys: typeof changeStore.setOperatorKeys
  readonly addReceiver: typeof changeStore.addReceiver
  readonly removeReceiver: typeof changeStore.removeReceiver
  readonly exportLog: typeof exportLog
  readonly verifyLog: typeof verifyLog
  readonly readBacklog: typeof readBacklog
  /** Public keys by reference (`$env:NAME`, a file): PEM, JWK or JWK set. Throws `EvidenceError`. */
  readonly trustedKeys: (references: readonly string[], env: Environment) => Promise<readonly PublicJwk[]>
  readonly recordFolder: typeof recordFolder
  readonly deliverStatus: typeof deliverStatus
  readonly gate: typeof gate
}
