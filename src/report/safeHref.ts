/** The address if a reader may follow it: `http` or `https` only, because suites of operators name addresses too. */
export function safeHref(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null
  const { protocol, href } = new URL(url)
  return protocol === 'https:' || protocol === 'http:' ? href : null
}
