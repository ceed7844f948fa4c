import type { Answer } from '../checks/types.ts'
import type { ForgeOutcome } from '../login/types.ts'
import type { Probe } from './types.ts'

const expected = 'a consent form that no page of another site can send for the user'

function answerOf(outcome: ForgeOutcome): Answer {
  switch (outcome.kind) {
    case 'nothing-asked':
      return { kind: 'not-applicable', reason: 'the server asks this user nothing, so there is no form to forge' }
    case 'not-forgeable':
      return { kind: 'not-applicable', reason: outcome.detail }
    case 'unknown':
      return { kind: 'unknown', reason: outcome.detail, attributed: 'as' }
    default: {
      const { detail, exchanges } = outcome
      const kind = outcome.kind === 'refused' ? 'yes' : 'no'
      return { kind, expected, observed: detail, exchanges, ...(kind === 'no' ? { attributed: 'as' } : {}) }
    }
  }
}

/** RFC 6749 section 10.12: whoever starts a flow in somebody's browser must not be able to agree in his place. */
export const forgedConsent: Probe = async ({ honest, forgeConsent }) => {
  if (honest.stopped)
    return [
      {
        kind: 'unknown',
        reason: `no control: the honest flow stopped at ${honest.stopped.step}`,
        attributed: honest.stopped.attributed,
      },
    ]
  if (!forgeConsent) {
    const reason = 'the login works in a browser only; forms are forged with "driver: http"'
    return [{ kind: 'not-applicable', reason }]
  }
  return [answerOf(await forgeConsent())]
}
