import type { DefectTable } from './defectEntry.ts'

const acme = { dialect: 'acme' } as const
const uk = { dialect: 'open-banking-uk', variant: { sender_constraint: 'mtls' } } as const
const signed = { sender_constraint: 'mtls', request: 'signed' } as const
const connectid = { dialect: 'connectid-au', variant: signed } as const

/** Defects of what is granted in an ecosystem: scopes, consents and intents, authorization details, limits. */
export const grantDefects = {
  'grant-everything': {
    requirement: 'FAPI2-SP-5.3.2.1-14',
    title: 'a token has every scope of the ecosystem, whatever was asked for',
    implies: ['RFC6749-6-c', 'RFC9101-6.3-a', 'ECO-SCOPE-a', 'ECO-SCOPE-b', 'RFC6750-3.1-b'],
    ...acme,
  },
  'refresh-untold': {
    requirement: 'RFC6749-6-c',
    title: 'a refreshed token has every scope of the ecosystem, and the response does not tell',
    ...acme,
  },
  'refresh-again': {
    requirement: 'RFC6749-6-c',
    title: 'the second refresh of a grant has every scope of the ecosystem',
    ...acme,
  },
  'grant-unasked': {
    requirement: 'ECO-SCOPE-a',
    title: 'who asks for no scope gets all of the ecosystem',
    implies: ['FAPI2-SP-5.3.2.1-14'],
    ...acme,
  },
  'consent-unknown': { requirement: 'ECO-CONSENT-a', title: 'consents are not looked up', ...acme },
  'consent-client': { requirement: 'ECO-CONSENT-b', title: 'consents of other clients are taken', ...acme },
  'consent-again': { requirement: 'ECO-CONSENT-c', title: 'a consent is good for many authorizations', ...acme },
  'consent-none': { requirement: 'ECO-CONSENT-d', title: 'scopes are granted without the consent they need', ...acme },
  'intent-unknown': { requirement: 'ECO-CONSENT-a', title: 'intents are not looked up', ...uk },
  'intent-client': { requirement: 'ECO-CONSENT-b', title: 'intents of other clients are taken', ...uk },
  'intent-untold': { requirement: 'ECO-CONSENT-e', title: 'the ID token does not name the intent', ...uk },
  'intent-other': { requirement: 'ECO-CONSENT-e', title: 'the ID token names another intent', ...uk },
  'details-type': { requirement: 'RFC9396-5-a', title: 'authorization details of unknown types are taken', ...acme },
  'details-member': { requirement: 'RFC9396-5-b', title: 'unknown members of details are taken', ...acme },
  'details-form': { requirement: 'RFC9396-5-c', title: 'members of details may have any form', ...acme },
  'details-code': {
    requirement: 'RFC9396-5-f',
    title: 'bad details are refused with invalid_request',
    ...acme,
  },
  'details-untold': {
    requirement: 'RFC9396-7-a',
    title: 'token responses do not tell the details',
    blocks: 'the granted details',
    ...acme,
  },
  'details-more': { requirement: 'RFC9396-7-b', title: 'details are granted that were not asked for', ...acme },
  'details-all': {
    requirement: 'RFC9396-7-b',
    title: 'all actions of a consent are granted, however few were asked for',
    ...acme,
  },
  'details-metadata': { requirement: 'RFC9396-10-a', title: 'metadata do not list the types of details', ...acme },
  'limit-access-token': {
    requirement: 'ECO-LIMITS-a',
    title: 'access tokens live for two hours',
    ...acme,
  },
  'limit-request-object': {
    requirement: 'ECO-LIMITS-c',
    title: 'request objects may live for an hour',
    ...connectid,
  },
  'limit-request-object-strict': {
    requirement: 'ECO-LIMITS-c',
    title: 'request objects may live for five minutes only',
    ...connectid,
  },
  'limit-request-uri': {
    requirement: 'ECO-LIMITS-d',
    title: 'request_uri lives twenty minutes',
    implies: ['FAPI2-SP-5.3.2.2-12'],
    ...acme,
  },
  'purpose-long': { requirement: 'ECO-RULE-a', title: 'a purpose may be longer than 300 characters', ...connectid },
  'purpose-short': { requirement: 'ECO-RULE-a', title: 'a purpose may be shorter than 3 characters', ...connectid },
  'purpose-strict': { requirement: 'ECO-RULE-a', title: 'a purpose may have 200 characters only', ...connectid },
  'server-metadata': { requirement: 'ECO-SERVER-a', title: 'metadata list public subjects, too', ...connectid },
  'server-interaction': {
    requirement: 'ECO-SERVER-b',
    title: 'the authorization server does not send the interaction id back',
    ...connectid,
  },
  'limit-server-certificate': {
    requirement: 'ECO-LIMITS-g',
    title: 'the server certificate is good for two years',
    ...uk,
  },
} as const satisfies DefectTable
