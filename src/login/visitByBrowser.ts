import type { BrowserContext, Page as BrowserPage } from 'playwright-core'
import type { LoginConfig } from '../profile/types.ts'
import { describePage } from './describePage.ts'
import { type Look, lookAtFrame } from './lookAtFrame.ts'
import { makeMove } from './makeMove.ts'
import { markUnasked } from './markUnasked.ts'
import { type Memory, type Move, newMemory, remember, type Stuck } from './moves.ts'
import { asksSomething, nextMove } from './nextMove.ts'
import { type Ending, type Gate, openGate } from './openGate.ts'
import { pageFacts } from './pageFacts.ts'
import type { Page } from './pageModel.ts'
import { type LockGuard, settleLock } from './passwordGuard.ts'
import { identityOf, settlePage, type Wish } from './settlePage.ts'
import type { PageFacts, Visit, VisitOutcome } from './types.ts'
import { within } from './within.ts'

export interface BrowserVisitOptions {
  readonly config: LoginConfig
  readonly now: () => number
  readonly visitTimeoutMs: number
  readonly lock: LockGuard
}

const SCREENSHOT_TIMEOUT_MS = 4_000
const LOOK_TIMEOUT_MS = 3_000
/** All fields and the button of one page. */
const MOVE_TIMEOUT_MS = 15_000

interface Course {
  readonly visit: Visit
  readonly browserPage: BrowserPage
  readonly gate: Gate
  readonly options: BrowserVisitOptions
  readonly deadline: number
  readonly memory: Memory
}

/** Follows one visit to its end in a context of its own. Never throws for what a server or page does. */
export async function visitByBrowser(
  visit: Visit,
  context: BrowserContext,
  options: BrowserVisitOptions,
): Promise<VisitOutcome> {
  const { now, config, visitTimeoutMs } = options
  const deadline = now() + visitTimeoutMs
  const browserPage = await context.newPage()
  const closePopup = (other: BrowserPage): void => void other.close().catch(() => {})
  context.on('page', closePopup)
  browserPage.on('dialog', (dialog) => void dialog.accept().catch(() => {}))
  const cdp = await context.newCDPSession(browserPage)
  const gate = await openGate(cdp, { visit, password: config.password, now, deadline })
  endOnRefusedNavigation(browserPage, gate)
  const lost = (): void => gate.end({ kind: 'stuck', message: 'the browser has closed the page or crashed' })
  browserPage.on('crash', lost).on('close', lost)
  const memory = newMemory()
  void browserPage.goto(visit.url, { waitUntil: 'commit', timeout: visitTimeoutMs }).catch(() => {})
  const outcome = await follow({ visit, browserPage, gate, options, deadline, memory })
  context.off('page', closePopup)
  settleLock(options.lock, memory.passwordSends, outcome)
  return markUnasked(visit, memory, outcome)
}

/** Some targets a browser refuses by itself, without asking anybody; it then stays where it is. */
function endOnRefusedNavigation(browserPage: BrowserPage, gate: Gate): void {
  browserPage.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? ''
    if (!request.isNavigationRequest() || request.frame() !== browserPage.mainFrame() || /ERR_ABORTED/.test(reason))
      return
    const url = URL.parse(request.url())
    gate.end({ kind: 'stuck', message: `the browser does not go to "${url?.origin}${url?.pathname}" (${reason})` })
  })
}

async function follow(course: Course): Promise<VisitOutcome> {
  const { browserPage, gate, options, deadline } = course
  const { now, visitTimeoutMs, lock } = options
  const wishOf = (page: Page): Wish => wish(course, page)
  let before: string | null = null
  for (;;) {
    const settled = await settlePage({ browserPage, gate, now, deadline, visitTimeoutMs, wishOf }, before)
    if ('ending' in settled) return byEnding(course, settled.ending)
    const { look, wish: wanted } = settled
    if (wanted.kind === 'asks')
      return { kind: 'interaction', page: await factsOf(course, look.page), exchanges: gate.exchanges }
    if (wanted.kind === 'rest')
      return { kind: 'page', page: await factsOf(course, look.page), exchanges: gate.exchanges }
    if (wanted.kind === 'stuck') return byStuck(course, look.page, wanted)
    const closed = wanted.sendsPassword ? lock.closed() : null
    if (closed !== null) return byStuck(course, look.page, { kind: 'stuck', message: closed, missed: 'login.password' })
    before = identityOf(gate, look)
    const problem = await perform(course, look, wanted)
    if (problem !== null) return byStuck(course, look.page, problem)
  }
}

function wish({ visit, options, memory }: Course, page: Page): Wish {
  const { config } = options
  if (visit.action === 'open') return asksSomething(page, config, true) ? { kind: 'asks' } : { kind: 'rest' }
  const { action, callbacks } = visit
  return nextMove(page, { config, action, callbacks, memory, scripted: true })
}

async function perform({ browserPage, gate, memory }: Course, look: Look, move: Move): Promise<Stuck | null> {
  remember(memory, look.page, move)
  const made = makeMove(look, move, browserPage).then(
    () => null,
    (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)),
  )
  const problem = await within(MOVE_TIMEOUT_MS, Promise.race([made, gate.ended.then(() => null)]), 'it does not react')
  await within(LOOK_TIMEOUT_MS, look.forget(), undefined)
  if (problem === null || gate.ending() !== null) return null
  const reason = problem.split('\n')[0] ?? ''
  return {
    kind: 'stuck',
    message: `the page did not take what was done for "${move.purpose}": ${reason}`,
    missed: null,
  }
}

async function byEnding(course: Course, ending: Ending): Promise<VisitOutcome> {
  const { browserPage, gate } = course
  const { exchanges } = gate
  if (ending.kind === 'callback') return { kind: 'callback', url: ending.url, exchanges }
  if (ending.kind === 'network') return { kind: 'network', message: ending.message, exchanges }
  const last = gate.lastPage()
  const look =
    last === null ? null : await within(LOOK_TIMEOUT_MS, lookAtFrame(browserPage.mainFrame(), last.status), null)
  const page = look === null ? null : await factsOf(course, look.page)
  return { kind: 'stuck', message: ending.message, missed: null, page, exchanges }
}

async function byStuck(course: Course, page: Page, { message, missed }: Stuck): Promise<VisitOutcome> {
  const facts = await factsOf(course, page)
  return {
    kind: 'stuck',
    message: `${describePage(page)}: ${message}`,
    missed,
    page: facts,
    exchanges: course.gate.exchanges,
  }
}

async function factsOf({ browserPage }: Course, page: Page): Promise<PageFacts> {
  const shot = browserPage.screenshot({ type: 'png', timeout: SCREENSHOT_TIMEOUT_MS, animations: 'disabled' })
  return pageFacts(page, await within<Uint8Array | null>(SCREENSHOT_TIMEOUT_MS, shot, null))
}
