import type { MetadataRule } from '../profile/metadataRule.ts'
import type { ServerRules } from '../profile/types.ts'
import { askMetadata } from './ask.ts'
import { headerProblem } from './headerRules.ts'
import { judgeProblems, notApplicable } from './makeAnswer.ts'
import { readSuccess } from './readExchange.ts'
import { show } from './showValue.ts'
import type { Check, Trace } from './types.ts'

const textsOf = (value: unknown): readonly unknown[] | null => (Array.isArray(value) ? value : null)

/** What is wrong with a member of the metadata; null: nothing. */
function memberProblem(value: unknown, rule: MetadataRule): string | null {
  if (rule.kind === 'absent') return value === undefined ? null : `is there: ${show(value)}`
  if (value === undefined) return 'is missing'
  if (rule.kind === 'present') return null
  if (rule.kind === 'is') return value === rule.value ? null : `is ${show(value)}, not ${show(rule.value)}`
  const found = textsOf(value)
  if (found === null) return `is ${show(value)}, not a list`
  const missing = rule.values.filter((one) => !found.includes(one))
  const more = rule.kind === 'only' ? found.filter((one) => !rule.values.some((known) => known === one)) : []
  if (missing.length > 0) return `lacks ${missing.map((one) => show(one)).join(', ')}`
  return more.length > 0 ? `has ${more.map((one) => show(one)).join(', ')}, too` : null
}

const words: Readonly<Record<MetadataRule['kind'], string>> = {
  present: 'present',
  absent: 'absent',
  is: 'as named',
  has: 'with what is named',
  only: 'with what is named and nothing else',
}

const rulesIn = ({ serverRules }: Trace): ServerRules | null => serverRules ?? null

/** RFC 8414 metadata as the profile wants them. */
const metadataAsAgreed: Check = (trace) => {
  const rules = Object.entries(rulesIn(trace)?.metadata ?? {})
  if (rules.length === 0) return notApplicable('the profile asks for nothing in the metadata')
  const check = askMetadata((metadata, exchange) => {
    const problems = rules.flatMap(([name, rule]) => {
      const wrong = memberProblem(metadata[name], rule)
      return wrong === null ? [] : [`"${name}" ${wrong}`]
    })
    const expected = rules.map(([name, { kind }]) => `"${name}" ${words[kind]}`).join(', ')
    return judgeProblems(problems, expected, 'all as agreed', exchange)
  })
  return check(trace)
}

/** Steps whose requests carry the headers of the profile. */
const asked = ['par', 'token'] as const

const headersAsAgreed: Check = (trace) => {
  const rules = Object.entries(rulesIn(trace)?.responseHeaders ?? {})
  if (rules.length === 0) return notApplicable('the profile asks for no headers of the authorization server')
  const steps = asked.filter((step) => step === 'token' || trace.variant.grant === 'authorization_code')
  const problems: string[] = []
  const exchanges = []
  for (const step of steps) {
    const read = readSuccess(trace, step)
    if (!read.ok) return read.answer
    exchanges.push(read.value)
    for (const [name, rule] of rules) {
      const wrong = headerProblem(name, rule, read.value)
      if (wrong !== null) problems.push(`${step}: ${name}: ${wrong}`)
    }
  }
  const expected = rules.map(([name, { kind }]) => `${name} ${kind}`).join(', ')
  return judgeProblems(problems, `${expected} at ${steps.join(' and ')}`, 'all as agreed', exchanges)
}

/** What the profile asks of the authorization server besides its specifications. */
export const serverRuleChecks: Readonly<Record<string, Check>> = {
  'server-headers-as-agreed': headersAsAgreed,
  'server-metadata-as-agreed': metadataAsAgreed,
}
