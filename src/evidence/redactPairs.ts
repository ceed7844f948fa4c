import type { Door, Place } from './types.ts'

/** Percent-decoding that never throws: what cannot be decoded stays as it is. */
export function decodeForm(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
      try {
        return decodeURIComponent(run)
      } catch {
        return run
      }
    })
  }
}

/** Percent-encodes all but the characters of tags: `[`, `]` and `:` may stand in a query and stay readable there. */
export function encodeRedacted(text: string): string {
  if (!text.isWellFormed()) return encodeRedacted(text.toWellFormed())
  return encodeURIComponent(text).replaceAll('%5B', '[').replaceAll('%5D', ']').replaceAll('%3A', ':')
}

/** Redacts percent-encoded text as what it stands for; it keeps its bytes where nothing is found. */
export function redactWord(text: string, door: Door): string {
  const decoded = decodeForm(text)
  const safe = door.text(decoded, true)
  if (safe !== decoded) return encodeRedacted(safe)
  return decoded === text ? text : door.text(text, true)
}

/**
 * Redacts `application/x-www-form-urlencoded` text (a body, a query, a fragment). Parameters that keep their value keep
 * their exact bytes too, so odd encodings, empty and doubled parameters can still be seen.
 *
 * @param text without a leading `?` or `#`
 */
export function redactPairs(text: string, place: Place, door: Door): string {
  return text
    .split('&')
    .map((pair) => {
      const equals = pair.indexOf('=')
      if (equals < 0) return redactWord(pair, door)
      const rawName = pair.slice(0, equals)
      const name = decodeForm(rawName)
      const safeName = door.name(name)
      const value = decodeForm(pair.slice(equals + 1))
      const safe = (place === 'payload' ? door.mask(name, value) : null) ?? door.named(name, value, place)
      const writtenName = safeName === name ? rawName : encodeRedacted(safeName)
      return safe === value ? `${writtenName}${pair.slice(equals)}` : `${writtenName}=${encodeRedacted(safe)}`
    })
    .join('&')
}
