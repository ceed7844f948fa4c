import type { HeaderLines } from '../wire/types.ts'
import { headerValues } from './headers.ts'

/** `type/subtype` in lower case without parameters; null when the header is missing. */
export function mediaTypeOf(lines: HeaderLines): string | null {
  const value = headerValues(lines, 'content-type')[0]
  return value === undefined ? null : (value.split(';')[0] ?? '').trim().toLowerCase()
}

/**
 * What is wrong with the Content-Type: not exactly one header line, or none of the allowed types.
 * Parameters such as `charset=utf-8` are allowed (RFC 9110 section 8.3.1). Null: nothing.
 */
export function mediaTypeProblem(lines: HeaderLines, allowed: readonly string[]): string | null {
  const values = headerValues(lines, 'content-type')
  if (values.length === 0) return 'no Content-Type header'
  if (values.length > 1) return `${values.length} Content-Type headers: ${values.join(' and ')}`
  return allowed.includes(mediaTypeOf(lines) ?? '') ? null : `Content-Type ${values[0] ?? ''}`
}

/** HTML in either of its registered types. */
export const isHtml = (lines: HeaderLines): boolean =>
  ['text/html', 'application/xhtml+xml'].includes(mediaTypeOf(lines) ?? '')
