import type { StatusLibrary } from './statusLibrary.ts'

/**
 * All that can be done with a status record; each function loads what it needs when it is called: a list of ten thousand
 * applications must not wait for the HTTP client or for the reader of profiles.
 */
export const statusTools: StatusLibrary = {
  listStatus: async (...given) => (await import('../status/readStatus.ts')).listStatus(...given),
  readStatus: async (...given) => (await import('../status/readStatus.ts')).readStatus(...given),
  registerApplication: async (given) => (await import('../status/changeRecord.ts')).registerApplication(given),
  issueCredential: async (given) => (await import('../status/changeRecord.ts')).issueCredential(given),
  revokeCredential: async (given) => (await import('../status/changeRecord.ts')).revokeCredential(given),
  setState: async (given) => (await import('../status/changeRecord.ts')).setState(given),
  noteStanding: async (given) => (await import('../status/changeRecord.ts')).noteStanding(given),
  noteChange: async (given) => (await import('../status/changeRecord.ts')).noteChange(given),
  announceCutover: async (given) => (await import('../status/changeStore.ts')).announceCutover(given),
  setOperatorKeys: async (given) => (await import('../status/changeStore.ts')).setOperatorKeys(given),
  trustedKeys: async (...given) => (await import('./keyReference.ts')).trustedKeys(...given),
  addReceiver: async (given) => (await import('../status/changeStore.ts')).addReceiver(given),
  removeReceiver: async (given) => (await import('../status/changeStore.ts')).removeReceiver(given),
  exportLog: async (...given) => (await import('../status/exportLog.ts')).exportLog(...given),
  verifyLog: async (...given) => (await import('../status/verifyLog.ts')).verifyLog(...given),
  readBacklog: async (...given) => (await import('../status/outbox.ts')).readBacklog(...given),
  recordFolder: async (given) => (await import('./recordFolder.ts')).recordFolder(given),
  deliverStatus: async (given) => (await import('./deliverStatus.ts')).deliverStatus(given),
  gate: async (given) => (await import('./gate.ts')).gate(given),
}
