import type { Pairs, Reply } from './http.ts'
import type { World } from './world.ts'

const noStore: Pairs = [['Cache-Control', 'no-store']]

/** A JSON answer of the back channel. */
export function json(world: World, status: number, value: unknown, headers: Pairs = []): Reply {
  const type = world.choices.jsonCharset ? 'application/json;charset=UTF-8' : 'application/json'
  const extra = world.choices.extraMembers && typeof value === 'object' ? { 'x-trace': 'a1', vendor: { zone: 7 } } : {}
  return {
    status,
    headers: [['Content-Type', type], ...noStore, ...headers],
    body: JSON.stringify({ ...(value as Record<string, unknown>), ...extra }),
  }
}

/** What a request is refused for; `precise` is the code of an extension, `plain` the one of RFC 6749. */
export class Refusal extends Error {
  readonly code: string
  readonly plain: string
  readonly status: number
  constructor(code: string, message: string, { plain = code, status = 400 } = {}) {
    super(message)
    this.code = code
    this.plain = plain
    this.status = status
  }
}

export const invalidRequest = (message: string): Refusal => new Refusal('invalid_request', message)
export const invalidGrant = (message: string): Refusal => new Refusal('invalid_grant', message)
export const invalidProof = (message: string): Refusal =>
  new Refusal('invalid_dpop_proof', message, { plain: 'invalid_request' })

/** The error response of a back-channel endpoint (RFC 6749 section 5.2). */
export function errorReply(world: World, refusal: Refusal, headers: Pairs = []): Reply {
  const { choices } = world
  const code = choices.errorCodes === 'plain' ? refusal.plain : refusal.code
  const status = refusal.code === 'invalid_client' ? choices.invalidClientStatus : refusal.status
  const challenge: Pairs = status === 401 ? [['WWW-Authenticate', 'Basic realm="clients"']] : []
  return json(world, status, { error: code, error_description: refusal.message }, [...challenge, ...headers])
}
