import type { HeaderLines } from '../wire/types.ts'
import { plainHeaders } from './sensitiveNames.ts'
import type { Door, Place } from './types.ts'

type HeaderRedactor = (value: string, place: Place, door: Door) => string

/** `DPoP <token>`: the scheme stays, in its own capitals; a value without scheme goes as a whole. */
function authorization(value: string, _place: Place, door: Door): string {
  const parts = /^(\s*[A-Za-z][A-Za-z0-9_-]*)(\s+)(.+)$/s.exec(value)
  if (parts === null) return value.trim() === '' ? value : door.hide('credentials', value)
  const [, scheme = '', gap = '', credentials = ''] = parts
  if (scheme.trim().toLowerCase() === 'basic') return `${scheme}${gap}${door.hide('credentials', credentials)}`
  return `${scheme}${gap}${door.named('token', credentials, 'oauth')}`
}

function cookiePair(pair: string, door: Door): string {
  const equals = pair.indexOf('=')
  if (equals < 0) return pair.trim() === '' ? pair : door.hide('cookie', pair.trim())
  const value = pair.slice(equals + 1).trim()
  return value === '' ? pair : `${pair.slice(0, equals)}=${door.hide('cookie', value)}`
}

function cookie(value: string, _place: Place, door: Door): string {
  return value
    .split(';')
    .map((pair) => cookiePair(pair, door))
    .join(';')
}

function setCookie(value: string, place: Place, door: Door): string {
  const [pair = '', ...attributes] = value.split(';')
  return [
    cookiePair(pair, door),
    ...attributes.map((attribute) => {
      const [name = '', path] = attribute.split('=', 2)
      return path === undefined ? door.text(attribute, true) : `${name}=${door.url(path, place)}`
    }),
  ].join(';')
}

const proof: HeaderRedactor = (value, _place, door) => door.named('dpop_proof', value, 'oauth')
const address: HeaderRedactor = (value, place, door) => door.url(value, place)

/** Header lines with a form of their own. Lower case. */
const special: ReadonlyMap<string, HeaderRedactor> = new Map(
  Object.entries({
    authorization,
    'proxy-authorization': authorization,
    'authentication-info': (value, _place, door) => door.hide('credentials', value),
    cookie,
    'set-cookie': setCookie,
    dpop: proof,
    location: address,
    'content-location': address,
    referer: address,
    refresh: (value, place, door) =>
      value.replace(/(url=)(.*)/i, (_, name: string, url: string) => `${name}${door.url(url, place)}`),
  } satisfies Record<string, HeaderRedactor>),
)

/** Kept values that look random but are public; other texts may quote them. */
const shown: ReadonlySet<string> = new Set(['x-fapi-interaction-id', 'dpop-nonce', 'etag'])

/**
 * Redacts header lines; names, order and number of lines stay. A name that no table knows counts as a sensitive place:
 * random-looking words in its value are hidden.
 */
export function redactHeaders(lines: HeaderLines, place: Place, door: Door): HeaderLines {
  return lines.map((line) => {
    const value = redactValue(line[0], line[1], place, door)
    return value === line[1] ? line : [line[0], value]
  })
}

function redactValue(name: string, value: string, place: Place, door: Door): string {
  const lower = lowerCase(name)
  if (shown.has(lower)) door.show(value)
  const redactor = special.get(lower)
  if (redactor !== undefined) return redactor(value, place, door)
  if (lower === 'www-authenticate') return door.text(value, true)
  return plainHeaders.has(lower) ? door.text(value, false) : door.named(name, value, 'oauth')
}

const lowerNames = new Map<string, string>()
/** A server may invent names without end; the usual ones come first. */
const MOST_NAMES = 500

function lowerCase(name: string): string {
  const known = lowerNames.get(name)
  if (known !== undefined) return known
  const lower = name.toLowerCase()
  if (lowerNames.size < MOST_NAMES) lowerNames.set(name, lower)
  return lower
}
