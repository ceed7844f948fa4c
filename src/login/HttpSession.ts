import { CookieJar, getPublicSuffix, MemoryCookieStore } from 'tough-cookie'
import type { Session } from './types.ts'

/** The cookies of one user of the http driver (RFC 6265bis, with SameSite, prefixes and public suffixes). */
export class HttpSession implements Session {
  readonly #store = new MemoryCookieStore()
  readonly #jar = new CookieJar(this.#store, { prefixSecurity: 'silent' })

  /**
   * A copy: what either of the two receives later is not seen by the other. A jar changes no cookie, it puts another one
   * in its place, so both may hold the same ones; the library's own copy writes all of them as JSON and reads them again.
   */
  clone(): HttpSession {
    const copy = new HttpSession()
    this.#store.getAllCookies((_, cookies) => {
      for (const cookie of cookies ?? []) copy.#store.putCookie(cookie, nothing)
    })
    return copy
  }

  /**
   * Value of the `Cookie` header for a top-level navigation, null if there is none to send.
   * @param initiator URL of the page that caused it, null if the user typed the address
   */
  cookieHeader(url: string, method: string, initiator: string | null): string | null {
    const sameSiteContext = isSameSite(url, initiator) ? 'strict' : method === 'GET' ? 'lax' : 'none'
    const header = this.#jar.getCookieStringSync(url, { sameSiteContext })
    return header === '' ? null : header
  }

  /** Takes the `Set-Cookie` lines of an answer; malformed and forbidden ones are left out, as a browser does. */
  take(url: string, lines: readonly string[], nowMs: number): void {
    for (const line of lines) this.#jar.setCookieSync(line, url, { ignoreError: true, now: new Date(nowMs) })
  }
}

const nothing = (): void => {}

/** Same scheme and same registrable domain (or same host, where there is none). */
export function isSameSite(url: string, initiator: string | null): boolean {
  if (initiator === null) return true
  const [target, source] = [new URL(url), new URL(initiator)]
  return target.protocol === source.protocol && siteOf(target.hostname) === siteOf(source.hostname)
}

function siteOf(host: string): string {
  return getPublicSuffix(host, { allowSpecialUseDomain: true, ignoreError: true }) ?? host
}
