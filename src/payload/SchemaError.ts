import { InputError } from '../yaml/InputError.ts'
import type { Issue } from '../yaml/types.ts'

/** A schema or an API document cannot be used; `issues` holds everything that is wrong with it. */
export class SchemaError extends InputError {
  constructor(issues: readonly Issue[]) {
    super('SCHEMA', issues)
    this.name = 'SchemaError'
  }
}
