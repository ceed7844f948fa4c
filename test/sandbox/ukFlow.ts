import { call, ownToken } from './acmeFlow.ts'
import type { Answer, Walker } from './walker.ts'

/** Where the API of UK Open Banking begins. */
export const ukBase = '/open-banking/v3.1/aisp'

const everything = ['ReadAccountsDetail', 'ReadBalances', 'ReadTransactionsDetail']

/** The answer to a request that makes an intent. */
export const postIntent = async (walker: Walker, permissions: readonly string[] = everything): Promise<Answer> =>
  call(walker, ['POST', `${ukBase}/account-access-consents`], await ownToken(walker), {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ Data: { Permissions: permissions }, Risk: {} }),
  })

export const idOf = ({ json }: Answer): string => String((json.Data as Record<string, unknown>).ConsentId)

/** The `claims` parameter about an intent. */
export const claimsFor = (intent: string): string =>
  JSON.stringify({
    id_token: {
      openbanking_intent_id: { value: intent, essential: true },
      acr: { values: ['urn:openbanking:psd2:sca', 'urn:openbanking:psd2:ca'], essential: true },
    },
  })
