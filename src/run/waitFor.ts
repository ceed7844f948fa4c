import { decodeJwt } from '../flow/jws.ts'
import type { FlowSession } from '../flow/session.ts'
import type { CompiledMutation } from '../mutations/compile.ts'
import { NotApplicable } from '../mutations/NotApplicable.ts'
import type { StepName } from '../suite/types.ts'

/**
 * Who verifies a JWT by its claims may allow some leeway for clocks that differ (RFC 7519 section 4.1.4); a minute is what
 * widespread libraries allow. Who issued an opaque token needs none.
 */
const LEEWAY_S = 60

function tokenLifeS({ env, tokens }: FlowSession): number | null {
  const exp = tokens.access_token === null ? null : decodeJwt(tokens.access_token)?.claims.exp
  if (typeof exp !== 'number') return tokens.expires_in
  return Math.max(exp - Math.floor(env.now() / 1000), tokens.expires_in ?? 0) + LEEWAY_S
}

/** Lives in seconds by the symbol that a case waits for; null: the server does not tell. */
const lives: Readonly<Record<string, (flow: FlowSession) => number | null>> = {
  '$par.expires_in': (flow) => flow.requestUriExpiresIn,
  '$token.expires_in': tokenLifeS,
}

/**
 * How long (ms) a case waits before this step; a second on top of what the server says, as clocks stand in different halves
 * of it.
 * @throws NotApplicable if the server does not say how long what it issued lives
 */
export function waitMs(flow: FlowSession, { wait }: Pick<CompiledMutation, 'wait'>, step: StepName): number {
  if (wait?.step !== step) return 0
  if (wait.ms !== null) return wait.ms
  const symbol = wait.symbol ?? ''
  const seconds = lives[symbol]?.(flow) ?? null
  if (seconds === null)
    throw new NotApplicable(
      `the server does not say how long that lives ("${symbol}" has no value), so no end can be waited for`,
    )
  return seconds * 1000 + 1000
}
