import type { Exchange } from '../wire/types.ts'
import type { DirectoryBlame, DirectoryTools } from './types.ts'

/** What asking a directory for one document came to. */
export type Fetched =
  | { readonly kind: 'text'; readonly text: string; readonly exchange: Exchange }
  /** The directory answered that it has no such thing. */
  | { readonly kind: 'missing'; readonly reason: string; readonly exchange: Exchange }
  | {
      readonly kind: 'failed'
      readonly reason: string
      readonly attributed: DirectoryBlame
      readonly exchange: Exchange
    }

const MISSING: readonly number[] = [404, 410]

/** A wrong certificate, an answer that is none: the operator's to mend. That nothing comes may be anybody's fault. */
const BROKEN: readonly string[] = ['BODY_TOO_LARGE', 'HEADERS_TOO_LARGE', 'BAD_ENCODING', 'BAD_RESPONSE']

function blameFor(error: Exchange['error']): DirectoryBlame {
  if (error === null) return 'network'
  if (error.code === 'ABORTED') return 'harness'
  return error.code.startsWith('TLS_') || BROKEN.includes(error.code) ? 'directory' : 'network'
}

/** Sends one request to a directory. Redirects are not followed: a directory is where the configuration says it is. */
export async function request(
  { send }: DirectoryTools,
  url: string,
  accept: string,
  form?: Readonly<Record<string, string>>,
): Promise<Fetched> {
  const exchange = await send({
    method: form === undefined ? 'GET' : 'POST',
    url,
    headers: [
      ['accept', accept],
      ...(form === undefined ? [] : [['content-type', 'application/x-www-form-urlencoded'] as const]),
    ],
    ...(form === undefined ? {} : { body: new URLSearchParams(form).toString() }),
  })
  const { response, error } = exchange
  if (response === null) {
    return { kind: 'failed', reason: `${url}: ${error?.message ?? 'no answer'}`, attributed: blameFor(error), exchange }
  }
  if (MISSING.includes(response.status))
    return { kind: 'missing', reason: `${url}: status ${response.status}`, exchange }
  if (response.status !== 200)
    return { kind: 'failed', reason: `${url}: status ${response.status}`, attributed: 'directory', exchange }
  if (response.bodyTruncated || response.invalidUtf8) {
    const why = response.bodyTruncated ? 'the answer is too large' : 'the answer is not UTF-8'
    return { kind: 'failed', reason: `${url}: ${why}`, attributed: 'directory', exchange }
  }
  return { kind: 'text', text: response.body, exchange }
}
