import type { ApiAnswer, Dialect, Members } from './types.ts'

const accounts = [
  {
    accountId: 'acc-1',
    status: 'open',
    currency: 'EUR',
    nickname: 'Current account',
    holder: { name: 'Alex Sample', email: 'alex.sample@acme.example' },
    iban: 'DE02120300000000202051',
    openedAt: '2019-05-02',
  },
  {
    accountId: 'acc-2',
    status: 'open',
    currency: 'EUR',
    holder: { name: 'Alex Sample', email: 'alex.sample@acme.example' },
    iban: 'DE02500105170137075030',
    openedAt: '2021-11-30',
  },
]

const balances = [
  { kind: 'booked', amount: '1042.17', currency: 'EUR', at: '2026-01-02T06:00:00Z' },
  { kind: 'available', amount: '992.17', currency: 'EUR', at: '2026-01-02T06:00:00Z' },
]

const transactions = [
  {
    transactionId: 'tx-1',
    amount: '-12.50',
    currency: 'EUR',
    bookedAt: '2026-01-01T10:11:12Z',
    counterparty: 'Corner Shop',
  },
  {
    transactionId: 'tx-2',
    amount: '2500.00',
    currency: 'EUR',
    bookedAt: '2025-12-30T00:00:00Z',
    counterparty: 'Employer',
  },
]

const notFound: ApiAnswer = {
  status: 404,
  body: { error: 'not_found', error_description: 'there is no such thing here' },
}

const timeOf = (now: number): string => new Date(now * 1000).toISOString()

const invalid = (description: string): ApiAnswer => ({
  status: 400,
  body: { error: 'invalid_request', error_description: description },
})

/** The answer if there is such an account, else 404. */
const ofAccount = (accountId: string | undefined, body: Members): ApiAnswer =>
  accounts.some((account) => account.accountId === accountId) ? { status: 200, body } : notFound

const isAmount = (value: unknown): value is string => typeof value === 'string' && /^\d{1,13}\.\d{2}$/.test(value)
const isCurrency = (value: unknown): value is string => typeof value === 'string' && /^[A-Z]{3}$/.test(value)

/** The made-up ecosystem of `docs/ecosystems.md`. */
export const acme: Dialect = {
  id: 'acme',
  title: 'Acme Open Finance, the made-up ecosystem of the documentation',
  profile: 'examples/acme/profile.yaml',
  scopes: {
    accounts: 'see your accounts and balances (accounts)',
    transactions: 'see your transactions (transactions)',
    payments: 'make payments for you (payments)',
  },
  endpoints: [
    {
      id: 'create-consent',
      method: 'POST',
      path: '/consents',
      scopes: [],
      token: 'client',
      answer: ({ world, clientId, body, now, url }) => {
        const { permissions } = body
        const known = ['accounts', 'transactions', 'payments']
        if (
          !Array.isArray(permissions) ||
          permissions.length === 0 ||
          !permissions.every((one) => known.includes(one))
        ) {
          return invalid(`'permissions': expected a list of ${known.join(', ')}`)
        }
        const consent = world.makeConsent(clientId, body, now)
        return {
          status: 201,
          body: { consentId: consent.id, status: consent.status, permissions, createdAt: timeOf(now) },
          headers: { location: `${url}/${encodeURIComponent(consent.id)}` },
        }
      },
    },
    {
      id: 'accounts',
      method: 'GET',
      path: '/accounts',
      scopes: ['accounts'],
      token: 'user',
      answer: ({ now }) => ({ status: 200, body: { accounts, total: accounts.length, asOf: timeOf(now) } }),
    },
    {
      id: 'account',
      method: 'GET',
      path: '/accounts/{accountId}',
      scopes: ['accounts'],
      token: 'user',
      answer: ({ params }) => {
        const account = accounts.find(({ accountId }) => accountId === params.accountId)
        return account === undefined ? notFound : { status: 200, body: { account } }
      },
    },
    {
      id: 'balances',
      method: 'GET',
      path: '/accounts/{accountId}/balances',
      scopes: ['accounts'],
      token: 'user',
      answer: ({ params }) => ofAccount(params.accountId, { accountId: params.accountId, balances }),
    },
    {
      id: 'transactions',
      method: 'GET',
      path: '/accounts/{accountId}/transactions',
      scopes: ['transactions'],
      token: 'user',
      answer: ({ params }) => ofAccount(params.accountId, { accountId: params.accountId, transactions }),
    },
    {
      id: 'create-payment',
      method: 'POST',
      path: '/payments',
      scopes: ['payments'],
      token: 'user',
      body: 'jws',
      idempotency: 'x-idempotency-key',
      answer: ({ world, clientId, body, now, url }) => {
        const { amount, currency, creditor } = body
        if (!isAmount(amount)) return invalid("'amount': expected a decimal with two places, as text")
        if (!isCurrency(currency)) return invalid("'currency': expected three capital letters")
        if (typeof creditor !== 'string' || creditor === '') return invalid("'creditor': expected a name")
        const payment = world.add('payment', clientId, (paymentId) => ({
          paymentId,
          status: 'accepted',
          amount,
          currency,
          creditor,
          createdAt: timeOf(now),
        }))
        return { status: 201, body: payment, headers: { location: `${url}/${payment.paymentId}` } }
      },
    },
    {
      id: 'payment',
      method: 'GET',
      path: '/payments/{paymentId}',
      scopes: ['payments'],
      token: 'user',
      answers: 'jws',
      answer: ({ params: { paymentId = '' }, world, clientId, now }) => {
        const payment = world.find('payment', clientId, paymentId)
        if (payment !== null) return { status: 200, body: payment }
        // One that everybody may look at, so that the path can be tried without making a payment.
        if (paymentId !== 'pay-1') return notFound
        const body = { paymentId, status: 'settled', amount: '1.00', currency: 'EUR', creditor: 'Corner Shop' }
        return { status: 200, body: { ...body, createdAt: timeOf(now - 86_400) } }
      },
    },
  ],
  version: { header: 'x-v', supported: ['1', '2'] },
  consent: { carrier: { in: 'authorization_details', member: 'consent_id' }, singleUse: true },
  authorizationDetails: {
    account_access: {
      members: {
        consent_id: { required: true, allowed: 'text' },
        actions: { required: true, allowed: ['read', 'pay'] },
      },
    },
  },
  target: {
    variants: [true, false].flatMap((openid) =>
      (['dpop', 'mtls'] as const).map((sender_constraint) => ({ sender_constraint, openid })),
    ),
    scope: { openid: 'openid accounts', plain: 'accounts transactions' },
    resource: { path: '/accounts', scope: 'accounts' },
    params: { accountId: 'acc-1', paymentId: 'pay-1' },
  },
}
