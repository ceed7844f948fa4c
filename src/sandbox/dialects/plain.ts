import { randomUUID } from 'node:crypto'
import type { Dialect } from './types.ts'

const accounts = [
  { accountId: 'acc-1', currency: 'EUR', nickname: 'Current account' },
  { accountId: 'acc-2', currency: 'EUR', nickname: 'Savings' },
]
const transactions = [{ transactionId: 'tx-1', accountId: 'acc-1', amount: '12.50', currency: 'EUR' }]

/** FAPI 2.0 with a small API and no rules of an ecosystem. */
export const plain: Dialect = {
  id: 'plain',
  title: 'FAPI 2.0 without rules of an ecosystem',
  profile: 'fapi2-security-profile',
  scopes: {
    accounts: 'see your accounts (accounts)',
    transactions: 'see your transactions (transactions)',
    payments: 'make payments for you (payments)',
  },
  endpoints: [
    {
      id: 'accounts',
      method: 'GET',
      path: '/accounts',
      scopes: ['accounts'],
      answer: () => ({ status: 200, body: { accounts } }),
    },
    {
      id: 'transactions',
      method: 'GET',
      path: '/transactions',
      scopes: ['transactions'],
      answer: () => ({ status: 200, body: { transactions } }),
    },
    {
      id: 'create-payment',
      method: 'POST',
      path: '/payments',
      scopes: ['payments'],
      answer: ({ body }) => ({ status: 201, body: { paymentId: randomUUID(), status: 'accepted', order: body } }),
    },
  ],
  target: {
    scope: { openid: 'openid accounts', plain: 'accounts transactions' },
    resource: { path: '/accounts', scope: 'accounts' },
  },
}
