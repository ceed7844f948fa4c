import { performance } from 'node:perf_hooks'
import type { Dispatcher } from 'undici'
import { type Attempt, attempt } from './attempt.ts'
import { certificateCache } from './certificateFacts.ts'
import { classifyError } from './classifyError.ts'
import type { WireTap } from './connector.ts'
import { dispatchers } from './dispatchers.ts'
import { type Credential, identities } from './identities.ts'
import { probeTls } from './probeTls.ts'
import { sendRaw } from './sendRaw.ts'
import { requestTarget } from './target.ts'
import { type Opening, toExchange, unsentExchange } from './toExchange.ts'
import type { Exchange, Wire, WireOptions, WireRequest } from './types.ts'
import { WireFault } from './wireFault.ts'

const defaultTimeoutMs = 15_000
const defaultMaxBodyBytes = 5 * 1024 * 1024

const withUserAgent = ({ headers }: WireRequest, userAgent: string | undefined): WireRequest['headers'] =>
  userAgent === undefined || headers.some(([name]) => name.toLowerCase() === 'user-agent')
    ? headers
    : [...headers, ['user-agent', userAgent]]

/** The server closed a kept-alive connection in the moment we took it: nobody has seen the request. */
const wasStale = ({ error, reused, firstByteAt }: Attempt): boolean =>
  reused && firstByteAt === null && error?.code === 'CONNECTION_RESET'

/**
 * Opens the wire: the one place where requests leave. Certificates and host names are always checked, redirects never
 * followed, every request bounded in time and size. Requests ask for no content coding unless the caller does.
 * Throws a TypeError for certificates and keys that cannot be used.
 */
export function createWire(options: WireOptions): Wire {
  const { now, signal, onExchange, userAgent } = options
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs
  const maxBodyBytes = options.maxBodyBytes ?? defaultMaxBodyBytes
  const clients = identities(options.identities, options.ca)
  const factsOf = certificateCache()
  const tap: WireTap = { next: null }
  const pools = dispatchers({ tap, connectTimeoutMs: timeoutMs, factsOf })
  const running = new Set<(fault: WireFault) => void>()
  const exchanges: Exchange[] = []
  let count = 0
  let closed = false

  const stopAll = (): void => {
    for (const stop of [...running]) stop(new WireFault('ABORTED', 'request', 'the run was interrupted'))
  }
  signal?.addEventListener('abort', stopAll, { once: true })

  const record = (exchange: Exchange): Exchange => {
    exchanges.push(exchange)
    onExchange?.(exchange)
    return exchange
  }

  async function exchangeFor(opening: Opening, credential: Credential): Promise<Exchange> {
    const { request } = opening
    const { origin, hostname, path } = requestTarget(request)
    const limit = request.timeoutMs ?? timeoutMs
    const dispatch: Dispatcher.DispatchOptions = {
      origin,
      path,
      method: request.method as Dispatcher.HttpMethod,
      headers: withUserAgent(request, userAgent).flat(),
      body: request.body ?? null,
      // Without it undici would take the server name from a `host` header that a case has changed.
      servername: hostname,
    } as Dispatcher.DispatchOptions
    const common = { request: dispatch, tap, maxBodyBytes, running }
    const first = await attempt({ ...common, dispatcher: pools.pooled(credential), timeoutMs: limit })
    const left = limit - (performance.now() - opening.ticks)
    if (!wasStale(first) || first.error === null || left <= 0) return toExchange(opening, first, maxBodyBytes)
    const fresh = pools.fresh(credential, origin)
    const second = await attempt({ ...common, dispatcher: fresh, timeoutMs: left })
    await fresh.destroy()
    return { ...(await toExchange(opening, second, maxBodyBytes)), resentAfter: first.error }
  }

  return {
    exchanges,
    async send(request, label) {
      const credential = clients.get(request.identity)
      count += 1
      const opening: Opening = {
        id: `x${String(count).padStart(4, '0')}`,
        label,
        request,
        startedAt: now(),
        ticks: performance.now(),
      }
      if (signal?.aborted || closed) {
        const reason = closed ? 'the wire was closed' : 'the run was interrupted'
        return record(unsentExchange(opening, { code: 'ABORTED', phase: 'request', message: reason }))
      }
      try {
        return record(await exchangeFor(opening, credential))
      } catch (error) {
        return record(unsentExchange(opening, classifyError(error, 'request')))
      }
    },
    probeTls: (request) =>
      probeTls(request, { ca: options.ca, credential: clients.get(request.identity), timeoutMs, signal, factsOf }),
    raw: (request) =>
      sendRaw(request, { credential: clients.get(undefined), timeoutMs, maxBytes: maxBodyBytes, signal }),
    addIdentity(name, identity) {
      clients.add(name, identity)
      pools.retire(name)
    },
    forget(ids) {
      const kept = exchanges.filter(({ id }) => !ids.has(id))
      exchanges.length = 0
      for (const exchange of kept) exchanges.push(exchange)
    },
    async close() {
      closed = true
      signal?.removeEventListener('abort', stopAll)
      for (const stop of [...running]) stop(new WireFault('ABORTED', 'request', 'the wire was closed'))
      await pools.close()
    },
  }
}
