import type { StepName } from '../suite/types.ts'
import type { Exchange, WireErrorCode } from '../wire/types.ts'
import type { Attribution } from './types.ts'

/** How a server said no. */
export type RefusalForm = 'json-error' | 'challenge' | 'error-page' | 'redirect-error' | 'inactive' | 'tls'

/** What one exchange or visit at one step came to. */
export interface StepOutcome {
  /**
   * `accepted`: the request had its effect. `refused`: the server understood and said no. `unclear`: neither can be
   * said (crash, overload, redirect, something else than the protocol's answers). `unreachable`: no HTTP answer.
   */
  readonly kind: 'accepted' | 'refused' | 'unclear' | 'unreachable'
  /** OAuth error code: of the JSON body, the challenge, the callback or the page; null if none was given. */
  readonly code: string | null
  readonly status: number | null
  readonly form: RefusalForm | null
  /** The server failed instead of answering (500, 501 ...); never counts as a refusal. */
  readonly serverError: boolean
  /** One sentence for people. */
  readonly detail: string
  /** What is wrong with the form of a refusal: content type, characters, status for this code ... */
  readonly formProblems: readonly string[]
  /** The requirement that the first of them breaks, where it is not the one about errors at this step. */
  readonly formRequirement?: string
  /** Whose fault it is that nothing can be said; only with `unclear` and `unreachable`. */
  readonly attributed?: Attribution
  /** The server asked to be asked again later, so that not even a fault is known. */
  readonly later?: true
}

const plain = { code: null, form: null, serverError: false, formProblems: [] } as const

/** Builds an outcome; what is not given is empty. */
export const outcome = (
  kind: StepOutcome['kind'],
  status: number | null,
  detail: string,
  more: Partial<StepOutcome> = {},
): StepOutcome => ({ ...plain, kind, status, detail, ...more })

/** The party that answers at a step. */
export const partyAt = (step: StepName): Attribution => (step === 'resource' ? 'rs' : 'as')

/** Answers that say nothing about the request, only that it should be sent again later. */
const LATER: readonly number[] = [408, 425, 429, 502, 503, 504]

/** The outcome of a status that is no answer to the request: overload and crashes; null for all others. */
export function judgeFailure(step: StepName, status: number): StepOutcome | null {
  const attributed = partyAt(step)
  if (LATER.includes(status))
    return outcome('unclear', status, `status ${status}: the server could not answer now, try later`, {
      attributed,
      later: true,
    })
  if (status < 500) return null
  return outcome('unclear', status, `status ${status}: the server failed instead of answering`, {
    serverError: true,
    attributed,
  })
}

/** Faults that are not the network's: a certificate that does not hold, an answer that is not HTTP, a name that is not known. */
const FAULT: Readonly<Partial<Record<WireErrorCode, 'server' | 'config' | 'harness'>>> = {
  DNS: 'config',
  TLS_UNTRUSTED: 'server',
  TLS_WRONG_NAME: 'server',
  TLS_EXPIRED: 'server',
  BODY_TOO_LARGE: 'server',
  HEADERS_TOO_LARGE: 'server',
  BAD_ENCODING: 'server',
  BAD_RESPONSE: 'server',
  ABORTED: 'harness',
}

/**
 * The server ended a TLS connection before it answered anything. With TLS 1.3 it sees the client's certificate only after
 * the handshake, and many servers then close without an alert.
 */
const endedUnanswered = ({ error, request, timing }: Exchange): boolean =>
  error?.code === 'CONNECTION_RESET' &&
  (error.phase === 'tls' || (request.url.startsWith('https:') && timing.firstByteMs === null))

/** No HTTP answer: a refused connection is a refusal in its own form, everything else is unreachable. */
export function judgeNoAnswer(step: StepName, exchange: Exchange): StepOutcome {
  const { error } = exchange
  const refusedByTls = error?.code === 'TLS_ALERT' || endedUnanswered(exchange)
  const detail = error?.message ?? 'no answer was recorded'
  if (refusedByTls) return outcome('refused', null, detail, { form: 'tls' })
  const fault = (error && FAULT[error.code]) ?? 'network'
  return outcome('unreachable', null, detail, { attributed: fault === 'server' ? partyAt(step) : fault })
}
