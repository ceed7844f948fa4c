import type { XStatic } from 'typebox/schema'
import type { Finding, Path } from '../yaml/types.ts'
import type { oneCaseSchema } from './caseSchema.ts'
import { complaint } from './complaints.ts'
import { isEarlier } from './steps.ts'
import type { Expectation, Location } from './types.ts'

type ExpectYaml = NonNullable<XStatic<typeof oneCaseSchema>['expect']>

/** Checks what a schema cannot say about `expect`: steps in order, `accept` among the alternatives. */
export function checkExpectation(yaml: ExpectYaml, at: readonly Location[], path: Path): Finding[] {
  if (yaml === 'accept') return []
  const findings: Finding[] = []
  const report = (key: string, message: string, expected: string | null, hint: string | null) =>
    findings.push({ ...complaint(message, expected, null, hint), path: [...path, key], anchor: 'value' })
  if ('either' in yaml && !yaml.either.includes('accept')) {
    report(
      'either',
      '"either" does not say accept',
      'accept and error codes',
      'write "reject" if only refusals are allowed',
    )
  }
  if ('reject' in yaml && list(yaml.reject).includes('accept')) {
    report('reject', '"accept" is no error code', 'error codes', 'write "either" if accepting is allowed too')
  }
  for (const key of ['by', 'step'] as const) {
    const step = yaml[key]
    const [first] = at
    // Of several places the earliest counts: a change at PAR and at the token endpoint may be refused at authorize.
    if (step === undefined || first === undefined || !at.every((location) => isEarlier(step, location.step))) continue
    report(key, `"${key}" is a step before the change`, `a step from ${first.step} on`, null)
  }
  if (yaml.by !== undefined && yaml.step !== undefined) {
    report(
      'by',
      '"by" and "step" exclude each other',
      null,
      '"by": refused at that step at the latest; "step": judged there only',
    )
  }
  return findings
}

function list(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value
}

/** The expectation of a case that passed all checks. */
export function readExpectation(yaml: ExpectYaml): Expectation {
  const open = { by: null, step: null, status: [], never: null, or: null, code: null }
  if (yaml === 'accept') return { kind: 'accept', codes: [], ...open }
  const given = {
    by: yaml.by ?? null,
    step: yaml.step ?? null,
    status: yaml.status ?? [],
    or: yaml.or ?? null,
    code: yaml.code ?? null,
  }
  if ('either' in yaml) {
    return { kind: 'either', codes: yaml.either.filter((code) => code !== 'accept'), never: null, ...given }
  }
  return { kind: 'reject', codes: list(yaml.reject), never: yaml.never ?? null, ...given }
}
