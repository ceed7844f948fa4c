import {
  issueCredential,
  noteChange,
  noteStanding,
  registerApplication,
  revokeCredential,
  setState,
} from '../status/changeRecord.ts'
import { addReceiver, announceCutover, removeReceiver, setOperatorKeys } from '../status/changeStore.ts'
import { exportLog } from '../status/exportLog.ts'
import { readBacklog } from '../status/outbox.ts'
import { listStatus, readStatus } from '../status/readStatus.ts'
import { verifyLog } from '../status/verifyLog.ts'
import { deliverStatus } from './deliverStatus.ts'
import { gate } from './gate.ts'
import { recordFolder } from './recordFolder.ts'

/** All that can be done with a status record; each function stands on its own. */
export const statusTools = {
  listStatus,
  readStatus,
  registerApplication,
  issueCredential,
  revokeCredential,
  setState,
  noteStanding,
  noteChange,
  announceCutover,
  setOperatorKeys,
  addReceiver,
  removeReceiver,
  recordFolder,
  exportLog,
  verifyLog,
  readBacklog,
  deliverStatus,
  gate,
}

export type StatusTools = typeof statusTools
