/** Parameters of an authorization response (RFC 6749 section 4.1.2, 4.2.2; JARM section 2.3). */
const RESPONSE_PARAMETERS = ['code', 'error', 'response', 'access_token', 'id_token']

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
  if (callbacks.some((callback) => matches(target, callback))) return true
  return !reached.has(originOf(target)) && carriesResponse(target)
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
 * The URL under which a `response_mode=form_post` callback is reported: the action with the posted parameters appended to
 * its query (OAuth 2.0 Form Post Response Mode).
 */
export function formPostUrl(action: string, entries: readonly (readonly [string, string])[]): string {
  const url = new URL(action)
  for (const [name, value] of entries) url.searchParams.append(name, value)
  return url.href
}

function matches(target: URL, callback: string): boolean {
  const registered = URL.parse(callback)
  if (registered === null || originOf(registered) !== originOf(target) || registered.pathname !== target.pathname)
    return false
  return [...registered.searchParams].every(([name, value]) => target.searchParams.getAll(name).includes(value))
}
