import type { LoginConfig } from '../profile/types.ts'
import type { Exchange } from '../wire/types.ts'
import { autoForward } from './autoForward.ts'
import { isCallback, originOf, postedUrl } from './callbackUrl.ts'
import { describePage } from './describePage.ts'
import { FOREIGN_PAGE, FORGED_HEADERS } from './forgery.ts'
import { defaultButton, type Submission, submitForm } from './formSubmission.ts'
import { HttpSession } from './HttpSession.ts'
import { markUnasked } from './markUnasked.ts'
import { type Memory, type Move, newMemory, remember } from './moves.ts'
import { navigationHeaders } from './navigationHeaders.ts'
import { needsJavaScript } from './needsJavaScript.ts'
import { asksSomething, nextMove } from './nextMove.ts'
import { pageFacts } from './pageFacts.ts'
import type { Control, Page } from './pageModel.ts'
import { carriesPassword, type LockGuard, refusesPassword, settleLock } from './passwordGuard.ts'
import { readPage } from './readPage.ts'
import { type Hop, redirectOf } from './redirect.ts'
import { headerOf, headersOf, isHtml } from './responseHeaders.ts'
import type { Visit, VisitOutcome } from './types.ts'

/** As many as browsers follow (fetch standard). */
const MOST_REDIRECTS = 20
const MOST_REQUESTS = 60
const REQUEST_TIMEOUT_MS = 15_000

export interface HttpVisitOptions {
  readonly config: LoginConfig
  readonly now: () => number
  readonly visitTimeoutMs: number
  readonly lock: LockGuard
  /** What is sent in place of the consent form, from a page of another site; null: the visit ends there. */
  readonly instead?: (form: Hop) => Hop | null
}

/** State of one visit. */
interface Course {
  readonly visit: Visit
  readonly session: HttpSession
  readonly options: HttpVisitOptions
  readonly deadline: number
  readonly exchanges: Exchange[]
  /** Origins asked so far. */
  readonly reached: Set<string>
}

type Step =
  | { readonly kind: 'page'; readonly page: Page; readonly refresh: string | null }
  | { readonly kind: 'end'; readonly outcome: VisitOutcome }
type Way =
  | { readonly kind: 'hop'; readonly hop: Hop; readonly agrees?: boolean }
  | { readonly kind: 'end'; readonly outcome: VisitOutcome }

/** Follows one visit to its end. Never throws for what a server does. */
export async function visitByHttp(visit: Visit, options: HttpVisitOptions): Promise<VisitOutcome> {
  const { session } = visit
  if (!(session instanceof HttpSession)) throw new Error('the session was not made by the http driver')
  const deadline = options.now() + options.visitTimeoutMs
  const course: Course = { visit, session, options, deadline, exchanges: [], reached: new Set() }
  const memory = newMemory()
  const outcome = await follow(course, memory)
  settleLock(options.lock, memory.passwordSends, outcome)
  return markUnasked(visit, memory, outcome)
}

async function follow(course: Course, memory: Memory): Promise<VisitOutcome> {
  let hop: Hop = { method: 'GET', url: course.visit.url, body: null, contentType: null, carriesPassword: false }
  let initiator: string | null = null
  for (;;) {
    const step = await load(course, hop, initiator)
    if (step.kind === 'end') return step.outcome
    if (initiator === FOREIGN_PAGE) return pageOutcome(course, step.page)
    const way = wayOn(course, memory, step.page, step.refresh)
    if (way.kind === 'end') return way.outcome
    hop = way.hop
    initiator = step.page.url
    const { instead } = course.options
    if (way.agrees && instead) {
      const forged = instead(way.hop)
      if (forged === null) return pageOutcome(course, step.page)
      hop = forged
      initiator = FOREIGN_PAGE
    }
  }
}

const pageOutcome = ({ exchanges }: Course, page: Page): VisitOutcome => ({
  kind: 'page',
  page: pageFacts(page),
  exchanges,
})

/** Sends a request and follows its redirects to a page or the end of the visit. */
async function load(course: Course, first: Hop, initiator: string | null): Promise<Step> {
  const { visit, session, options, exchanges, reached } = course
  let hop = first
  let tainted = false
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const stop = stopBefore(course, hop)
    if (stop !== null) return { kind: 'end', outcome: stop }
    const url = new URL(hop.url)
    reached.add(originOf(url))
    const cookie = session.cookieHeader(hop.url, hop.method, initiator)
    const exchange = await visit.send({
      method: hop.method,
      url: hop.url.slice(0, hop.url.length - url.hash.length),
      headers: [
        ...navigationHeaders(hop, initiator, cookie, tainted),
        ...(initiator === FOREIGN_PAGE ? FORGED_HEADERS : []),
      ],
      ...(hop.body === null ? {} : { body: hop.body }),
      timeoutMs: Math.max(1, Math.min(REQUEST_TIMEOUT_MS, course.deadline - options.now())),
    })
    exchanges.push(exchange)
    const { response } = exchange
    if (response === null) {
      const message = exchange.error?.message ?? 'no answer'
      return {
        kind: 'end',
        outcome: { kind: 'network', message: `${hop.method} ${url.origin}${url.pathname}: ${message}`, exchanges },
      }
    }
    session.take(hop.url, headersOf(response.headers, 'set-cookie'), options.now())
    const redirect = redirectOf(hop, response.status, headerOf(response.headers, 'location'))
    if (redirect === null) {
      const html = isHtml(response) ? response.body : ''
      const page = readPage(html, hop.url, response.status)
      const shown = html === '' ? { ...page, text: response.body.replace(/\s+/g, ' ').trim() } : page
      return { kind: 'page', page: shown, refresh: headerOf(response.headers, 'refresh') }
    }
    if (redirect.kind === 'invalid') {
      return end(
        course,
        `${url.origin}${url.pathname} redirects to "${redirect.location}", which is no URL`,
        null,
        null,
      )
    }
    tainted ||= originOf(new URL(redirect.hop.url)) !== originOf(url)
    hop = redirect.hop
  }
  const where = `${new URL(hop.url).origin}${new URL(hop.url).pathname}`
  return end(
    course,
    `redirect loop: ${MOST_REDIRECTS} redirects without a page, the last one to "${where}"`,
    null,
    null,
  )
}

