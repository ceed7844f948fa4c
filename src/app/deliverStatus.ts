import { readFileSync } from 'node:fs'
import { CompactSign } from 'jose'
import type { EvidenceKey } from '../evidence/evidenceKeys.ts'
import { type Certification, certification } from '../status/certification.ts'
import type { StatusChanged } from '../status/cloudEvent.ts'
import {
  type Backlog,
  claimDeliveries,
  type Delivery,
  type Outcome,
  readBacklog,
  settleDelivery,
} from '../status/outbox.ts'
import type { Receiver } from '../status/receivers.ts'
import { createWire } from '../wire/createWire.ts'
import type { Exchange, HeaderLines, Wire, WireRequest } from '../wire/types.ts'
import { referencedText, signingKeys } from './keyReference.ts'
import { toolFacts } from './packageRoot.ts'
import type { Environment } from './types.ts'

export interface DeliverOptions {
  /** The status record. */
  readonly file: string
  readonly env: Environment
  /** Go on trying until all is delivered or so many ms are over; default: each event is tried once. */
  readonly waitMs?: number | undefined
  readonly clock: {
    /** Unix epoch in ms. */
    now(): number
    sleep(ms: number): Promise<void>
    /** In [0, 1). */
    random(): number
    uuid(): string
  }
  /** Told how each attempt ended. */
  readonly onAttempt?: ((delivery: Delivery, outcome: Outcome) => void) | undefined
}

/** Longest answer to wait for; shorter than the time for which a delivery is this process's own. */
const TIMEOUT_MS = 20_000

/** What a receiver is reached with, read once. */
interface Line {
  readonly wire: Wire
  readonly key: EvidenceKey | null
  readonly headers: HeaderLines
  readonly identity: string | null
}

function openLine(receiver: Receiver, { env, clock }: DeliverOptions): Line {
  const { id, ca, cert, certKey, key, token } = receiver
  const { name, version } = toolFacts()
  const identity = cert === null || certKey === null ? null : id
  const pems = { cert: cert ?? '', key: certKey ?? '' }
  const wire = createWire({
    ca: ca === null ? [] : [readFileSync(ca, 'utf8')],
    identities:
      identity === null
        ? {}
        : { [identity]: { cert: readFileSync(pems.cert, 'utf8'), key: readFileSync(pems.key, 'utf8') } },
    now: clock.now,
    timeoutMs: TIMEOUT_MS,
    userAgent: `${name}/${version}`,
  })
  const bearer: HeaderLines = token === null ? [] : [['authorization', `Bearer ${referencedText(token, env).trim()}`]]
  return { wire, identity, headers: bearer, key: key === null ? null : (signingKeys([key], env)[0] ?? null) }
}

/**
 * JWS with detached content (RFC 7515, appendix F) over the body as it is sent: the body stays a plain CloudEvent for those
 * who do not check, and those who do put its base64url between the two dots.
 */
async function detachedJws(body: string, key: EvidenceKey): Promise<string> {
  const jws = await new CompactSign(new TextEncoder().encode(body))
    .setProtectedHeader({ alg: key.alg, kid: key.keyid, cty: 'application/cloudevents+json' })
    .sign(key.privateKey)
  const [header, , signature] = jws.split('.')
  return `${header}..${signature}`
}

async function webhookRequest({ event, receiver }: Delivery, key: EvidenceKey): Promise<WireRequest> {
  const headers: HeaderLines = [
    ['content-type', 'application/cloudevents+json; charset=UTF-8'],
    ['x-jws-signature', await detachedJws(event, key)],
  ]
  return { method: 'POST', url: receiver.url, headers, body: event }
}

function directoryRequest({ event, receiver }: Delivery, interaction: string): WireRequest {
  const changed = JSON.parse(event) as StatusChanged
  const ids = changed.data.directory ?? { organisationId: '', serverId: '' }
  const profile = receiver.profile ?? { type: '', variant: '', version: 0 }
  const body: Certification = certification(changed, profile, receiver.evidenceUrl)
  const path = `organisations/${encodeURIComponent(ids.organisationId)}/authorisationservers/${encodeURIComponent(ids.serverId)}/certifications`
  return {
    method: 'POST',
    url: new URL(path, receiver.url.endsWith('/') ? receiver.url : `${receiver.url}/`).href,
    headers: [
      ['content-type', 'application/json'],
      ['accept', 'application/json'],
      ['x-fapi-interaction-id', interaction],
    ],
    body: JSON.stringify(body),
  }
}

