import type { ApiAnswer, ApiCall, ApiEndpoint, Dialect, Members } from './types.ts'

const base = '/open-banking/v3.1/aisp'

const accounts = [
  {
    AccountId: '22289',
    Currency: 'GBP',
    AccountType: 'Personal',
    AccountSubType: 'CurrentAccount',
    Nickname: 'Bills',
    Account: [
      {
        SchemeName: 'UK.OBIE.SortCodeAccountNumber',
        Identification: '80200110203345',
        Name: 'Mr Kevin',
        SecondaryIdentification: '00021',
      },
    ],
  },
  {
    AccountId: '31820',
    Currency: 'GBP',
    AccountType: 'Personal',
    AccountSubType: 'Savings',
    Account: [{ SchemeName: 'UK.OBIE.SortCodeAccountNumber', Identification: '80200110203348', Name: 'Mr Kevin' }],
  },
]

const balances = [
  {
    Amount: { Amount: '1230.00', Currency: 'GBP' },
    CreditDebitIndicator: 'Credit',
    Type: 'InterimAvailable',
    DateTime: '2026-01-02T10:43:07+00:00',
  },
]

const transactions = [
  {
    TransactionId: '123',
    CreditDebitIndicator: 'Debit',
    Status: 'Booked',
    BookingDateTime: '2026-01-01T10:43:07+00:00',
    Amount: { Amount: '10.00', Currency: 'GBP' },
    TransactionInformation: 'Cash from Aubrey',
  },
]

/** What a consent may allow. */
const permissions: readonly string[] = [
  ...['ReadAccountsBasic', 'ReadAccountsDetail', 'ReadBalances', 'ReadTransactionsBasic', 'ReadTransactionsCredits'],
  ...['ReadTransactionsDebits', 'ReadTransactionsDetail'],
]

const error = (status: number, code: string, message: string): ApiAnswer => ({
  status,
  body: {
    Code: String(status),
    Message: message,
    Errors: [{ ErrorCode: `UK.OBIE.${code}`, Message: message }],
  },
})

const timeOf = (now: number): string => `${new Date(now * 1000).toISOString().slice(0, 19)}+00:00`

/** The envelope of every good answer. */
const answer = (url: string, data: Members, more: Members = {}): Members => ({
  Data: data,
  ...more,
  Links: { Self: url },
  Meta: { TotalPages: 1 },
})

/** Standing of the intent, with what the client asked for. */
const intentOf = (call: ApiCall, id: string, status: string, asked: Members, madeAt: number): Members =>
  answer(
    call.url,
    {
      ConsentId: id,
      Status: status,
      CreationDateTime: timeOf(madeAt),
      StatusUpdateDateTime: timeOf(madeAt),
      ...asked,
    },
    { Risk: {} },
  )

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function makeIntent(call: ApiCall): ApiAnswer {
  const { Data: data, Risk: risk } = call.body
  if (!isObject(data) || !isObject(risk)) return error(400, 'Field.Missing', 'Data and Risk are required')
  const { Permissions: asked } = data
  if (!Array.isArray(asked) || asked.length === 0 || !asked.every((one) => permissions.includes(one))) {
    return error(400, 'Field.Invalid', 'Data.Permissions: expected some of the known permissions')
  }
  const { id, madeAt } = call.world.makeConsent(call.clientId, data, call.now)
  return { status: 201, body: intentOf(call, id, 'AwaitingAuthorisation', data, madeAt) }
}

function readIntent(call: ApiCall): ApiAnswer {
  const consent = call.world.consent(call.params.ConsentId ?? '')
  if (consent?.clientId !== call.clientId) return error(404, 'Resource.NotFound', 'There is no such consent')
  const status = consent.status === 'awaiting' ? 'AwaitingAuthorisation' : 'Authorised'
  return { status: 200, body: intentOf(call, consent.id, status, consent.asked, consent.madeAt) }
}

/** An endpoint that needs one of the permissions of the intent. */
const reading = (
  id: string,
  path: string,
  needed: readonly string[],
  data: (account: Members | undefined) => Members | null,
): ApiEndpoint => ({
  id,
  method: 'GET',
  path: `${base}${path}`,
  scopes: ['accounts'],
  token: 'user',
  answer: ({ params, consent, url }) => {
    const { Permissions: allowed } = consent?.asked ?? {}
    if (!Array.isArray(allowed) || !needed.some((one) => allowed.includes(one))) {
      return error(403, 'Resource.ConsentMismatch', `The consent lacks ${needed.join(' or ')}`)
    }
    const found = data(accounts.find(({ AccountId }) => AccountId === params.AccountId))
    return found === null
      ? error(400, 'Resource.NotFound', 'There is no such account')
      : { status: 200, body: answer(url, found) }
  },
})

const basicOrDetail = (what: string): readonly string[] => [`Read${what}Basic`, `Read${what}Detail`]

/** UK Open Banking: account information with an intent, authentication levels and mutual TLS on every call. */
export const openBankingUk: Dialect = {
  id: 'open-banking-uk',
  title: 'UK Open Banking, account information',
  profile: 'open-banking-uk',
  scopes: { accounts: 'see your accounts, balances and transactions (accounts)' },
  endpoints: [
    {
      id: 'create-account-access-consent',
      method: 'POST',
      path: `${base}/account-access-consents`,
      scopes: ['accounts'],
      token: 'client',
      answer: makeIntent,
    },
    {
      id: 'account-access-consent',
      method: 'GET',
      path: `${base}/account-access-consents/{ConsentId}`,
      scopes: ['accounts'],
      token: 'client',
      answer: readIntent,
    },
    reading('accounts', '/accounts', basicOrDetail('Accounts'), () => ({ Account: accounts })),
    reading('account', '/accounts/{AccountId}', basicOrDetail('Accounts'), (account) =>
      account === undefined ? null : { Account: [account] },
    ),
    reading('balances', '/accounts/{AccountId}/balances', ['ReadBalances'], (account) =>
      account === undefined
        ? null
        : { Balance: balances.map((balance) => ({ AccountId: account.AccountId, ...balance })) },
    ),
    reading('transactions', '/accounts/{AccountId}/transactions', basicOrDetail('Transactions'), (account) =>
      account === undefined
        ? null
        : { Transaction: transactions.map((one) => ({ AccountId: account.AccountId, ...one })) },
    ),
  ],
  consent: { carrier: { in: 'claims', claim: 'openbanking_intent_id' }, singleUse: true },
  acr: ['urn:openbanking:psd2:sca', 'urn:openbanking:psd2:ca'],
  mtlsOnly: true,
  target: {
    variants: (['private_key_jwt', 'tls_client_auth'] as const).map((client_auth) => ({
      client_auth,
      sender_constraint: 'mtls',
    })),
    scope: { openid: 'openid accounts', plain: 'accounts' },
    resource: { path: `${base}/accounts`, scope: 'accounts' },
    params: { AccountId: '22289' },
  },
}
