import type { HeaderLines } from '../wire/types.ts'

/** All values of a header in the order sent; names are compared without regard to case (RFC 9110 section 5.1). */
export function headerValues(lines: HeaderLines, name: string): string[] {
  const wanted = name.toLowerCase()
  return lines.filter(([line]) => line.toLowerCase() === wanted).map(([, value]) => value)
}

/** The lines of a list header joined as one value (RFC 9110 section 5.3); null when there is none. */
export function headerList(lines: HeaderLines, name: string): string | null {
  const values = headerValues(lines, name)
  return values.length === 0 ? null : values.join(', ')
}

/** Directive names of `Cache-Control`, in lower case, without their arguments. */
export function cacheDirectives(lines: HeaderLines): string[] {
  const list = headerList(lines, 'cache-control') ?? ''
  return list
    .split(',')
    .map((part) => (part.split('=')[0] ?? '').trim().toLowerCase())
    .filter((directive) => directive !== '')
}
