import { describe } from '../yaml/describe.ts'
import { suggest } from '../yaml/suggest.ts'
import type { Complaint, Path } from '../yaml/types.ts'
import type { Template } from './types.ts'

/** Symbols of templates that stand for themselves; `flow/template.ts` gives each its value. */
export const templateSymbols: readonly string[] = [
  '$uuid',
  '$now',
  '$now.http',
  '$now.iso',
  '$client.id',
  '$client.redirect_uri',
  '$client.kid',
  '$as.issuer',
  '$request.url',
]

/** Symbols with a parameter: a time from now, random text, a value that a consent or an endpoint gave. */
export const templateFamilies = {
  time: /^\$now(\.http|\.iso)?([+-])([0-9]{1,6})([smhd])$/,
  random: /^\$random([0-9]{1,4})$/,
  consent: /^\$consent\.([A-Za-z][A-Za-z0-9_]*)$/,
  param: /^\$param\.([A-Za-z][A-Za-z0-9_]*)$/,
} as const

/** True for a symbol that a template may hold, whether or not something gives it a value. */
export function isTemplateSymbol(text: string): boolean {
  return templateSymbols.includes(text) || Object.values(templateFamilies).some((family) => family.test(text))
}

/** The symbol at the end of a scope value such as `consent:$consent.consent_id`; null: there is none. */
export function symbolInScope(value: string): { readonly prefix: string; readonly symbol: string } | null {
  const at = value.indexOf('$')
  return at === -1 ? null : { prefix: value.slice(0, at), symbol: value.slice(at) }
}

/** What is wrong with a template, with the path of the value below it. */
export type TemplateFault = readonly [path: Path, complaint: Complaint]

/** What may stand in a template. */
export interface TemplateWords {
  /** Names that the consents of the profile take. */
  readonly consent: ReadonlySet<string>
}

function symbolComplaint(symbol: string, { consent }: TemplateWords): Complaint | null {
  const [, name] = templateFamilies.consent.exec(symbol) ?? []
  if (name !== undefined && !consent.has(name)) {
    const expected =
      consent.size === 0 ? 'a consent with "take"' : [...consent].map((one) => `$consent.${one}`).join(', ')
    return { message: `no consent takes "${name}"`, expected, seen: describe(symbol), hint: suggest(name, consent) }
  }
  if (isTemplateSymbol(symbol)) return null
  const expected = [...templateSymbols, '$now+5m', '$random32', '$consent.<name>', '$param.<name>'].join(', ')
  return { message: 'unknown symbol', expected, seen: describe(symbol), hint: suggest(symbol, templateSymbols) }
}

/** Everything that is wrong with the symbols of a template; a text that starts with `$` is a symbol and nothing else. */
export function templateFaults(value: Template, words: TemplateWords, path: Path = []): readonly TemplateFault[] {
  if (typeof value === 'string') {
    const wrong = value.startsWith('$') ? symbolComplaint(value, words) : null
    return wrong === null ? [] : [[path, wrong]]
  }
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap((item: unknown, at) => templateFaults(item, words, [...path, at]))
  return Object.entries(value).flatMap(([key, item]) => templateFaults(item, words, [...path, key]))
}

/** The same for a scope value, where text may stand before the symbol. */
export function scopeFault(value: string, words: TemplateWords): Complaint | null {
  const found = symbolInScope(value)
  return found === null ? null : symbolComplaint(found.symbol, words)
}
