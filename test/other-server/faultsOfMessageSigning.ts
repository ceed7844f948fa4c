import { faultsOfSignedAnswers } from './faultsOfSignedAnswers.ts'
import { faultsOfSignedRequests } from './faultsOfSignedRequests.ts'
import type { KnownFault } from './KnownFault.ts'

/** Faults of FAPI 2.0 Message Signing. */
export const faultsOfMessageSigning: readonly KnownFault[] = [...faultsOfSignedRequests, ...faultsOfSignedAnswers]
