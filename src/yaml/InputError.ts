import { formatIssues } from './formatIssues.ts'
import type { Issue } from './types.ts'

export type InputErrorCode = 'SUITE' | 'PROFILE' | 'TARGET' | 'BASELINE' | 'FLEET' | 'SCHEMA' | 'REGISTRY'

/** A file that people wrote cannot be used; carries everything that is wrong with it at once. Exit code 2. */
export class InputError extends Error {
  readonly code: InputErrorCode
  readonly issues: readonly Issue[]

  constructor(code: InputErrorCode, issues: readonly Issue[]) {
    super(formatIssues(issues))
    this.name = 'InputError'
    this.code = code
    this.issues = issues
  }
}
