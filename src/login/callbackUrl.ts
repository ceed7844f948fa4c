/** Parameters of an authorization response (RFC 6749 section 4.1.2, 4.2.2; JARM section 2.3). */
const RESPONSE_PARAMETERS = ['code', 'error', 'response', 'access_token', 'id_token']

export const isResponseParameter = (name: string): boolean => RESPONSE_PARAMETERS.includes(name)

/**
 * Whether a browser sent to this URL would be back at the client, so that it must not be fetched: origin and path are those of
 * a redirect URI and its registered query is there, or it leads to an origin the visit has not been at and carries
 * parameters of an authorization response in query or fragment.
 * @param callbacks absolute URLs
 * @param reached origins visited so far
 */
export function isCallback(url: string, callbacks: readonly string[], reached: ReadonlySet<string>): boolean {
  const target = URL.parse(url)
  if (target === null) return false
  return isRedirectUri(url, callbacks) || (!reached.has(originOf(target)) && carriesResponse(target))
}

/** Whether origin, path and registered query of the URL are those of one of the redirect URIs. */
export function isRedirectUri(url: string, callbacks: readonly string[]): boolean {
  const target = URL.parse(url)
  return target !== null && callbacks.some((callback) => matches(target, callback))
}

/** Whether URL parameters or fragment hold an authorization response. */
export function carriesResponse(target: URL): boolean {
  const fragment = new URLSearchParams(target.hash.slice(1))
  return RESPONSE_PARAMETERS.some((name) => target.searchParams.has(name) || fragment.has(name))
}

/** Origin also for schemes for which `URL.origin` is `null`, such as `com.example.app:/cb`. */
export function originOf(url: URL): string {
  return url.origin === 'null' ? `${url.protocol}//${url.host}` : url.origin
}

/**
 * The URL under which a request is looked at and reported as callback. For a `response_mode=form_post` callback that is the
 * action with the posted parameters appended to its query (OAuth 2.0 Form Post Response Mode).
 */
export function postedUrl(method: string, target: string, body: string | null, contentType: string | null): string {
  if (method !== 'POST' || !contentType?.startsWith('application/x-www-form-urlencoded')) return target
  const url = new URL(target)
  for (const [name, value] of new URLSearchParams(body ?? '')) url.searchParams.append(name, value)
  return url.href
}

function matches(target: URL, callback: string): boolean {
  const registered = URL.parse(callback)
  if (registered === null || originOf(registered) !== originOf(target) || registered.pathname !== target.pathname)
    return false
  return [...registered.searchParams].every(([name, value]) => target.searchParams.getAll(name).includes(value))
}
