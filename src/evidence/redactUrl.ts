import { looksRandom } from './looksRandom.ts'
import { maskOf } from './maskPersonal.ts'
import { isPersonalShape } from './personalNames.ts'
import { decodeForm, redactPairs, redactWord } from './redactPairs.ts'
import type { Door, Place } from './types.ts'

const AUTHORITY = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)/i

function redactPath(path: string, place: Place, door: Door): string {
  return path
    .split('/')
    .map((segment) => {
      // Addresses in metadata are public by their nature, also where a tenant's UUID is part of them.
      if (place === 'metadata' && looksRandom(segment)) door.show(segment)
      if (place === 'payload' && isPersonalShape(decodeForm(segment))) return maskOf(decodeForm(segment))
      if (looksRandom(segment) && !door.isShown(segment)) return door.hide('opaque', segment)
      return redactWord(segment, door)
    })
    .join('/')
}

function redactQuery(text: string, place: Place, door: Door): string {
  return text.includes('=') ? redactPairs(text, place, door) : redactWord(text, door)
}

/**
 * Redacts a URL by its parts, as text: a malformed URL is evidence and must come out as malformed as it went in. Scheme,
 * host and words of the path stay; a password in the authority, random path segments and the values in query and fragment
 * are judged.
 */
export function redactUrl(url: string, place: Place, door: Door): string {
  const hash = url.indexOf('#')
  const beforeHash = hash < 0 ? url : url.slice(0, hash)
  const mark = beforeHash.indexOf('?')
  const beforeQuery = mark < 0 ? beforeHash : beforeHash.slice(0, mark)
  const authority = AUTHORITY.exec(beforeQuery)
  const scheme = authority?.[1] ?? ''
  const host = authority?.[2] ?? ''
  const at = host.lastIndexOf('@')
  const safeHost = at < 0 ? host : `${door.hide('credentials', host.slice(0, at))}${host.slice(at)}`
  const path = beforeQuery.slice(scheme.length + host.length)
  const query = mark < 0 ? '' : `?${redactQuery(beforeHash.slice(mark + 1), place, door)}`
  const fragment = hash < 0 ? '' : `#${redactQuery(url.slice(hash + 1), place, door)}`
  return `${scheme}${door.text(safeHost, false)}${redactPath(path, place, door)}${query}${fragment}`
}
