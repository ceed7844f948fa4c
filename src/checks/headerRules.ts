import type { HeaderRule, HeaderRules } from '../profile/types.ts'
import { headerValues } from './headers.ts'
import { parseHttpDate, secondsOff } from './httpDate.ts'
import { mediaTypeOf } from './mediaType.ts'
import type { Answered } from './readExchange.ts'

/** What a rule is about; each topic is a case of its own, so that one fault fails one case. */
export type HeaderTopic = 'echo' | 'date' | 'type' | 'cache' | 'hsts' | 'other'

const topics: Readonly<Record<string, HeaderTopic>> = {
  date: 'date',
  'content-type': 'type',
  'cache-control': 'cache',
  'strict-transport-security': 'hsts',
}

/** The topic of a rule; `name` in lower case. */
export function topicOf(name: string, rule: HeaderRule): HeaderTopic {
  if (rule.kind === 'echoed') return 'echo'
  return (Object.hasOwn(topics, name) ? topics[name] : undefined) ?? 'other'
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const NIL = /^[0-]+$/

/** A UUID in the text form of RFC 4122 section 3, and not the one that says nothing. */
export const isUuid = (text: string): boolean => UUID.test(text) && !NIL.test(text)

const quoted = (values: readonly string[]): string =>
  values.map((value) => JSON.stringify(value.slice(0, 120))).join(' and ')

/** What is wrong with the number of lines; null: there is exactly one. */
function notOne(values: readonly string[]): string | null {
  if (values.length === 1) return null
  return values.length === 0 ? 'it is missing' : `${values.length} lines: ${quoted(values)}`
}

/** RFC 6797 section 6.1: directives by `;`, none twice, `max-age` among them; 0 would switch it off. */
export function hstsProblem(value: string): string | null {
  const directives = value
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const names = directives.map((part) => (part.split('=')[0] ?? '').trim().toLowerCase())
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) return `"${twice}" stands twice in ${quoted([value])}`
  const age = /^\s*max-age\s*=\s*("?)(\d+)\1\s*$/i.exec(directives[names.indexOf('max-age')] ?? '')
  if (age === null) return `no max-age in ${quoted([value])}`
  return Number(age[2]) > 0 ? null : `max-age=0, which switches it off: ${quoted([value])}`
}

/** RFC 9110 sections 5.6.7 and 6.6.1; an answer from a cache tells its Age (RFC 9111 section 5.1), and is as old as that. */
function dateProblem(values: readonly string[], exchange: Answered): string | null {
  const at = parseHttpDate(values[0] ?? '')
  if (at === null) return `${quoted(values)} is no date of RFC 9110`
  const [age = ''] = headerValues(exchange.response.headers, 'age')
  const off = secondsOff(at + (/^\d{1,9}$/.test(age) ? Number(age) * 1000 : 0), exchange)
  return off === null ? null : `${quoted(values)} is ${Math.abs(off)} s ${off < 0 ? 'behind' : 'ahead of'} the time`
}

/** What a header has to be besides there: its own form, whatever the profile says. Names in lower case. */
const forms: Readonly<Record<string, (values: readonly string[], exchange: Answered) => string | null>> = {
  date: (values, exchange) => notOne(values) ?? dateProblem(values, exchange),
  // RFC 6797 section 8.1: of several lines a client takes the first one.
  'strict-transport-security': ([value = '']) => hstsProblem(value),
  location: (values, { request }) =>
    notOne(values) ?? (URL.canParse(values[0] ?? '', request.url) ? null : `${quoted(values)} is no URL`),
}

function formProblem(name: string, values: readonly string[], exchange: Answered): string | null {
  if (values.length === 0 || values.every((value) => value.trim() === ''))
    return values.length === 0 ? 'it is missing' : 'it is empty'
  const form = Object.hasOwn(forms, name) ? forms[name] : undefined
  return form?.(values, exchange) ?? null
}

function echoProblem(name: string, values: readonly string[], { request }: Answered): string | null {
  const sent = headerValues(request.headers, name)[0]
  const wrong = notOne(values)
  if (wrong !== null) return wrong
  const [value = ''] = values
  if (sent === undefined) return isUuid(value) ? null : `${quoted(values)} is no UUID`
  // A server that lower-cases a UUID has not changed it (RFC 9562 section 4).
  const same = value === sent || (isUuid(sent) && value.toLowerCase() === sent.toLowerCase())
  return same ? null : `${quoted(values)} instead of ${quoted([sent])}`
}

/** Elements of a list header, and directives of those that are separated by `;`; in lower case, without spaces around `=`. */
function elements(values: readonly string[]): string[] {
  return values
    .flatMap((value) => value.split(/[,;]/))
    .map((part) =>
      part
        .trim()
        .replace(/\s*=\s*/, '=')
        .toLowerCase(),
    )
    .filter((part) => part !== '')
}

function hasProblem(values: readonly string[], wanted: string): string | null {
  const asked = wanted
    .trim()
    .replace(/\s*=\s*/, '=')
    .toLowerCase()
  const found = elements(values)
  // `max-age` alone asks for the directive, whatever its value.
  if (found.includes(asked) || found.some((one) => one.split('=')[0] === asked)) return null
  return values.length === 0 ? 'it is missing' : quoted(values)
}

function isProblem(name: string, values: readonly string[], wanted: string, { response }: Answered): string | null {
  if (name === 'cache-control') {
    const [found, asked] = [elements(values), elements([wanted])]
    return found.length === asked.length && asked.every((one) => found.includes(one))
      ? null
      : values.length === 0
        ? 'it is missing'
        : quoted(values)
  }
  const wrong = notOne(values)
  if (wrong !== null) return wrong
  if (name === 'content-type') {
    const type = (wanted.split(';')[0] ?? '').trim().toLowerCase()
    return mediaTypeOf(response.headers) === type ? null : quoted(values)
  }
  return values[0]?.trim() === wanted ? null : quoted(values)
}

/** Whether the whole value matches; a pattern of the profile, checked when it was loaded. */
const matchesWhole = (value: string, pattern: string): boolean => new RegExp(`^(?:${pattern})$`, 'u').test(value.trim())

/**
 * What is wrong with one header of an answer by a rule of the profile.
 * @param name in lower case
 * @returns null: nothing
 */
export function headerProblem(name: string, rule: HeaderRule, exchange: Answered): string | null {
  const values = headerValues(exchange.response.headers, name)
  if (rule.kind === 'absent') return values.length === 0 ? null : `it is there: ${quoted(values)}`
  if (rule.kind === 'echoed') return echoProblem(name, values, exchange)
  if (rule.kind === 'present') return formProblem(name, values, exchange)
  if (rule.kind === 'is') return isProblem(name, values, rule.value, exchange) ?? formProblem(name, values, exchange)
  if (rule.kind === 'has') return hasProblem(values, rule.value) ?? formProblem(name, values, exchange)
  return (
    notOne(values) ??
    (values.every((value) => matchesWhole(value, rule.pattern)) ? formProblem(name, values, exchange) : quoted(values))
  )
}

/** What a rule asks for, in words. */
export function ruleWords(name: string, rule: HeaderRule, isSent: boolean): string {
  switch (rule.kind) {
    case 'echoed':
      return isSent ? `${name} with the value of the request` : `${name} with a UUID of its own`
    case 'is':
      return `${name}: ${rule.value}`
    case 'has':
      return `${name} with ${rule.value}`
    case 'matches':
      return `${name} that matches ${rule.pattern}`
    case 'present':
      return `one ${name}`
    case 'absent':
      return `no ${name}`
  }
}

/** Rules of one topic that can be asked about an answer: what has no content needs no type. */
export function rulesOf(
  rules: HeaderRules,
  topic: HeaderTopic,
  { response }: Answered,
): readonly (readonly [string, HeaderRule])[] {
  const isEmpty = response.body === '' || response.status === 204 || response.status === 304
  return Object.entries(rules).filter(
    ([name, rule]) => topicOf(name, rule) === topic && !(topic === 'type' && isEmpty && rule.kind !== 'absent'),
  )
}
