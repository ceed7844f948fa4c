import type { FaultId } from '../support/other-server/faults.ts'
import type { Trial } from './tryServer.ts'

/**
 * A fault of the other server, and what the cases made for it say: the verdict, and requirements that are among those found
 * broken, as `notPassed` gives them.
 */
export interface KnownFault extends Pick<Trial, 'choices' | 'variant' | 'slow'> {
  readonly fault: FaultId
  readonly found: Readonly<Record<string, string>>
}