/** `Retry-After` in ms: seconds or a date (RFC 9110, section 10.2.3); null: not said. */
function retryAfterMs({ response }: Exchange, now: number): number | null {
  const value = response?.headers.find(([name]) => name.toLowerCase() === 'retry-after')?.[1]
  if (value === undefined) return null
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now
  return Number.isNaN(ms) || ms < 0 ? null : Math.min(ms, 86_400_000)
}

function outcomeOf(exchange: Exchange, { receiver, attempts }: Delivery, now: number): Outcome {
  const { response, error } = exchange
  if (response === null) return { delivered: false, error: error?.message ?? 'no answer', retryAfterMs: null }
  if (response.status >= 200 && response.status < 300) return { delivered: true }
  // The answer to an earlier attempt was lost on its way; the certification is there.
  if (response.status === 409 && receiver.kind === 'directory' && attempts > 0) return { delivered: true }
  return { delivered: false, error: `status ${response.status}`, retryAfterMs: retryAfterMs(exchange, now) }
}

async function attempt(delivery: Delivery, line: Line, options: DeliverOptions): Promise<Outcome> {
  const { receiver } = delivery
  const { clock } = options
  const request =
    receiver.kind === 'webhook' && line.key !== null
      ? await webhookRequest(delivery, line.key)
      : directoryRequest(delivery, clock.uuid())
  const exchange = await line.wire.send(
    {
      ...request,
      headers: [...request.headers, ...line.headers],
      ...(line.identity === null ? {} : { identity: line.identity }),
    },
    { caseId: 'status', step: receiver.kind },
  )
  line.wire.forget(new Set([exchange.id]))
  return outcomeOf(exchange, delivery, clock.now())
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** One round over all that is due; how many were tried. */
async function round(options: DeliverOptions, lines: Map<string, Line>): Promise<number> {
  const { file, clock, onAttempt } = options
  const deliveries = await claimDeliveries(file, { now: clock.now() })
  await Promise.all(
    deliveries.map(async (delivery) => {
      const { receiver } = delivery
      let outcome: Outcome
      try {
        const line = lines.get(receiver.id) ?? openLine(receiver, options)
        lines.set(receiver.id, line)
        outcome = await attempt(delivery, line, options)
      } catch (error) {
        // A key that is not there today may be there tomorrow: the event waits.
        outcome = { delivered: false, error: messageOf(error), retryAfterMs: null }
      }
      await settleDelivery(file, delivery, outcome, { now: clock.now(), random: clock.random() })
      onAttempt?.(delivery, outcome)
    }),
  )
  return deliveries.length
}

/** Ms until the next attempt of anything, 0 if one is due; null: nothing is open. */
function pause(backlog: readonly Backlog[], now: number): number | null {
  const times = backlog.flatMap(({ nextAttempt }) => (nextAttempt === null ? [] : [Date.parse(nextAttempt)]))
  return times.length === 0 ? null : Math.max(Math.min(...times) - now, 50)
}

/**
 * Sends what the outbox holds: every change of state to every receiver, in order for each record, at least once. What does
 * not arrive stays and is tried again later, by this or another process. Also notes and tells where time ran out.
 * Throws `StatusError` if the record cannot be written.
 */
export async function deliverStatus(options: DeliverOptions): Promise<readonly Backlog[]> {
  const { file, clock, waitMs = 0 } = options
  const end = clock.now() + waitMs
  const lines = new Map<string, Line>()
  try {
    for (;;) {
      while ((await round(options, lines)) > 0);
      const backlog = await readBacklog(file)
      const left = pause(backlog, clock.now())
      if (left === null || clock.now() + left > end) return backlog
      await clock.sleep(left)
    }
  } finally {
    for (const { wire } of lines.values()) await wire.close()
  }
}
