import type { XStatic } from 'typebox/schema'
import { describe } from '../yaml/describe.ts'
import { durationMs } from '../yaml/durationMs.ts'
import { suggest } from '../yaml/suggest.ts'
import type { Complaint, Finding, Path } from '../yaml/types.ts'
import type { oneCaseSchema } from './caseSchema.ts'
import { complaint, unknownName } from './complaints.ts'
import { jwtParts } from './steps.ts'
import type { Location, Mutation, Vocabulary } from './types.ts'

type MutateYaml = NonNullable<XStatic<typeof oneCaseSchema>['mutate']>
type Verb = keyof MutateYaml

const certificates: readonly string[] = ['none', 'client2', 'fresh', 'untrusted', 'expired']
const fieldParts: readonly string[] = ['form', 'query', 'headers']

const isJwt = ({ part }: Location) => part !== null && jwtParts.includes(part)
const isField = ({ part }: Location) => part !== null && fieldParts.includes(part)
const isMap = (at: Location) => isField(at) || at.part === 'params' || (isJwt(at) && at.place !== null)
const isStep = ({ part }: Location) => part === null

interface Place {
  readonly fits: (at: Location) => boolean
  /** Where the verb belongs, in words. */
  readonly words: string
}

const map: Place = { fits: isMap, words: 'form, params, query, headers, or claims or header of a JWT part' }
const step: Place = { fits: isStep, words: 'a step without a part, e.g. token' }
const jwt: Place = {
  fits: (at) => isJwt(at) && at.place === null,
  words: 'a JWT part without a place, e.g. token.dpop',
}

/** Where each verb may stand; a verb at another place could not be carried out. */
const places: Readonly<Record<Verb, Place>> = {
  set: { fits: (at) => isMap(at) || at.part === 'tls', words: `${map.words}, or tls` },
  remove: map,
  keep: map,
  alg: jwt,
  key: { fits: isJwt, words: 'a JWT part, e.g. token.dpop' },
  signature: jwt,
  method: step,
  duplicate: { fits: isField, words: 'form, query or headers' },
  skip: step,
  replay: step,
  after: step,
  as: step,
  user: { fits: (at) => isStep(at) && at.step === 'authorize', words: 'step authorize' },
  use: { fits: () => true, words: 'any place' },
}

const locationText = ({ step: name, part, place }: Location) =>
  [name, part, place].filter((one) => one !== null).join('.')

function list(value: string | readonly string[] | undefined): readonly string[] | undefined {
  return typeof value === 'string' ? [value] : value
}

/** Checks that a case makes one change, that its verbs fit its places, and that its symbols are known. */
export function checkMutation(
  yaml: MutateYaml,
  at: readonly Location[],
  vocabulary: Vocabulary,
  path: Path,
): Finding[] {
  const findings: Finding[] = []
  const report = (found: Complaint, below: Path, anchor: 'key' | 'value' = 'value') =>
    findings.push({ ...found, path: [...path, ...below], anchor })
  const verbs = Object.keys(yaml).filter((key): key is Verb => Object.hasOwn(places, key))
  const second = verbs.find((verb) => verb !== verbs[0] && !(verbs.includes('set') && verbs.includes('remove')))
  const third = second ?? verbs[2]
  if (third !== undefined && verbs.length > 1) {
    const hint = 'make two cases, or register a change and write "use: <name>"'
    report(
      complaint('"mutate" makes more than one change', 'one verb, or set and remove', verbs.join(', '), hint),
      [third],
      'key',
    )
  }
  for (const verb of verbs) {
    const wrong = at.find((location) => !places[verb].fits(location))
    if (wrong === undefined) continue
    const seen = `at: ${locationText(wrong)}`
    report(
      complaint(`"${verb}" is not possible at this place`, places[verb].words, seen, placeHint(wrong, verb)),
      [verb],
      'key',
    )
  }
  for (const name of list(yaml.remove) ?? []) {
    if (yaml.set !== undefined && Object.hasOwn(yaml.set, name)) {
      report(complaint(`"${name}" is both set and removed`, null, null, 'remove it from one of the two'), ['remove'])
    }
  }
  if (yaml.set !== undefined) {
    if (at.some((location) => location.part === 'tls')) findings.push(...checkTls(yaml.set, [...path, 'set']))
    else findings.push(...checkSymbols(yaml.set, vocabulary, [...path, 'set']))
  }
  return findings
}

function placeHint(at: Location, verb: Verb): string | null {
  const text = locationText(at)
  if (
    isJwt(at) &&
    at.place === null &&
    map.fits({ ...at, place: 'claims' }) &&
    places[verb].fits({ ...at, place: 'claims' })
  ) {
    return `write "at: ${text}.claims" or "at: ${text}.header"`
  }
  if (places[verb].fits({ ...at, place: null })) return `write "at: ${locationText({ ...at, place: null })}"`
  if (places[verb].fits({ ...at, part: null, place: null })) return `write "at: ${at.step}"`
  return null
}

function checkTls(set: Readonly<Record<string, unknown>>, path: Path): Finding[] {
  return Object.entries(set).flatMap(([name, value]): Finding[] => {
    if (name !== 'certificate') {
      return [{ ...unknownName('member of tls', name, ['certificate']), path: [...path, name], anchor: 'key' }]
    }
    if (typeof value === 'string' && certificates.includes(value)) return []
    const hint = typeof value === 'string' ? suggest(value, certificates) : null
    const found = complaint(
      '"certificate" has an unknown value',
      `one of ${certificates.join(', ')}`,
      describe(value),
      hint,
    )
    return [{ ...found, path: [...path, name], anchor: 'value' }]
  })
}

const insideSymbol = /\$[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*/g

/** A text that starts with `$` must be a known symbol, and no other text may hold one. */
export function checkSymbols(value: unknown, vocabulary: Vocabulary, path: Path): Finding[] {
  if (typeof value === 'string') {
    if (value.startsWith('$') && vocabulary.isSymbol(value)) return []
    if (/^\$[^$]*$/.test(value) && !/[\s/:]/.test(value)) {
      const found = unknownName('symbol', value, vocabulary.symbols ?? [])
      return [{ ...found, path, anchor: 'value' }]
    }
    const inside = value.match(insideSymbol)?.find((text) => vocabulary.isSymbol(text))
    if (inside === undefined && !value.startsWith('$')) return []
    const hint = 'symbols cannot be joined with text; register a change and write "use: <name>"'
    const found = complaint(
      `symbol "${inside ?? '$'}" inside a longer text`,
      'a symbol alone, or text without',
      describe(value),
      hint,
    )
    return [{ ...found, path, anchor: 'value' }]
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => {
    return checkSymbols(item, vocabulary, [...path, Array.isArray(value) ? Number(key) : key])
  })
}

/** The mutation of a case that passed all checks. */
export function readMutation(yaml: MutateYaml): Mutation {
  const { remove, keep, duplicate, replay, after, ...rest } = yaml
  return {
    ...rest,
    ...lists({ remove: list(remove), keep: list(keep), duplicate: list(duplicate) }),
    ...(replay === undefined ? {} : { replay: { afterMs: replay === true ? 0 : (durationMs(replay) ?? 0) } }),
    ...(after === undefined ? {} : { after: readWait(after) }),
  }
}

function lists(
  all: Readonly<Record<string, readonly string[] | undefined>>,
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(Object.entries(all).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
}

function readWait(text: string): { readonly ms: number } | { readonly symbol: string } {
  const ms = durationMs(text)
  return ms === null ? { symbol: text } : { ms }
}
