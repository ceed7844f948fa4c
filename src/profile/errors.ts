import { InputError } from '../yaml/InputError.ts'
import type { Issue } from '../yaml/types.ts'

/** A profile cannot be used; `issues` holds everything that is wrong with it. */
export class ProfileError extends InputError {
  constructor(issues: readonly Issue[]) {
    super('PROFILE', issues)
    this.name = 'ProfileError'
  }
}

/** A target file cannot be used; `issues` holds everything that is wrong with it. Never holds a secret. */
export class TargetError extends InputError {
  constructor(issues: readonly Issue[]) {
    super('TARGET', issues)
    this.name = 'TargetError'
  }
}

/** A baseline cannot be used; `issues` holds everything that is wrong with it. */
export class BaselineError extends InputError {
  constructor(issues: readonly Issue[]) {
    super('BASELINE', issues)
    this.name = 'BaselineError'
  }
}

/** A fleet file cannot be used; `issues` holds everything that is wrong with it. */
export class FleetError extends InputError {
  constructor(issues: readonly Issue[]) {
    super('FLEET', issues)
    this.name = 'FleetError'
  }
}
