import { InputError } from '../yaml/InputError.ts'
import type { Issue } from '../yaml/types.ts'

/** A registry cannot be used; `issues` holds everything that is wrong with it. */
export class RegistryError extends InputError {
  constructor(issues: readonly Issue[]) {
    super('REGISTRY', issues)
    this.name = 'RegistryError'
  }
}
