import type { Answer } from '../checks/types.ts'
import { noAnswer, plainRequest } from './ask.ts'
import { endpointOf, identityOf } from './identityOf.ts'
import type { Probe } from './types.ts'

interface MethodQuestion {
  /** Metadata member of the endpoint. */
  readonly member: string
  readonly step: string
  readonly methods: readonly string[]
  readonly expected: string
  readonly holds: (status: number) => boolean
}

/** Calls an endpoint by methods it is not made for, without parameters or credentials. */
const refusesMethods =
  ({ member, step, methods, expected, holds }: MethodQuestion): Probe =>
  async (context) => {
    const url = endpointOf(context, member)
    if (url === null) return [{ kind: 'unknown', reason: `the metadata has no "${member}"`, attributed: 'as' }]
    return Promise.all(
      methods.map(async (method): Promise<Answer> => {
        const exchange = await context.wire.send(
          plainRequest(method, url, [['accept', 'application/json']], identityOf(context)),
          context.label(step),
        )
        const silent = noAnswer(exchange, 'as')
        if (silent) return silent
        const status = exchange.response?.status ?? 0
        return {
          kind: holds(status) ? 'yes' : 'no',
          expected,
          observed: `${method} is answered ${status}`,
          exchanges: [exchange.id],
        }
      }),
    )
  }

/** RFC 9126 section 2.3. */
export const parAnswers405: Probe = refusesMethods({
  member: 'pushed_authorization_request_endpoint',
  step: 'par',
  methods: ['GET', 'PUT', 'DELETE'],
  expected: 'status 405 for methods other than POST',
  holds: (status) => status === 405,
})
