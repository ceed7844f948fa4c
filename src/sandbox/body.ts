import type { IncomingMessage } from 'node:http'
import type { Context } from './koa.ts'
import { Refusal } from './refusal.ts'

const limitBytes = 64 * 1024

/**
 * Reads the whole request body as UTF-8 text.
 * @throws Refusal 413 above 64 KiB
 */
export async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of req) {
    const bytes = chunk as Buffer
    length += bytes.length
    // Read on without keeping it, so that the connection stays usable.
    if (length <= limitBytes) chunks.push(bytes)
  }
  if (length > limitBytes) throw new Refusal(413, 'invalid_request', `the body is larger than ${limitBytes} bytes`)
  return Buffer.concat(chunks).toString('utf8')
}

/**
 * Gives the library a body to read in place of the one already read. The stream is over by then, so the members that the
 * library reads from are put on the request itself.
 */
export function presentBody(ctx: Context, text: string): void {
  const bytes = Buffer.from(text)
  const { req } = ctx
  req.headers['content-type'] = 'application/x-www-form-urlencoded'
  req.headers['content-length'] = String(bytes.length)
  delete req.headers['transfer-encoding']
  Object.defineProperty(req, 'readable', { value: true, configurable: true })
  Object.defineProperty(req, 'iterator', {
    value: async function* () {
      yield bytes
    },
    configurable: true,
  })
}
