import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw, type ZlibOptions, zstdDecompress } from 'node:zlib'
import { WireFault } from './wireFault.ts'

type Decode = (body: Buffer, options: ZlibOptions) => Promise<Buffer>

/** RFC 9110 section 8.4.1 calls the zlib format "deflate"; servers that send it bare are old and many. */
const inflateEither: Decode = async (body, options) => {
  const isZlib = body.length > 1 && ((body[0] ?? 0) & 0x0f) === 8 && body.readUInt16BE(0) % 31 === 0
  return isZlib
    ? promisify<Buffer, ZlibOptions, Buffer>(inflate)(body, options)
    : promisify<Buffer, ZlibOptions, Buffer>(inflateRaw)(body, options)
}

const decoders: Readonly<Record<string, Decode>> = {
  gzip: promisify<Buffer, ZlibOptions, Buffer>(gunzip),
  'x-gzip': promisify<Buffer, ZlibOptions, Buffer>(gunzip),
  deflate: inflateEither,
  br: (body, options) =>
    promisify<Buffer, { maxOutputLength?: number }, Buffer>(brotliDecompress)(body, {
      maxOutputLength: options.maxOutputLength ?? 0,
    }),
  zstd: (body, options) =>
    promisify<Buffer, { maxOutputLength?: number }, Buffer>(zstdDecompress)(body, {
      maxOutputLength: options.maxOutputLength ?? 0,
    }),
}

/** More layers than this are an attack, not a configuration. */
const maxLayers = 3

/**
 * Undoes the codings named in `content-encoding`, the last applied first. Throws a `WireFault` `BAD_ENCODING` for an
 * unknown coding or damaged data and `BODY_TOO_LARGE` once the decoded body passes `maxBytes`.
 */
export async function decodeBody(body: Buffer, contentEncoding: readonly string[], maxBytes: number): Promise<Buffer> {
  const layers = contentEncoding
    .flatMap((value) => value.split(','))
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity')
  if (layers.length === 0 || body.length === 0) return body
  if (layers.length > maxLayers)
    throw bad(`the header "content-encoding" names ${layers.length} codings, at most ${maxLayers} are undone`)
  let decoded = body
  for (const name of layers.reverse()) decoded = await undo(name, decoded, maxBytes)
  return decoded
}

async function undo(name: string, body: Buffer, maxBytes: number): Promise<Buffer> {
  const decode = Object.hasOwn(decoders, name) ? decoders[name] : undefined
  if (!decode)
    throw bad(`the header "content-encoding" says "${name}", expected one of ${Object.keys(decoders).join(', ')}`)
  try {
    return await decode(body, { maxOutputLength: maxBytes })
  } catch (error) {
    if (error instanceof RangeError)
      throw new WireFault('BODY_TOO_LARGE', 'response', `the ${name} body unpacks to more than ${maxBytes} bytes`)
    throw bad(
      `the header "content-encoding" says "${name}", but the body is not valid ${name} (${error instanceof Error ? error.message : String(error)})`,
    )
  }
}

const bad = (message: string): WireFault => new WireFault('BAD_ENCODING', 'response', message)
