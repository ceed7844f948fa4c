import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type { XStatic } from 'typebox/schema'
import { checkSchema, type Formats } from '../yaml/checkSchema.ts'
import { describe } from '../yaml/describe.ts'
import { readYaml } from '../yaml/readYaml.ts'
import { baselineSchema } from './baselineSchema.ts'
import type { Baseline } from './baselineTypes.ts'
import { BaselineError } from './errors.ts'
import { readInputFile } from './readInputFile.ts'

type BaselineYaml = XStatic<typeof baselineSchema>

/** A day of the calendar: `2026-02-30` has the form of one and is none. */
function isDay(text: string): boolean {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text
}

const rules: Formats = {
  day: (text, field) => {
    if (isDay(text)) return null
    return {
      message: `${field} is no day of the calendar`,
      expected: 'a date as YYYY-MM-DD, e.g. 2026-12-31',
      seen: describe(text),
      hint: null,
    }
  },
}

/**
 * Reads and checks a baseline file. An entry that has expired is no error here: the run says so and fails.
 * @param file path of the file
 * @throws BaselineError with everything that is wrong, each with file, line and column
 */
export function loadBaseline(file: string): Baseline {
  const path = resolve(file)
  const bytes = readInputFile(
    path,
    'baseline',
    { expected: 'the path of a baseline file, see schemas/baseline.schema.json', hint: null },
    BaselineError,
  )
  const document = readYaml(bytes, path)
  if (document.issues.length > 0) throw new BaselineError(document.issues)
  const findings = checkSchema(document.value, baselineSchema, rules)
  if (findings.length > 0) throw new BaselineError(findings.map((finding) => document.issue(finding)))
  const yaml = document.value as BaselineYaml
  return {
    id: yaml.baseline,
    entries: yaml.entries.map((entry, index) => ({
      case: entry.case,
      variant: entry.variant ?? '*',
      requirement: entry.requirement ?? null,
      reason: entry.reason.trim(),
      owner: entry.owner.trim(),
      expires: entry.expires,
      line: document.position(['entries', index], 'value').line,
    })),
    file: path,
    digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
  }
}
