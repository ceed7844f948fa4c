import { nameOfRequest, navigationsOf, redirectsOf } from './browserTrail.ts'
import { headerList } from './headers.ts'
import { judgeProblems, notApplicable } from './makeAnswer.ts'
import type { Answered } from './readExchange.ts'
import type { Check } from './types.ts'
import { allWhere } from './where.ts'

const use303: Check = (trace) => {
  const redirects = redirectsOf(trace)
  if (redirects.length === 0) return notApplicable('the authorization server made no redirect by status code')
  const others = redirects.filter(({ response }) => response.status !== 303)
  const problems = others.map((exchange) => `${nameOfRequest(exchange)}: ${exchange.response.status}`)
  const subjects = others.length > 0 ? others : redirects
  return judgeProblems(
    [...new Set(problems)],
    'redirects of the user agent with status 303',
    `${redirects.length} redirects with 303`,
    subjects,
  )
}

/** A form of a login page sends the password; RFC 9700 section 4.12 speaks of requests that potentially hold credentials. */
const no307: Check = (trace) => {
  const posts = navigationsOf(trace).filter(({ request }) => request.method === 'POST')
  if (posts.length === 0) return notApplicable('no form was sent in this flow')
  const bad = posts.filter(({ response }) => response.status === 307)
  const problems = bad.map((exchange) => `${nameOfRequest(exchange)}: 307, which sends the form on to the new place`)
  return judgeProblems(
    problems,
    'no 307 in answer to a form',
    `${posts.length} forms sent, none answered with 307`,
    bad.length > 0 ? bad : posts,
  )
}

function hstsProblem({ response }: Answered): string | null {
  const value = headerList(response.headers, 'strict-transport-security')
  if (value === null) return 'no Strict-Transport-Security header'
  const age = /(?:^|;)\s*max-age\s*=\s*"?(\d+)"?\s*(?:;|,|$)/i.exec(value)?.[1]
  return age !== undefined && Number(age) > 0 ? null : `Strict-Transport-Security: ${value}`
}

const hsts: Check = (trace) => {
  const secure = navigationsOf(trace).filter(({ request }) => request.url.startsWith('https:'))
  if (secure.length === 0) return notApplicable('the user agent got no answer over https')
  const bad = secure.filter((exchange) => hstsProblem(exchange) !== null)
  const problems = bad.map((exchange) => `${nameOfRequest(exchange)}: ${hstsProblem(exchange)}`)
  const expected = 'Strict-Transport-Security with a max-age over 0'
  return judgeProblems([...new Set(problems)], expected, `on ${secure.length} responses`, bad.length > 0 ? bad : secure)
}

/** The answers of the authorization endpoint itself; what the pages behind it allow is another matter. */
const noCors: Check = (trace) => {
  const endpoint = String(trace.metadata?.authorization_endpoint).split(/[?#]/)[0]
  const answers = navigationsOf(trace).filter(({ request }) => request.url.split(/[?#]/)[0] === endpoint)
  if (answers.length === 0) return notApplicable('the authorization endpoint was not visited in this flow')
  const open = answers.filter(({ response }) => headerList(response.headers, 'access-control-allow-origin') !== null)
  const problems = open.map(({ response }) => {
    const allowed = headerList(response.headers, 'access-control-allow-origin')
    return `status ${response.status} with Access-Control-Allow-Origin: ${allowed}`
  })
  return judgeProblems(
    [...new Set(problems)],
    'no Access-Control-Allow-Origin in answers of the authorization endpoint',
    `none in ${answers.length} answers`,
    open.length > 0 ? open : answers,
  )
}

/** How the authorization server leads the user agent on (FAPI2-SP 5.3.2.2-10, -11, 5.2.3-1, -3). */
export const browserRedirects = allWhere(
  { grant: 'authorization_code' },
  {
    'browser-redirects-303': use303,
    'browser-no-307-after-form': no307,
    'browser-hsts': hsts,
    'authorize-no-cors-in-flow': noCors,
  },
)
