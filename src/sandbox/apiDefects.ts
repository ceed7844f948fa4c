import type { DefectTable } from './defectEntry.ts'

const acme = { dialect: 'acme' } as const
const uk = { dialect: 'open-banking-uk', variant: { sender_constraint: 'mtls' } } as const

/** The plain suite watches the interaction id of its resource, too. */
const advised = { implies: ['FAPI2-IMP-2.1.1-a'], ...acme } as const

/** Defects of the API of an ecosystem: who gets in, header lines, bodies. */
export const apiDefects = {
  'api-scope-one': {
    requirement: 'ECO-SCOPE-b',
    title: 'GET balances does not look at the scope',
    implies: ['FAPI2-SP-5.3.4-4', 'RFC6750-3.1-b'],
    ...acme,
  },
  'api-scope-write': {
    requirement: 'ECO-SCOPE-b',
    title: 'POST payments takes a token with any scope of the ecosystem',
    implies: ['FAPI2-SP-5.3.4-4', 'RFC6750-3.1-b'],
    ...acme,
  },
  'api-scope-wrong': {
    requirement: 'ECO-SCOPE-b',
    title: 'GET transactions asks for the scope accounts',
    implies: ['ECO-SCOPE-c', 'FAPI2-SP-5.3.4-4', 'RFC6750-3.1-b', 'ECO-PAYLOAD-a'],
    blocks: 'GET transactions',
    ...acme,
  },
  'api-scope-more': {
    requirement: 'ECO-SCOPE-c',
    title: 'GET payment asks for the scope accounts, too',
    implies: ['ECO-PAYLOAD-a'],
    blocks: 'GET payment',
    ...acme,
  },
  'api-scope-hidden': {
    requirement: 'RFC6750-3.1-b',
    title: 'too little scope gives 404',
    ...acme,
  },
  'api-scope-code': {
    requirement: 'RFC6750-3.1-b',
    title: 'too little scope gives 403 with the error access_denied',
    ...acme,
  },
  'api-scope-untold': {
    requirement: 'RFC6750-3.1-b',
    title: 'GET balances tells insufficient_scope in the body alone',
    ...acme,
  },
  'api-revoked-one': {
    requirement: 'FAPI2-SP-5.3.4-3c',
    title: 'GET balances takes revoked tokens',
    ...acme,
  },
  'api-expired-one': {
    requirement: 'FAPI2-SP-5.3.4-3b',
    title: 'GET balances takes expired tokens',
    options: { accessTokenTtlS: 60 },
    slow: true,
    ...acme,
  },
  'api-binding-one': {
    requirement: 'FAPI2-SP-5.3.4-5',
    title: 'GET balances takes tokens without looking who sends them',
    ...acme,
  },
  'api-proof-one': {
    requirement: 'FAPI2-SP-5.3.4-5',
    title: 'GET balances takes tokens that come without a proof',
    ...acme,
  },
  'api-interaction-other': { requirement: 'ECO-HEADER-a', title: 'another interaction id comes back', ...advised },
  'api-interaction-one': { requirement: 'ECO-HEADER-a', title: 'GET transactions has no interaction id', ...acme },
  'api-interaction-twice': { requirement: 'ECO-HEADER-a', title: 'the interaction id stands in two lines', ...advised },
  'api-interaction-error': { requirement: 'ECO-HEADER-b', title: 'error answers have no interaction id', ...acme },
  'api-interaction-none': { requirement: 'ECO-HEADER-c', title: 'no interaction id is made', ...acme },
  'api-interaction-form': { requirement: 'ECO-HEADER-c', title: 'interaction ids that are made are no UUIDs', ...acme },
  'api-date': { requirement: 'ECO-HEADER-d', title: 'answers have no Date', implies: ['RFC9110-6.6.1-a'], ...acme },
  'api-date-form': {
    requirement: 'ECO-HEADER-d',
    title: 'Date is in the form of ISO 8601',
    implies: ['RFC9110-6.6.1-a'],
    ...acme,
  },
  'api-date-hour': {
    requirement: 'ECO-HEADER-d',
    title: 'the clock of GET balances is an hour ahead',
    ...acme,
  },
  'api-type': { requirement: 'ECO-HEADER-e', title: 'JSON of GET balances goes as text/html', ...acme },
  'api-type-error': { requirement: 'ECO-HEADER-e', title: 'errors go as text/plain', ...acme },
  'api-cache': { requirement: 'ECO-HEADER-f', title: 'GET balances may be stored for a minute', ...acme },
  'api-cache-error': { requirement: 'ECO-HEADER-f', title: 'errors say nothing of storing', ...acme },
  'api-cache-scope': {
    requirement: 'ECO-HEADER-f',
    title: 'a refusal for want of scope may be stored',
    ...acme,
  },
  'api-hsts': {
    requirement: 'ECO-HEADER-g',
    title: 'the API sends no Strict-Transport-Security',
    implies: ['FAPI2-SP-5.2.3-1'],
    ...acme,
  },
  'api-hsts-zero': { requirement: 'ECO-HEADER-g', title: 'Strict-Transport-Security has max-age=0', ...acme },
  'api-location': { requirement: 'ECO-HEADER-h', title: 'what was made has no Location', ...acme },
  'api-version-untold': { requirement: 'ECO-HEADER-h', title: 'answers do not tell their version', ...acme },
  'api-version-error': { requirement: 'ECO-HEADER-i', title: 'error answers do not tell their version', ...acme },
  'api-accept': { requirement: 'ECO-HEADER-j', title: 'who accepts HTML gets HTML', ...acme },
  'api-customer': { requirement: 'ECO-HEADER-k', title: 'x-fapi-customer-ip-address is refused', ...acme },
  'api-version-any': {
    requirement: 'ECO-HEADER-l',
    title: 'any version that is asked for is said to be served',
    ...acme,
  },
  'api-status': {
    requirement: 'ECO-PAYLOAD-a',
    title: 'a payment is made with status 200',
    blocks: 'POST payments',
    ...acme,
  },
  'api-member-missing': { requirement: 'ECO-PAYLOAD-b', title: 'accounts have no currency', ...acme },
  'api-member-second': { requirement: 'ECO-PAYLOAD-b', title: 'the last account has no holder', ...acme },
  'api-member-type': { requirement: 'ECO-PAYLOAD-b', title: 'amounts of balances are numbers', ...acme },
  'api-member-extra': { requirement: 'ECO-PAYLOAD-b', title: 'an account tells an internal rating', ...acme },
  'api-member-format': { requirement: 'ECO-PAYLOAD-b', title: 'times of balances lack their zone', ...acme },
  'api-member-null': { requirement: 'ECO-PAYLOAD-b', title: 'the nickname of an account is null', ...acme },
  'api-member-value': { requirement: 'ECO-PAYLOAD-b', title: 'the status of an account is unknown', ...acme },
  'api-member-array': { requirement: 'ECO-PAYLOAD-b', title: 'one transaction comes without its list', ...acme },
  'api-envelope': { requirement: 'ECO-PAYLOAD-b', title: 'balances come without their envelope', ...uk },
  'api-error-member': { requirement: 'ECO-PAYLOAD-d', title: 'errors about payments tell where the code is', ...acme },
  'api-json-twice': { requirement: 'ECO-PAYLOAD-c', title: 'a member stands twice', ...acme },
  'api-json-mark': { requirement: 'ECO-PAYLOAD-c', title: 'bodies begin with a byte order mark', ...acme },
  'api-json-encoding': { requirement: 'ECO-PAYLOAD-c', title: 'texts are in ISO 8859-1', ...acme },
  'api-json-cut': {
    requirement: 'ECO-PAYLOAD-c',
    title: 'the JSON of balances ends too early',
    implies: ['ECO-PAYLOAD-b'],
    ...acme,
  },
  'api-idempotency': {
    requirement: 'ECO-PAYLOAD-e',
    title: 'an order that is repeated is carried out again',
    ...acme,
  },
  'api-idempotency-other': {
    requirement: 'ECO-PAYLOAD-i',
    title: 'a used idempotency key is taken with another order',
    ...acme,
  },
  'api-idempotency-none': { requirement: 'ECO-PAYLOAD-f', title: 'orders need no idempotency key', ...acme },
  'api-signed-not': {
    requirement: 'ECO-PAYLOAD-g',
    title: 'orders need not be signed',
    ...acme,
  },
  'api-signed-none': {
    requirement: 'ECO-PAYLOAD-h',
    title: 'orders with alg none are taken',
    ...acme,
  },
  'api-signed-broken': {
    requirement: 'ECO-PAYLOAD-h',
    title: 'signatures of orders are not verified',
    ...acme,
  },
  'api-signed-key': {
    requirement: 'ECO-PAYLOAD-h',
    title: 'orders may bring the key that they are signed with',
    ...acme,
  },
  'api-answer-plain': {
    requirement: 'ECO-PAYLOAD-j',
    title: 'GET payment answers without a signature',
    implies: ['ECO-HEADER-e'],
    ...acme,
  },
  'api-answer-none': { requirement: 'ECO-PAYLOAD-j', title: 'answers of GET payment have alg none', ...acme },
  'api-answer-alg': { requirement: 'ECO-PAYLOAD-j', title: 'answers of GET payment are signed with RS256', ...acme },
  'api-answer-key': {
    requirement: 'ECO-PAYLOAD-j',
    title: 'answers of GET payment are signed with a key that is not published',
    ...acme,
  },
  'api-answer-altered': {
    requirement: 'ECO-PAYLOAD-j',
    title: 'answers of GET payment are altered after they were signed',
    ...acme,
  },
  'api-answer-kid': {
    requirement: 'ECO-PAYLOAD-j',
    title: 'answers of GET payment do not name their key, though there are several',
    ...acme,
  },
} as const satisfies DefectTable
