import { existsSync } from 'node:fs'
import { createHttpDriver } from '../login/httpDriver.ts'
import type { LoginDriver } from '../login/types.ts'
import type { LoginConfig } from '../profile/types.ts'
