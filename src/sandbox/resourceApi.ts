import { randomUUID } from 'node:crypto'
import { callOf } from './call.ts'
import type { Context, Middleware } from './koa.ts'
import type { Site } from './site.ts'

interface Resource {
  readonly method: 'GET' | 'POST'
  readonly scope: string
  readonly answer: (ctx: Context) => { status: number; body: unknown }
}

const accounts = [
  { accountId: 'acc-1', currency: 'EUR', nickname: 'Current account' },
  { accountId: 'acc-2', currency: 'EUR', nickname: 'Savings' },
]

/** The protected resources; each path has one method and one scope. */
export const resources: Readonly<Record<string, Resource>> = {
  '/accounts': { method: 'GET', scope: 'accounts', answer: () => ({ status: 200, body: { accounts } }) },
  '/transactions': {
    method: 'GET',
    scope: 'transactions',
    answer: () => ({
      status: 200,
      body: { transactions: [{ transactionId: 'tx-1', accountId: 'acc-1', amount: '12.50', currency: 'EUR' }] },
    }),
  },
  '/payments': {
    method: 'POST',
    scope: 'payments',
    answer: (ctx) => {
      const order = jsonBody(callOf(ctx).bodyText)
      return order === null
        ? { status: 400, body: { error: 'invalid_request', error_description: 'expected a JSON object' } }
        : { status: 201, body: { paymentId: randomUUID(), status: 'accepted', order } }
    },
  },
}

/** Answers a request that `protect` has let pass. */
export function resourceApi(site: Site): Middleware {
  return async (ctx) => {
    if (!site.strict('rs-accept') && ctx.get('accept') !== 'application/json') {
      ctx.status = 406
      ctx.body = { error: 'not_acceptable' }
      return
    }
    const answer = resources[ctx.path]?.answer(ctx) ?? { status: 404, body: { error: 'not_found' } }
    ctx.status = answer.status
    ctx.body = answer.body
  }
}

/** An empty body stands for an empty order, so that any client can try the call. */
function jsonBody(text: string): Record<string, unknown> | null {
  if (text === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}
