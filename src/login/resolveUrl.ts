/** The absolute form of a URL reference, null if it cannot be one. */
export function resolveUrl(reference: string, base: string): string | null {
  return URL.parse(reference.trim(), base)?.href ?? null
}

/** The URL without its fragment. */
export function withoutFragment(url: string): string {
  const at = url.indexOf('#')
  return at < 0 ? url : url.slice(0, at)
}
