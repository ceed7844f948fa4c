import type { DefectId } from './defects.ts'
import type { ApiEndpoint } from './dialects/types.ts'
import type { TokenNeed } from './guard.ts'
import type { Strict } from './strict.ts'

/** What a defect asks of the token at one endpoint instead. */
interface NeedFault {
  readonly id: DefectId
  readonly endpoint: string
  readonly need: Partial<TokenNeed>
}

const faults: readonly NeedFault[] = [
  { id: 'api-scope-one', endpoint: 'balances', need: { scopes: [] } },
  { id: 'api-scope-write', endpoint: 'create-payment', need: { scopes: [] } },
  { id: 'api-scope-wrong', endpoint: 'transactions', need: { scopes: ['accounts'] } },
  { id: 'api-scope-more', endpoint: 'payment', need: { scopes: ['payments', 'accounts'] } },
  { id: 'api-revoked-one', endpoint: 'balances', need: { overlook: 'rs-revoked' } },
  { id: 'api-expired-one', endpoint: 'balances', need: { overlook: 'rs-expired' } },
  { id: 'api-binding-one', endpoint: 'balances', need: { overlook: 'binding' } },
  { id: 'api-proof-one', endpoint: 'balances', need: { overlook: 'proof' } },
]

/** What the token has to be good for at an endpoint of the API. */
export function needOf({ id, scopes, token }: ApiEndpoint, strict: Strict): TokenNeed {
  const need: TokenNeed = { scopes, user: token === undefined ? null : token === 'user' }
  const broken = faults.filter((fault) => fault.endpoint === id && !strict(fault.id))
  return Object.assign({}, need, ...broken.map((fault) => fault.need))
}
