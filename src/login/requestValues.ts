/**
 * The values a request carries in its query and body, decoded: of a URL-encoded, multipart or JSON body.
 * @param contentType of the body, '' if unknown
 */
export function requestValues(url: string, body: string | null, contentType: string): string[] {
  const values = [...(URL.parse(url)?.searchParams.values() ?? [])]
  if (body === null) return values
  if (contentType.includes('multipart/form-data')) return [...values, ...multipartValues(body, contentType)]
  if (contentType.includes('json')) return [...values, ...jsonValues(body)]
  return [...values, ...new URLSearchParams(body).values(), ...jsonValues(body), body]
}

function multipartValues(body: string, contentType: string): string[] {
  const boundary = /boundary="?([^";]+)/.exec(contentType)?.[1] ?? ''
  return body.split(`--${boundary}`).map((part) => part.slice(part.indexOf('\r\n\r\n') + 4).replace(/\r\n$/, ''))
}

function jsonValues(body: string): string[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return []
  }
  return leaves(parsed)
}

function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(leaves)
}
