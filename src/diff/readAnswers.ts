import type { RecordedRun } from '../evidence/types.ts'
import { isObject, type JsonObject, jsonOf } from '../json/object.ts'
import type { Exchange } from '../wire/types.ts'

/** The claims of a compact JWS as they were recorded; null where it is none. */
export function claimsOf(text: string): JsonObject | null {
  const [, payload, signature] = text.trim().split('.')
  if (payload === undefined || signature === undefined) return null
  const claims = jsonOf(Buffer.from(payload, 'base64url').toString('utf8'))
  return isObject(claims) ? claims : null
}

/** Exchanges of the honest flows and of what they fetched first, with an answer of the 2xx family. */
export const honestAnswers = ({ exchanges }: RecordedRun): readonly (Exchange & { readonly response: object })[] =>
  exchanges.filter(
    (exchange): exchange is typeof exchange & { readonly response: NonNullable<Exchange['response']> } =>
      exchange.response !== null &&
      Math.floor(exchange.response.status / 100) === 2 &&
      /^(discovery$|honest-flow)/.test(exchange.label.caseId),
  )
