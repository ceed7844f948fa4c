import { symbolInScope, templateFamilies } from '../profile/templateSymbols.ts'
import type { Template } from '../profile/types.ts'
import { type FlowSession, randomId, randomText } from './session.ts'

/** A symbol of a template has no value in this flow. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
  readonly code = 'TEMPLATE'
}

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A time in the form that the symbol asks for: NumericDate, HTTP-date (RFC 9110 section 5.6.7) or RFC 3339. */
const timeForms: Readonly<Record<string, (ms: number) => unknown>> = {
  '': (ms) => Math.floor(ms / 1000),
  '.http': (ms) => new Date(ms).toUTCString(),
  '.iso': (ms) => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z'),
}

const timeAt = (form: string, ms: number): unknown => timeForms[form]?.(ms)

type Resolve = (flow: FlowSession, url: string) => unknown

const fixed: Readonly<Record<string, Resolve>> = {
  $uuid: () => randomId(),
  $now: ({ env }) => timeAt('', env.now()),
  '$now.http': ({ env }) => timeAt('.http', env.now()),
  '$now.iso': ({ env }) => timeAt('.iso', env.now()),
  '$client.id': ({ actor }) => actor.client.id,
  '$client.redirect_uri': ({ actor }) => actor.client.redirect_uri,
  '$client.kid': ({ actor }) => actor.key?.kid,
  '$as.issuer': ({ env }) => env.target.issuer,
  '$request.url': (_flow, url) => url,
}

/** The value of a symbol, as far as the flow has one. */
function lookUp(symbol: string, flow: FlowSession, url: string): unknown {
  const known = fixed[symbol]
  if (known !== undefined) return known(flow, url)
  const { time, random, consent, param } = templateFamilies
  const [, form = '', sign, count, unit = 's'] = time.exec(symbol) ?? []
  if (count !== undefined) {
    const ms = Number(count) * (unitMs[unit] ?? 0)
    return timeAt(form, flow.env.now() + (sign === '-' ? -ms : ms))
  }
  const [, length] = random.exec(symbol) ?? []
  if (length !== undefined) return randomText(Number(length))
  const [, taken] = consent.exec(symbol) ?? []
  if (taken !== undefined) return flow.consents?.get(taken)
  const [, name] = param.exec(symbol) ?? []
  return name === undefined ? undefined : flow.env.ecosystem?.params.get(name)
}

/** True if this module knows the symbol, whether or not the flow has a value for it. */
export const isFlowSymbol = (symbol: string): boolean =>
  fixed[symbol] !== undefined || Object.values(templateFamilies).some((family) => family.test(symbol))

/** For help texts and suggestions. */
export const flowSymbolNames: readonly string[] = Object.keys(fixed)

/** The value of a symbol; undefined: it has none in this flow. `url` is that of the request it stands in. */
export const symbolValue = (symbol: string, flow: FlowSession, url: string): unknown => lookUp(symbol, flow, url)

/**
 * A template with its symbols replaced.
 * @param url of the request it stands in
 * @throws TemplateError for a symbol without a value
 */
export function fill(template: Template, flow: FlowSession, url: string): unknown {
  if (typeof template === 'string' && template.startsWith('$')) {
    const value = lookUp(template, flow, url)
    if (value === undefined || value === null) throw new TemplateError(`"${template}" has no value in this flow`)
    return value
  }
  if (Array.isArray(template)) return template.map((item) => fill(item, flow, url))
  if (typeof template !== 'object' || template === null) return template
  return Object.fromEntries(Object.entries(template).map(([name, item]) => [name, fill(item, flow, url)]))
}

/** The same as text: for headers and parameters. */
export function fillText(template: Template, flow: FlowSession, url: string): string {
  const value = fill(template, flow, url)
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** A scope value, where text may stand before the symbol. */
export function fillScope(template: string, flow: FlowSession): string {
  const found = symbolInScope(template)
  return found === null ? template : `${found.prefix}${fillText(found.symbol, flow, '')}`
}
