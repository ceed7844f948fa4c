import { setTimeout as sleep } from 'node:timers/promises'
import type { Page as BrowserPage } from 'playwright-core'
import { elementsOf } from './htmlTree.ts'
import { type Look, lookAtFrame } from './lookAtFrame.ts'
import type { Next } from './moves.ts'
import type { Ending, Gate } from './openGate.ts'
import type { Page } from './pageModel.ts'
import { within } from './within.ts'
import { says } from './words.ts'

/** What a page wants: something to do, or (when it is only opened) that it asks something at all. */
export type Wish = Next | { readonly kind: 'asks' }

export interface Settled {
  readonly look: Look
  readonly wish: Wish
}

export interface SettleOptions {
  readonly browserPage: BrowserPage
  readonly gate: Gate
  readonly now: () => number
  /** Time in ms at which the visit is over. */
  readonly deadline: number
  readonly visitTimeoutMs: number
  readonly wishOf: (page: Page) => Wish
}

/** No request for so long: the scripts of the page have what they asked for. */
const QUIET_MS = 120
/** A page with scripts that has not changed for so long is finished. */
const FINISHED_MS = 1_000
/** A press that changed nothing for so long does nothing. */
const EFFECT_MS = 3_000
/** A look goes through the page's own event loop: on a busy machine few looks fit into a second, and the page had little of it, too. */
const FINISHED_LOOKS = 12
const EFFECT_LOOKS = 36
/** So many times the usual time is enough on any machine. */
const BUSIEST = 4
const POLL_MS = 40
const LOOK_TIMEOUT_MS = 5_000
/** Text of a note such as "Loading ...". */
const LONGEST_NOTE = 60
/** What can change a page after it has come. */
const ALIVE = new Set(['script', 'iframe', 'frame'])

/**
 * Waits until it is clear what the page wants: at once if there is something to do, else when it has stopped changing.
 * @param before what the page was when the last move was made (`identityOf`); the same page is given time to react
 */
export async function settlePage(
  options: SettleOptions,
  before: string | null,
): Promise<Settled | { readonly ending: Ending }> {
  const { gate, deadline, now } = options
  const start = now()
  let seen = { identity: '', since: start, looks: 0 }
  let looks = 0
  for (;;) {
    const ending = gate.ending() ?? (now() >= deadline ? await timeOut(options) : null)
    if (ending !== null) return { ending }
    const quiet = now() - gate.lastActivity() >= QUIET_MS
    const idle = gate.lastPage() !== null && gate.pending() === 0 && quiet
    const settled = idle ? await within(LOOK_TIMEOUT_MS, lookAround(options), null) : null
    if (settled !== null) {
      const identity = identityOf(gate, settled.look)
      if (identity !== seen.identity) seen = { identity, since: now(), looks }
      looks += 1
      const reacted = identity !== before || isOver(now() - start, looks, { ms: EFFECT_MS, looks: EFFECT_LOOKS })
      const unchanged = now() - Math.max(seen.since, gate.lastActivity())
      const clear = settled.wish.kind === 'move' || settled.wish.kind === 'asks'
      const decided = clear || isOver(unchanged, looks - seen.looks, patience(settled.look.page))
      if (reacted && decided && gate.ending() === null && gate.pending() === 0) return settled
      await settled.look.forget()
    }
    await Promise.race([sleep(POLL_MS), gate.ended])
  }
}

/** Differs for two looks if the user would see a difference. */
export function identityOf(gate: Gate, look: Look): string {
  return `${gate.lastPage()?.count ?? 0} ${look.signature}`
}

interface Patience {
  readonly ms: number
  readonly looks: number
}

function isOver(ms: number, looks: number, patience: Patience): boolean {
  return ms >= patience.ms && (looks > patience.looks || ms >= patience.ms * BUSIEST)
}

/** How long a page that offers nothing may still become one that does. */
function patience(page: Page): Patience {
  const isAlive = page.root !== null && [...elementsOf(page.root)].some(({ name }) => ALIVE.has(name))
  if (!isAlive) return { ms: 0, looks: 0 }
  const isWaiting = page.text === '' || (page.text.length <= LONGEST_NOTE && says(page.text, 'waiting') > 0)
  return { ms: isWaiting ? Number.POSITIVE_INFINITY : FINISHED_MS, looks: FINISHED_LOOKS }
}

/** Looks at the page, and where it offers nothing, into its frames. */
async function lookAround({ browserPage, gate, wishOf }: SettleOptions): Promise<Settled> {
  const status = gate.lastPage()?.status ?? 0
  const look = await lookAtFrame(browserPage.mainFrame(), status)
  const wish = wishOf(look.page)
  if (wish.kind !== 'rest') return { look, wish }
  for (const frame of browserPage.frames().slice(1)) {
    const inner = await lookAtFrame(frame, status)
    const innerWish = wishOf(inner.page)
    if (innerWish.kind === 'move' || innerWish.kind === 'asks') return { look: inner, wish: innerWish }
    await inner.forget()
  }
  return { look, wish }
}

async function timeOut({ visitTimeoutMs, browserPage }: SettleOptions): Promise<Ending> {
  const title = await within(LOOK_TIMEOUT_MS, browserPage.title(), '')
  const page = title === '' ? '' : ` and ended on page "${title}"`
  return { kind: 'stuck', message: `the visit took longer than ${visitTimeoutMs} ms${page}` }
}
