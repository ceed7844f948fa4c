import { headersOfAll, headersOfErrors, headersOfSuccess, makesEchoedHeaders } from './apiHeaders.ts'
import { foreignAccept, refusesUnknownVersion, takesCustomerHeaders } from './apiNegotiation.ts'
import { bodyIsJson, bodyOfErrors, bodyOfSuccess, statusOfSuccess } from './apiPayload.ts'
import { answerIsSigned } from './apiSigned.ts'
import type { Probe } from './types.ts'

/** Questions about one endpoint of the profile, for cases with `each: endpoint` or `endpoint:`. */
export const apiProbes: Readonly<Record<string, Probe>> = {
  'api-cache-control': headersOfAll('cache'),
  'api-content-type': headersOfAll('type'),
  'api-customer-headers': takesCustomerHeaders,
  'api-date': headersOfAll('date'),
  'api-echo': headersOfSuccess('echo'),
  'api-echo-made': makesEchoedHeaders,
  'api-echo-on-errors': headersOfErrors('echo'),
  'api-foreign-accept': foreignAccept,
  'api-headers': headersOfSuccess('other'),
  'api-headers-on-errors': headersOfErrors('other'),
  'api-payload-errors': bodyOfErrors,
  'api-payload-json': bodyIsJson,
  'api-payload-schema': bodyOfSuccess,
  'api-signed-answer': answerIsSigned,
  'api-status': statusOfSuccess,
  'api-strict-transport-security': headersOfAll('hsts'),
  'api-unknown-version': refusesUnknownVersion,
}
