import { faultsOfFlows } from './faultsOfFlows.ts'
import { faultsOfMessageSigning } from './faultsOfMessageSigning.ts'
import { faultsOfRequests } from './faultsOfRequests.ts'
import { faultsOfTokens } from './faultsOfTokens.ts'
import type { KnownFault } from './KnownFault.ts'

/** In the order of `faults`. */
export const faultTable: readonly KnownFault[] = [
  ...faultsOfRequests,
  ...faultsOfFlows,
  ...faultsOfTokens,
  ...faultsOfMessageSigning,
]
