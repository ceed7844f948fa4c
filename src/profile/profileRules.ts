import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Formats } from '../yaml/checkSchema.ts'
import { describe } from '../yaml/describe.ts'
import { durationMs } from '../yaml/durationMs.ts'
import { suggest } from '../yaml/suggest.ts'
import type { Complaint } from '../yaml/types.ts'
import { setPath, suitePath } from './suitePaths.ts'

function regexComplaint(text: string, field: string): Complaint | null {
  try {
    new RegExp(text, 'u')
    return null
  } catch (error) {
    const seen = error instanceof Error ? error.message : String(error)
    return { message: `${field} is no regular expression`, expected: 'a pattern as in JavaScript', seen, hint: null }
  }
}

const pathForm = /^(?:\/(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-F]{2}|\{[A-Za-z][A-Za-z0-9_]*\})*)+(?:\?[^#\s]*)?$/

function pathComplaint(text: string, field: string): Complaint | null {
  if (pathForm.test(text) && !text.split('/').some((part) => part === '.' || part === '..')) return null
  const hint = /^https?:/.test(text) ? 'the base URL stands in the target file ("api")' : null
  return { message: `${field} is no path`, expected: 'e.g. /accounts/{accountId}', seen: describe(text), hint }
}

/** A literal address, or one that each target file tells; that the symbol is well formed is a question of templates. */
function keyUrlComplaint(text: string, field: string): Complaint | null {
  if (text.startsWith('$') || (/^https:\/\//.test(text) && URL.canParse(text))) return null
  const expected = 'an https URL, or a symbol such as $param.keys'
  return { message: `${field} is no address of keys`, expected, seen: describe(text), hint: null }
}

/**
 * Rules for the `format` names of the profile schema.
 * @param file the profile, from which relative paths lead
 * @param suites the package's `suites/` folder
 */
export function profileRules(file: string, suites: string): Formats {
  return {
    regex: regexComplaint,
    'api-path': pathComplaint,
    'key-url': keyUrlComplaint,
    duration: (text, field) => {
      if (durationMs(text) !== null) return null
      const expected = 'a whole number with s, m, h or d, e.g. 10m'
      return { message: `${field} is no duration`, expected, seen: describe(text), hint: null }
    },
    'set-name': (text) => {
      const path = setPath(text, file, suites)
      if (existsSync(path)) return null
      const folder = join(suites, 'sets')
      const names = existsSync(folder) ? readdirSync(folder).map((name) => name.replace(/\.yaml$/, '')) : []
      const message = `there is no requirement set "${text}"`
      return { message, expected: `a file such as ${path}`, seen: null, hint: suggest(text, names) }
    },
    'suite-name': (text) => {
      const path = suitePath(text, file, suites)
      if (existsSync(path)) return null
      const hint = suggest(text, existsSync(suites) ? readdirSync(suites) : [])
      return { message: `there is no suite "${text}"`, expected: `a folder or file such as ${path}`, seen: null, hint }
    },
  }
}
