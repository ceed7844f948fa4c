/**
 * Syntax- and scheme-based normalisation of an `htu` (RFC 3986 sections 6.2.2 and 6.2.3), query and fragment left out
 * (RFC 9449 section 4.3 item 9). Null if the value is not an absolute URI.
 */
export function normaliseUri(value: unknown): string | null {
  if (typeof value !== 'string' || !URL.canParse(value)) return null
  const url = new URL(value)
  // The URL parser lower-cases scheme and host, drops default ports and resolves dot segments, but keeps escapes.
  const path = url.pathname.replace(/%[0-9A-Fa-f]{2}/g, (escaped) => {
    const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
    return /[A-Za-z0-9\-._~]/.test(character) ? character : escaped.toUpperCase()
  })
  return `${url.protocol}//${url.host}${path}`
}
