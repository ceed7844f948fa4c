import { headerValues } from './headers.ts'
import { isHtml } from './mediaType.ts'
import { type Answered, isAnswered } from './readExchange.ts'
import type { Trace } from './types.ts'

const isAddress = (host: string): boolean => /^[\d.]+$/.test(host) || host.includes(':')

/**
 * Whether two hosts belong to one site: the same name, or the same last two labels. Without a list of public suffixes
 * that takes some strangers for one site, which only makes the checks milder.
 */
export function sameSite(one: string, other: string): boolean {
  if (one === other) return true
  if (isAddress(one) || isAddress(other)) return false
  const siteOf = (host: string): string => host.split('.').slice(-2).join('.')
  return one.includes('.') && siteOf(one) === siteOf(other)
}

const hostOf = (url: unknown): string | null =>
  typeof url === 'string' && URL.canParse(url) ? new URL(url).hostname : null

/** What a page loads besides itself says so in its request (Fetch metadata), or by what it accepts. */
function isNavigation({ request }: Answered): boolean {
  const destination = headerValues(request.headers, 'sec-fetch-dest')[0]
  if (destination !== undefined) return ['document', 'iframe', 'frame'].includes(destination)
  return !/^(?:image\/|text\/css|font\/)/.test(headerValues(request.headers, 'accept')[0] ?? '')
}

/** Answers to the user agent from the site of the authorization server, in order; what pages load besides is left out. */
export function navigationsOf(trace: Trace): Answered[] {
  const own = [trace.issuer, trace.metadata?.authorization_endpoint].map(hostOf).filter((host) => host !== null)
  return (trace.exchanges.authorize ?? [])
    .filter(isAnswered)
    .filter(isNavigation)
    .filter(({ request }) => own.some((host) => sameSite(host, hostOf(request.url) ?? '')))
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308]

export const redirectsOf = (trace: Trace): Answered[] =>
  navigationsOf(trace).filter(({ response }) => REDIRECTS.includes(response.status))

/** Pages shown to the user, error pages too. */
export const pagesOf = (trace: Trace): Answered[] =>
  navigationsOf(trace).filter(
    ({ response }) => !REDIRECTS.includes(response.status) && isHtml(response.headers) && response.body.trim() !== '',
  )

/** `POST https://as.example/login` without query, which may hold credentials. */
export const nameOfRequest = ({ request }: Answered): string =>
  `${request.method} ${request.url.split(/[?#]/)[0] ?? ''}`
