import type { DefectTable } from './defectEntry.ts'

const withNonces = { options: { nonces: true } } as const

/** Defects of DPoP proof checking, at the authorization server (`as-`) and at the resource server (`rs-`). */
export const proofDefects = {
  'as-dpop-multiple': { requirement: 'RFC9449-4.3-1', title: 'token endpoint takes the first of two DPoP headers' },
  'as-dpop-typ': { requirement: 'RFC9449-4.3-4', title: 'token endpoint accepts a proof of another typ' },
  'as-dpop-alg': {
    requirement: 'RFC9449-4.3-5',
    title: 'token endpoint accepts RS256 and other weak proof algorithms',
  },
  'as-dpop-alg-case': {
    requirement: 'FAPI2-SP-5.4.1-1.2',
    title: 'token endpoint compares alg of proofs without regard to case',
  },
  'as-dpop-alg-none': { requirement: 'RFC9449-11.6-a', title: 'token endpoint accepts an unsigned proof' },
  'as-dpop-private-jwk': {
    requirement: 'RFC9449-4.3-7',
    title: 'token endpoint accepts a proof that shows its private key',
  },
  'as-dpop-key-size': { requirement: 'FAPI2-SP-5.4.1-2', title: 'token endpoint accepts proofs of 1024-bit RSA keys' },
  'as-dpop-crit': {
    requirement: 'RFC7515-4.1.11-a',
    title: 'token endpoint ignores an unknown crit header of a proof',
  },
  'as-dpop-signature': { requirement: 'RFC9449-4.3-6', title: 'token endpoint does not verify the proof signature' },
  'as-dpop-claims': {
    requirement: 'RFC9449-4.3-3',
    title: 'token endpoint accepts proofs without jti, htm, htu or iat',
  },
  'as-dpop-htm': { requirement: 'RFC9449-4.3-8', title: 'token endpoint does not compare htm' },
  'as-dpop-htu': { requirement: 'RFC9449-4.3-9', title: 'token endpoint does not compare htu' },
  'as-dpop-htu-raw': { requirement: 'RFC9449-4.3-a', title: 'token endpoint compares htu without normalising it' },
  'as-dpop-iat-old': { requirement: 'RFC9449-4.3-11', title: 'token endpoint accepts proofs of any age' },
  'as-dpop-iat-future': {
    requirement: 'FAPI2-SP-5.3.2.1-13b',
    title: 'token endpoint accepts proofs from the far future',
  },
  'as-dpop-nbf': { requirement: 'FAPI2-SP-5.3.2.1-13b', title: 'token endpoint does not look at nbf of proofs' },
  'as-dpop-skew': {
    requirement: 'FAPI2-SP-5.3.2.1-13a',
    title: 'token endpoint refuses proofs dated a few seconds ahead',
  },
  'as-dpop-extra': { requirement: 'RFC9449-4.2-b', title: 'token endpoint refuses proofs with additional members' },
  'as-dpop-htu-query': {
    requirement: 'RFC9449-4.3-9',
    title: 'token endpoint refuses proofs whose htu has a query or fragment',
  },
  'as-dpop-recent': { requirement: 'RFC9449-11.1-d', title: 'token endpoint refuses proofs made ten seconds ago' },
  'as-dpop-times': {
    requirement: 'RFC9449-4.2-b',
    title: 'token endpoint refuses proofs with nbf and exp',
    implies: ['FAPI2-SP-5.3.2.1-13a'],
  },
  'as-dpop-header-case': { requirement: 'RFC9449-4.1-a', title: 'token endpoint knows the header only as DPoP' },
  'as-dpop-replay': {
    requirement: 'RFC9449-11.1-b',
    title: 'token endpoint accepts a proof twice',
    also: [{ grant: 'client_credentials', openid: false }],
  },
  'as-dpop-nonce-missing': {
    requirement: 'RFC9449-11.3-a',
    title: 'token endpoint does not insist on a nonce',
    ...withNonces,
  },
  'as-dpop-nonce-wrong': { requirement: 'RFC9449-8-b', title: 'token endpoint accepts any nonce', ...withNonces },
  'as-dpop-nonce-header': {
    requirement: 'RFC9449-8-a',
    title: 'nonce demand of the token endpoint comes without DPoP-Nonce',
    implies: ['RFC6749-5.1-a'],
    blocks: 'every token',
    ...withNonces,
  },
  'as-dpop-nonce-twice': {
    requirement: 'RFC9449-8-c',
    title: 'token endpoint answers with two DPoP-Nonce headers',
    ...withNonces,
  },
  'dpop-nonce-characters': {
    requirement: 'RFC9449-8.1-a',
    title: 'DPoP nonces end with a backslash',
    ...withNonces,
  },
  'as-dpop-error': {
    requirement: 'RFC9449-5-a',
    title: 'token endpoint reports a bad proof as invalid_client',
    implies: ['RFC9126-2.3-a'],
  },
  'rs-dpop-multiple': { requirement: 'RFC9449-4.3-1', title: 'resource takes the first of two DPoP headers' },
  'rs-dpop-malformed': {
    requirement: 'RFC9449-4.3-2',
    title: 'resource accepts a DPoP header that is no JWT',
    implies: ['RFC9449-4.3-3'],
  },
  'rs-dpop-typ': { requirement: 'RFC9449-4.3-4', title: 'resource accepts a proof of another typ' },
  'rs-dpop-alg': { requirement: 'RFC9449-4.3-5', title: 'resource accepts RS256 and other weak proof algorithms' },
  'rs-dpop-alg-case': {
    requirement: 'FAPI2-SP-5.4.1-1.2',
    title: 'resource compares alg of proofs without regard to case',
  },
  'rs-dpop-alg-none': { requirement: 'RFC9449-11.6-a', title: 'resource accepts an unsigned proof' },
  'rs-dpop-private-jwk': { requirement: 'RFC9449-4.3-7', title: 'resource accepts a proof that shows its private key' },
  'rs-dpop-crit': { requirement: 'RFC7515-4.1.11-a', title: 'resource ignores an unknown crit header of a proof' },
  'rs-dpop-signature': { requirement: 'RFC9449-4.3-6', title: 'resource does not verify the proof signature' },
  'rs-dpop-claims': { requirement: 'RFC9449-4.3-3', title: 'resource accepts proofs without jti, htm, htu or iat' },
  'rs-dpop-htm': { requirement: 'RFC9449-4.3-8', title: 'resource does not compare htm' },
  'rs-dpop-htu': { requirement: 'RFC9449-4.3-9', title: 'resource does not compare htu' },
  'rs-dpop-htu-raw': { requirement: 'RFC9449-4.3-a', title: 'resource compares htu without normalising it' },
  'rs-dpop-iat-old': { requirement: 'RFC9449-4.3-11', title: 'resource accepts proofs of any age' },
  'rs-dpop-iat-future': { requirement: 'RFC9449-11.1-a', title: 'resource accepts proofs from the far future' },
  'rs-dpop-extra': { requirement: 'RFC9449-4.2-b', title: 'resource refuses proofs with additional members' },
  'rs-dpop-htu-query': {
    requirement: 'RFC9449-4.3-9',
    title: 'resource refuses proofs whose htu has a query or fragment',
  },
  'rs-dpop-recent': { requirement: 'RFC9449-11.1-d', title: 'resource refuses proofs made ten seconds ago' },
  'rs-dpop-times': { requirement: 'RFC9449-4.2-b', title: 'resource refuses proofs with nbf and exp' },
  'rs-dpop-skew': { requirement: 'RFC9449-11.1-c', title: 'resource refuses proofs dated a few seconds ahead' },
  'rs-dpop-replay': { requirement: 'FAPI2-SP-6.2', title: 'resource accepts a proof twice' },
  'rs-dpop-ath': { requirement: 'RFC9449-4.3-12', title: 'resource does not compare ath' },
  'rs-dpop-nonce-missing': {
    requirement: 'RFC9449-4.3-10',
    title: 'resource does not insist on a nonce',
    ...withNonces,
  },
  'rs-dpop-nonce-wrong': { requirement: 'RFC9449-4.3-10', title: 'resource accepts any nonce', ...withNonces },
  'rs-dpop-nonce-header': {
    requirement: 'RFC9449-9-a',
    title: 'nonce demand of the resource comes without DPoP-Nonce',
    ...withNonces,
    implies: ['FAPI2-SP-5.3.4-1'],
    blocks: 'the resource',
  },
} as const satisfies DefectTable