/** The end of the visit if this request must not be sent. */
function stopBefore({ visit, reached, exchanges, options, deadline }: Course, hop: Hop): VisitOutcome | null {
  const stuck = (message: string): VisitOutcome => ({ kind: 'stuck', message, missed: null, page: null, exchanges })
  if (exchanges.length > 0) {
    const url = postedUrl(hop.method, hop.url, hop.body, hop.contentType)
    if (isCallback(url, visit.callbacks, reached)) return { kind: 'callback', url, exchanges }
  }
  if (!/^https?:/.test(hop.url))
    return stuck(`the browser is sent to "${hop.url}", which is neither http nor a redirect URI`)
  if (exchanges.length >= MOST_REQUESTS)
    return stuck(`${MOST_REQUESTS} requests did not lead to an end: the pages go round in circles`)
  if (options.now() >= deadline) return stuck(`the visit took longer than ${options.visitTimeoutMs} ms`)
  const refused = hop.carriesPassword ? refusesPassword(hop.url, reached) : null
  return refused === null ? null : stuck(refused)
}

function wayOn(course: Course, memory: Memory, page: Page, refresh: string | null): Way {
  const { visit, options, exchanges } = course
  const { config, lock } = options
  const forward = autoForward(page, refresh)
  if (forward?.kind === 'url') return go(page, forward.url)
  if (forward?.kind === 'form')
    return sendForm(course, page, forward.form, NOTHING_CHANGED, defaultButton(page, forward.form))
  if (needsJavaScript(page)) {
    return end(course, 'the page is drawn by JavaScript; use "driver: browser" in "login"', 'JavaScript', page)
  }
  if (visit.action === 'open') {
    const kind = asksSomething(page, config, false) ? 'interaction' : 'page'
    return { kind: 'end', outcome: { kind, page: pageFacts(page), exchanges } }
  }
  const { action, callbacks } = visit
  const next = nextMove(page, { config, action, callbacks, memory, scripted: false })
  if (next.kind === 'rest') return { kind: 'end', outcome: { kind: 'page', page: pageFacts(page), exchanges } }
  if (next.kind === 'stuck') return end(course, next.message, next.missed, page)
  const closed = next.sendsPassword ? lock.closed() : null
  if (closed !== null) return end(course, closed, 'login.password', page)
  remember(memory, page, next)
  const way = make(course, page, next)
  return way.kind === 'hop' && next.purpose === 'approve' ? { ...way, agrees: true } : way
}

const NOTHING_CHANGED = { fills: new Map<Control, string>(), ticks: new Map<Control, boolean>() }

function make(course: Course, page: Page, move: Move): Way {
  const control = page.controls.find(({ element }) => element === move.press) ?? null
  if (move.press === null) {
    if (move.form === null)
      return end(course, 'the fields belong to no form; end "login.steps" with a click', null, page)
    return sendForm(course, page, move.form, move, defaultButton(page, move.form))
  }
  if (control?.kind === 'link' && control.href !== null) return go(page, control.href)
  if (control?.kind === 'submit' && control.form !== null) return sendForm(course, page, control.form, move, control)
  const what = control?.label === undefined || control.label === '' ? `<${move.press.name}>` : `"${control.label}"`
  return end(course, `${what} does nothing without JavaScript; use "driver: browser" in "login"`, what, page)
}

function go(page: Page, url: string): Way {
  const fragment = new URL(page.url).hash
  const target = url.includes('#') ? url : `${url}${fragment}`
  return { kind: 'hop', hop: { method: 'GET', url: target, body: null, contentType: null, carriesPassword: false } }
}

function sendForm(
  course: Course,
  page: Page,
  form: number,
  changed: Pick<Move, 'fills' | 'ticks'>,
  button: Control | null,
): Way {
  const submission: Submission | null = submitForm(page, form, changed, button)
  if (submission === null)
    return end(course, 'the form is sent by JavaScript; use "driver: browser" in "login"', 'form action', page)
  const values = submission.entries.map(([, value]) => value)
  const secret = carriesPassword(values, course.options.config.password)
  const refused = secret ? refusesPassword(submission.url, course.reached) : null
  if (refused !== null) return end(course, refused, 'form action', page)
  return { kind: 'hop', hop: { ...submission, carriesPassword: secret } }
}

function end(
  { exchanges }: Course,
  message: string,
  missed: string | null,
  page: Page | null,
): { kind: 'end'; outcome: VisitOutcome } {
  const text = page === null ? message : `${describePage(page)}: ${message}`
  return {
    kind: 'end',
    outcome: { kind: 'stuck', message: text, missed, page: page === null ? null : pageFacts(page), exchanges },
  }
}
