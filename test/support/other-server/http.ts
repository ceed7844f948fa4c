import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import type { Choices } from './choices.ts'

export type Pairs = readonly (readonly [name: string, value: string])[]

/** A request as the server sees it. */
export interface Call {
  readonly method: string
  readonly path: string
  /** URL without query, as the client wrote it. */
  readonly url: string
  readonly query: Pairs
  readonly headers: Pairs
  /** Fields of a form body; null: there is none. */
  readonly form: Pairs | null
  readonly body: string
  /** Client certificate of the connection, DER; null: none was shown. */
  readonly certificate: Buffer | null
}

export interface Reply {
  readonly status: number
  readonly headers?: Pairs
  readonly body?: string
}

/** First value of a header. */
export const header = ({ headers }: Pick<Call, 'headers'>, name: string): string | undefined =>
  headers.find(([n]) => n.toLowerCase() === name)?.[1]

export const headerCount = ({ headers }: Pick<Call, 'headers'>, name: string): number =>
  headers.filter(([n]) => n.toLowerCase() === name).length

/** base64url SHA-256 of the client certificate. */
export const x5tOf = ({ certificate }: Pick<Call, 'certificate'>): string | null =>
  certificate && createHash('sha256').update(certificate).digest('base64url')

/** Form-urlencoded text. */
export const encodePairs = (pairs: Pairs): string =>
  new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value])).toString()

/** Takes a request apart; bodies over 64 kB are cut. */
export async function readCall(request: IncomingMessage, origin: string): Promise<Call> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= 65_536) chunks.push(chunk)
  }
  const body = Buffer.concat(chunks).toString('utf8')
  const [path = '', search = ''] = (request.url ?? '/').split('?', 2)
  const headers: [string, string][] = []
  for (let i = 0; i < request.rawHeaders.length; i += 2)
    headers.push([request.rawHeaders[i] ?? '', request.rawHeaders[i + 1] ?? ''])
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase()
  const peer = (request.socket as TLSSocket).getPeerCertificate(true)
  return {
    method: request.method ?? 'GET',
    path,
    url: `${origin}${path}`,
    query: [...new URLSearchParams(search)],
    headers,
    form: type === 'application/x-www-form-urlencoded' ? [...new URLSearchParams(body)] : null,
    body,
    certificate: peer && 'raw' in peer ? peer.raw : null,
  }
}

/** Sends a reply in the manner of the choices. */
export async function send(response: ServerResponse, reply: Reply, choices: Choices): Promise<void> {
  if (choices.delayMs > 0) await sleep(choices.delayMs)
  const body = Buffer.from(reply.body ?? '')
  for (const [name, value] of reply.headers ?? []) response.appendHeader(name, value)
  if (!choices.keepAlive) response.setHeader('Connection', 'close')
  if (!choices.chunked) response.setHeader('Content-Length', body.length)
  response.writeHead(reply.status)
  if (choices.chunked) for (let at = 0; at < body.length; at += 100) response.write(body.subarray(at, at + 100))
  response.end(choices.chunked ? undefined : body)
}
