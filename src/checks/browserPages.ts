import { nameOfRequest, pagesOf, sameSite } from './browserTrail.ts'
import { headerList, headerValues } from './headers.ts'
import { readHtml } from './htmlPage.ts'
import { judgeProblems, notApplicable } from './makeAnswer.ts'
import type { Answered } from './readExchange.ts'
import type { Check, Trace } from './types.ts'
import { allWhere } from './where.ts'

/** A rule for every page that the user is shown; the problems of one page, [] if it keeps the rule. */
const everyPage =
  (rule: (page: Answered, trace: Trace) => readonly string[], expected: string, good: string): Check =>
  (trace) => {
    const pages = pagesOf(trace)
    if (pages.length === 0) return notApplicable('the authorization server showed no HTML page')
    const bad = pages.filter((page) => rule(page, trace).length > 0)
    const problems = bad.flatMap((page) => rule(page, trace).map((problem) => `${nameOfRequest(page)}: ${problem}`))
    return judgeProblems([...new Set(problems)], expected, good, bad.length > 0 ? bad : pages)
  }

/** Sources of `frame-ancestors` in a policy; null when the policy has no such directive. */
function frameAncestors(policy: string): string[] | null {
  const directives = policy.split(';').map((part) => part.trim().split(/\s+/))
  const found = directives.find(([name]) => name?.toLowerCase() === 'frame-ancestors')
  return found ? found.slice(1).map((source) => source.toLowerCase()) : null
}

const OPEN_SOURCES = ['*', 'http:', 'https:', 'http://*', 'https://*']

/** A page is protected by any one policy that keeps strangers out; X-Frame-Options counts only without `frame-ancestors`. */
function framingProblems({ response }: Answered): string[] {
  const policies = headerValues(response.headers, 'content-security-policy').flatMap((value) => value.split(','))
  const ancestors = policies.map(frameAncestors).filter((sources) => sources !== null)
  if (ancestors.some((sources) => !sources.some((source) => OPEN_SOURCES.includes(source)))) return []
  if (ancestors.length > 0) return [`frame-ancestors ${ancestors.map((sources) => sources.join(' ')).join(' and ')}`]
  const options = headerList(response.headers, 'x-frame-options')
  if (options === null) return ['neither frame-ancestors nor X-Frame-Options']
  const values = options.split(',').map((value) => value.trim().toUpperCase())
  return values.some((value) => value === 'DENY' || value === 'SAMEORIGIN') ? [] : [`X-Frame-Options: ${options}`]
}

const POLICIES = [
  ...[
    'no-referrer',
    'same-origin',
    'strict-origin',
    'strict-origin-when-cross-origin',
    'origin',
    'origin-when-cross-origin',
  ],
  ...['no-referrer-when-downgrade', 'unsafe-url'],
]
/** Policies under which another site is told the whole URL. */
const TELLING = ['no-referrer-when-downgrade', 'unsafe-url']

function referrerProblems(page: Answered): string[] {
  const told =
    readHtml(page.response.body, page.request.url).referrerPolicy ??
    headerList(page.response.headers, 'referrer-policy')
  // Browsers take the last value that they know (Referrer Policy section 8.1).
  const known = (told ?? '')
    .split(',')
    .map((value) => value.trim().toLowerCase())
    .filter((value) => POLICIES.includes(value))
  const policy = known.at(-1)
  if (policy === undefined) return ['no Referrer-Policy']
  return TELLING.includes(policy) ? [`Referrer-Policy: ${policy}`] : []
}

function foreign(urls: readonly string[], page: Answered): string[] {
  const own = new URL(page.request.url).hostname
  const hosts = urls.map((url) => new URL(url)).filter(({ protocol }) => protocol === 'http:' || protocol === 'https:')
  return [...new Set(hosts.map(({ hostname }) => hostname).filter((host) => !sameSite(host, own)))]
}

const place = (url: string): string => url.split(/[?#]/)[0] ?? ''

/** A link or form that is the authorization response itself goes to the client, who is no third party. */
function thirdPartyProblems(page: Answered, { callback }: Pick<Trace, 'callback'>): string[] {
  const read = readHtml(page.response.body, page.request.url)
  const links = read.links.filter((link) => callback === null || place(link) !== place(callback.url))
  const { loads } = read
  return [
    ...foreign(loads, page).map((host) => `loads from ${host}`),
    ...foreign(links, page).map((host) => `links to ${host}`),
  ]
}

/** Login, consent and error pages of the authorization server (RFC 9700 sections 4.16 and 4.2.4). */
export const browserPages = allWhere(
  { grant: 'authorization_code' },
  {
    'browser-pages-not-framed': everyPage(
      framingProblems,
      'pages that other sites cannot frame (frame-ancestors or X-Frame-Options)',
      'every page is protected',
    ),
    'browser-pages-referrer-policy': everyPage(
      referrerProblems,
      'pages with a Referrer-Policy that keeps the URL from other sites',
      'every page has one',
    ),
    'browser-pages-no-third-parties': everyPage(
      thirdPartyProblems,
      'pages that load nothing from other sites and link to none',
      'no page does',
    ),
  },
)
