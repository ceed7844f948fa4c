import type { Answer, Check, Trace } from './types.ts'

const expected = 'every step of the honest flow is accepted, up to the use of the access token'

function completes(trace: Trace | null, who: string): Answer {
  if (!trace) return { kind: 'not-applicable', reason: `the target file has no ${who}` }
  const { stopped } = trace
  const exchanges = Object.values(trace.exchanges).flatMap((list) => list ?? [])
  const ids = exchanges.map((exchange) => exchange.id)
  if (!stopped)
    return {
      kind: 'yes',
      expected,
      observed: `${who} got through: ${Object.keys(trace.exchanges).join(', ')}`,
      exchanges: ids,
    }
  const observed = `it stopped at ${stopped.step}: ${stopped.detail}`
  // A login that we could not drive and a silent server say nothing about conformance.
  const known = stopped.attributed === 'as' || stopped.attributed === 'rs'
  if (!known)
    return {
      kind: 'unknown',
      reason: `the honest flow of ${who} did not get through; ${observed}`,
      attributed: stopped.attributed,
    }
  return { kind: 'no', expected, observed, attributed: stopped.attributed, exchanges: ids }
}

/** The control of all refusals: does the server do for an honest client what the profile says it must? */
export const honestFlowChecks: Readonly<Record<string, Check>> = {
  'honest-flow-completes': (trace) => completes(trace, 'client1'),
  'honest-flow-of-client2-completes': (trace) =>
    trace.stopped && !trace.other
      ? {
          kind: 'unknown',
          reason: `the honest flow of client1 stopped at ${trace.stopped.step}`,
          attributed: trace.stopped.attributed,
        }
      : completes(trace.other, 'client2'),
}
