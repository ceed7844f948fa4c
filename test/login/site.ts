import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createWire } from '../../src/wire/createWire.ts'
import type { Exchange, Wire, WireRequest } from '../../src/wire/types.ts'
import { createCa, type ThrowawayCa } from '../support/pki.ts'

/** One request as the site got it. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly form: URLSearchParams
  readonly body: string
  readonly cookies: ReadonlyMap<string, string>
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** HTML unless `content-type` says otherwise. */
  readonly body?: string
  readonly delayMs?: number
}

export interface Site {
  readonly origin: string
  readonly received: readonly Received[]
  close(): Promise<void>
}

export const html = (body: string, title = 'A page', status = 200): Answer => ({
  status,
  body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body>${body}</body></html>`,
})

export const redirect = (location: string, headers: Answer['headers'] = {}, status = 302): Answer => ({
  status,
  headers: { ...headers, location },
})

let authority: Promise<ThrowawayCa> | null = null

/** The CA of all sites of a test file. */
export function siteCa(): Promise<ThrowawayCa> {
  authority ??= createCa('Login sites')
  return authority
}

/** A real https server on 127.0.0.1 (reachable as localhost too) that answers by the handler. */
export async function startSite(handler: (request: Received, site: Site) => Answer): Promise<Site> {
  const ca = await siteCa()
  const { cert, key } = await ca.issue()
  const received: Received[] = []
  const server: Server = createServer({ cert, key }, async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString('utf8')
    const url = new URL(incoming.url ?? '/', 'https://site.invalid')
    const request: Received = {
      method: incoming.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      form: new URLSearchParams(body),
      body,
      cookies: readCookies(incoming.headers.cookie ?? ''),
      headers: incoming.headers,
    }
    received.push(request)
    const answer = handler(request, site)
    if (answer.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, answer.delayMs))
    const headers = { 'content-type': 'text/html; charset=utf-8', ...answer.headers }
    outgoing.writeHead(answer.status ?? 200, headers as Record<string, string | string[]>)
    outgoing.end(answer.body ?? '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const site: Site = {
    origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return site
}

/** A wire that trusts the sites, and its `send` as a driver gets it. */
export async function openWire(): Promise<{
  readonly wire: Wire
  readonly send: (request: WireRequest) => Promise<Exchange>
}> {
  const { ca } = await siteCa()
  const wire = createWire({ ca: [ca], identities: {}, now: Date.now })
  return { wire, send: (request) => wire.send(request, { caseId: 'login-test', step: 'authorize' }) }
}

function readCookies(header: string): Map<string, string> {
  const pairs = header.split('; ').filter((pair) => pair !== '')
  return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
}
