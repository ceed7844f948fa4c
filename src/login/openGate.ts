import type { CDPSession } from 'playwright-core'
import type { Exchange, RecordedResponse } from '../wire/types.ts'
import { type BrowserAnswer, browserAnswer, NO_CONTENT } from './browserAnswer.ts'
import { isCallback, isRedirectUri, originOf, postedUrl } from './callbackUrl.ts'
import { carriesPassword, refusesPassword } from './passwordGuard.ts'
import {
  bodyOf,
  bodyType,
  headerLines,
  isNavigation,
  isNotText,
  isStream,
  type PausedRequest,
  urlOf,
} from './pausedRequest.ts'
import { redirectOf } from './redirect.ts'
import { requestValues } from './requestValues.ts'
import { headerOf } from './responseHeaders.ts'
import type { Visit } from './types.ts'

/** Why a visit is over before a page says so. */
export type Ending =
  | { readonly kind: 'callback'; readonly url: string }
  | { readonly kind: 'network'; readonly message: string }
  | { readonly kind: 'stuck'; readonly message: string }

/** The one way from a page to the network. */
export interface Gate {
  readonly exchanges: readonly Exchange[]
  /** Settled once, when the visit is over. */
  readonly ended: Promise<Ending>
  ending(): Ending | null
  /** Requests that the page still waits for; what runs longer than a page waits is not counted. */
  pending(): number
  /** Time in ms of the last request or answer. */
  lastActivity(): number
  /** Address, status and number of the last page that was answered. */
  lastPage(): LastPage | null
  /** Ends the visit for a reason seen elsewhere. */
  end(how: Ending): void
}

export interface LastPage {
  readonly url: string
  readonly status: number
  readonly count: number
}

export interface GateOptions {
  readonly visit: Visit
  readonly password: string
  readonly now: () => number
  /** Time in ms at which the visit is over. */
  readonly deadline: number
}

const REQUEST_TIMEOUT_MS = 15_000
const LONG_POLL_MS = 4_000
/** As many as browsers follow; after that Chromium gives up without a word. */
const MOST_REDIRECTS = 20
const MOST_NAVIGATIONS = 60

/**
 * Answers every request of a page through `Visit.send` (Chrome DevTools Protocol, domain Fetch). Redirects are given to the
 * browser as they are, so cookies, referrers and methods are the browser's own; each hop comes back here. The redirect URI is
 * never asked for.
 */
