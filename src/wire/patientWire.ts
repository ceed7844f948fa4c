import type { Exchange, Wire } from './types.ts'

/** How time passes for a wire that waits; milliseconds. */
export interface Patience {
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
}

/** Longest wait that a server may ask for, and how often one request is sent again. */
const LONGEST_MS = 30_000
const MOST_TRIES = 5
const WITHOUT_HINT_MS = 1_000

/**
 * How long a server asks to be left alone (RFC 6585 section 4, RFC 9110 section 10.2.3); null: it does not, or for longer than a
 * run can wait. A 503 counts only with a `Retry-After`: without one the server is down, not busy.
 */
function askedWaitMs({ response }: Exchange, now: number): number | null {
  if (response?.status !== 429 && response?.status !== 503) return null
  const hint = response.headers.find(([name]) => name.toLowerCase() === 'retry-after')?.[1].trim()
  if (hint === undefined) return response.status === 429 ? WITHOUT_HINT_MS : null
  const ms = /^\d+$/.test(hint) ? Number(hint) * 1000 : Date.parse(hint) - now
  return Number.isNaN(ms) || ms > LONGEST_MS ? null : Math.max(0, ms)
}

/**
 * A wire that waits when the server asks for it, with everything that is sent in the meantime, and then sends the request
 * again: a rate limit says nothing about conformance. The last exchange is returned; all of them are recorded.
 */
export function patientWire(wire: Wire, { now, sleep }: Patience): Wire {
  let quietUntil = 0
  return {
    send: async (request, label) => {
      for (let tries = 1; ; tries++) {
        const waitMs = quietUntil - now()
        if (waitMs > 0) await sleep(waitMs)
        const exchange = await wire.send(request, label)
        const asked = askedWaitMs(exchange, now())
        if (asked === null || tries === MOST_TRIES) return exchange
        quietUntil = Math.max(quietUntil, now() + asked)
      }
    },
    probeTls: (request, label) => wire.probeTls(request, label),
    raw: (request, label) => wire.raw(request, label),
    addIdentity: (name, identity) => wire.addIdentity(name, identity),
    get exchanges() {
      return wire.exchanges
    },
    forget: (exchange) => wire.forget(exchange),
    close: () => wire.close(),
  }
}