export async function openGate(cdp: CDPSession, { visit, password, now, deadline }: GateOptions): Promise<Gate> {
  const { frameTree } = await cdp.send('Page.getFrameTree')
  const exchanges: Exchange[] = []
  const reached = new Set<string>()
  const waiting = new Map<string, { readonly since: number; readonly lasting: boolean }>()
  const over = Promise.withResolvers<Ending>()
  let ending: Ending | null = null
  let activity = now()
  let lastPage: LastPage | null = null
  let navigations = 0
  let redirects = 0

  const end = (how: Ending): void => {
    ending ??= how
    over.resolve(ending)
  }
  const stuck = (message: string): void => end({ kind: 'stuck', message })

  /** Looks at a navigation of the page before it is sent; may end the visit. */
  const judgeNavigation = (paused: PausedRequest): void => {
    const url = postedUrl(paused.request.method, urlOf(paused), bodyOf(paused), bodyType(paused))
    if (navigations > 0 && isCallback(url, visit.callbacks, reached)) {
      end({ kind: 'callback', url })
      return
    }
    navigations += 1
    redirects = paused.redirectedRequestId === undefined ? 0 : redirects + 1
    if (navigations > MOST_NAVIGATIONS)
      stuck(`${MOST_NAVIGATIONS} pages did not lead to an end: they go round in circles`)
    reached.add(originOf(new URL(urlOf(paused))))
  }

  /** Looks at the answer to a navigation; may end the visit. */
  const judgePage = (paused: PausedRequest, { status, headers }: RecordedResponse): void => {
    const url = urlOf(paused)
    const method = paused.request.method === 'POST' ? 'POST' : 'GET'
    const hop = { method, url, body: bodyOf(paused), contentType: bodyType(paused), carriesPassword: false } as const
    const next = redirectOf(hop, status, headerOf(headers, 'location'))
    if (next === null) {
      lastPage = { url, status, count: (lastPage?.count ?? 0) + 1 }
    } else if (next.kind === 'invalid') {
      stuck(`${bare(url)} redirects to "${next.location}", which is no URL`)
    } else {
      // Seen here already: the browser would not come back with the scheme of an app, or a target that a policy forbids.
      const target = postedUrl(next.hop.method, next.hop.url, next.hop.body, next.hop.contentType)
      if (isCallback(target, visit.callbacks, reached)) end({ kind: 'callback', url: target })
      if (redirects + 1 >= MOST_REDIRECTS) {
        stuck(`redirect loop: ${MOST_REDIRECTS} redirects without a page, the last one to "${bare(next.hop.url)}"`)
      }
    }
  }

  const mayPass = (paused: PausedRequest, isPage: boolean): boolean => {
    if (isPage) judgeNavigation(paused)
    else if (isRedirectUri(urlOf(paused), visit.callbacks)) {
      // In a frame, too, the response has reached the client; a script that asks for it has not left the page.
      if (isNavigation(paused)) end({ kind: 'callback', url: urlOf(paused) })
      return false
    }
    const values = requestValues(paused.request.url, bodyOf(paused), bodyType(paused))
    const refused = carriesPassword(values, password) ? refusesPassword(urlOf(paused), reached) : null
    if (refused !== null) stuck(refused)
    return ending === null
  }

  /** What the browser is given; null: the request is aborted. */
  const answer = async (paused: PausedRequest): Promise<BrowserAnswer | null> => {
    const { request } = paused
    const isPage = isNavigation(paused) && paused.frameId === frameTree.frame.id
    if (ending !== null || isStream(paused) || !mayPass(paused, isPage)) return null
    if (isNotText(paused)) return NO_CONTENT
    const body = bodyOf(paused)
    const exchange = await visit.send({
      method: request.method,
      url: request.url,
      headers: headerLines(paused),
      ...(body === null ? {} : { body }),
      timeoutMs: Math.max(1, Math.min(REQUEST_TIMEOUT_MS, deadline - now())),
    })
    exchanges.push(exchange)
    const { response } = exchange
    if (response === null) {
      const message = `${request.method} ${bare(request.url)}: ${exchange.error?.message ?? 'no answer'}`
      if (isPage) end({ kind: 'network', message })
      return null
    }
    if (isPage) judgePage(paused, response)
    return ending === null ? browserAnswer(response, isPage) : null
  }

  const handle = async (paused: PausedRequest): Promise<void> => {
    const { requestId } = paused
    const counts = !isNotText(paused) && !isStream(paused)
    if (counts) {
      activity = now()
      waiting.set(requestId, { since: activity, lasting: isNavigation(paused) })
    }
    const given = await answer(paused).catch((cause: unknown) => {
      stuck(`a request of the page was lost: ${String(cause)}`)
      return null
    })
    // The page may be gone by the time its answer is there.
    const told = given === null ? failed(cdp, requestId) : cdp.send('Fetch.fulfillRequest', { requestId, ...given })
    await told.catch(() => {})
    waiting.delete(requestId)
    if (counts) activity = now()
  }

  cdp.on('Fetch.requestPaused', (paused: PausedRequest) => void handle(paused))
  await cdp.send('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Request' }] })

  return {
    exchanges,
    ended: over.promise,
    ending: () => ending,
    pending: () => [...waiting.values()].filter(({ since, lasting }) => lasting || now() - since < LONG_POLL_MS).length,
    lastActivity: () => activity,
    lastPage: () => lastPage,
    end,
  }
}

function failed(cdp: CDPSession, requestId: string): Promise<unknown> {
  return cdp.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' })
}

function bare(url: string): string {
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`
}
