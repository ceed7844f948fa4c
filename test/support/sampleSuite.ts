import type { Case, Requirement } from '../../src/suite/types.ts'

function requirement(
  id: string,
  level: Requirement['level'],
  text: string,
  attackers: Requirement['attackers'] = [],
): Requirement {
  const spec = id.slice(0, id.indexOf('-', id.startsWith('FAPI2') ? 6 : 0))
  const clause = id.slice(spec.length + 1)
  return {
    id,
    spec,
    clause,
    url: `https://${spec.startsWith('RFC') ? `www.rfc-editor.org/rfc/${spec.toLowerCase()}` : 'openid.net/specs/fapi-security-profile-2_0-final.html'}#section-${clause}`,
    subject: 'as',
    level,
    applies: 'always',
    text,
    testable: 'black-box',
    reason: null,
    note: null,
    attackers,
    source: { file: 'suites/requirements/sample.yaml', line: 1, column: 1 },
  }
}

const WEB = { id: 'A1', text: 'Web attacker: own endpoints, own user, own browser tools, links sent to users.' }
const RESOURCE = { id: 'A5', text: 'Reads resource requests after the fact.' }

/** Requirements of the sample, in their own words. */
export const requirements: readonly Requirement[] = [
  requirement(
    'RFC7523-3-sub',
    'must',
    'The assertion names its subject in "sub"; an assertion without it is refused.',
    [WEB],
  ),
  requirement(
    'RFC9126-2.3-a',
    'should',
    'A refused pushed request is answered with an error code of RFC 6749 section 5.2.',
  ),
  requirement('FAPI2-SP-5.3.2.2-12', 'must', 'A request_uri lives for less than 600 seconds.', [WEB]),
  requirement(
    'FAPI2-SP-5.3.2.2-5',
    'must',
    'PKCE with S256 is required; a request without code_challenge is refused.',
    [WEB],
  ),
  requirement('RFC9449-4.3-12', 'must', 'A proof that is bound to another key than the token is refused.', [
    WEB,
    RESOURCE,
  ]),
  requirement('RFC9449-7-a', 'must', 'A DPoP-bound token that comes with the Bearer scheme is refused.', [RESOURCE]),
  requirement('FAPI2-SP-5.3.4-2', 'must', 'The resource server accepts tokens in the Authorization header only.', [
    RESOURCE,
  ]),
  requirement('RFC6750-3.1-a', 'should', 'A refused token is answered with invalid_token in WWW-Authenticate.'),
  requirement('FAPI2-SP-5.2.1-2', 'must', 'TLS connections negotiate version 1.2 or newer.', [
    { id: 'A2', text: 'Network attacker.' },
  ]),
  requirement('FAPI2-SP-5.2.3-2', 'should', 'HSTS protects hosts that browsers visit.'),
  {
    ...requirement('FAPI2-SP-5.1.2', 'must', 'A derived profile leaves every mandatory behaviour in place.'),
    testable: 'no',
    reason: 'Addresses authors of profiles, not a system.',
  },
]

function sampleCase(id: string, refs: readonly string[], over: Partial<Case> = {}): Case {
  return {
    id,
    title: id.replaceAll('-', ' '),
    refs,
    needs: {},
    kind: 'check',
    at: [],
    mutate: null,
    name: 'sample',
    expect: null,
    also: [],
    fix: null,
    source: { file: `/srv/suites/security-profile/${id.split('-')[0]}.yaml`, line: 3, column: 5 },
    ...over,
  }
}

/** Cases of the sample. */
export const cases: readonly Case[] = [
  sampleCase('par-assertion-without-sub', ['RFC7523-3-sub'], {
    title: 'Client assertion without "sub" at the pushed authorization request',
    kind: 'mutation',
    at: [{ step: 'par', part: 'client_assertion', place: 'claims' }],
    mutate: { remove: ['sub'] },
    fix: 'Check that "iss" and "sub" of the client assertion are both present and equal the client id (RFC 7523 section 3) before the request is stored.',
  }),
  sampleCase('dpop-resource-other-key', ['RFC9449-4.3-12'], {
    title: 'Proof made with another key than the token is bound to',
    kind: 'mutation',
    at: [{ step: 'resource', part: 'dpop', place: 'header' }],
    mutate: { set: { jwk: '$client2.public_jwk' } },
    fix: 'Compare the RFC 7638 thumbprint of the "jwk" in the proof with "cnf.jkt" of the token for every request.',
  }),
  sampleCase('par-expires-in-below-600', ['FAPI2-SP-5.3.2.2-12'], {
    fix: 'Shorten the life of a pushed request to less than ten minutes.',
  }),
  sampleCase('par-without-pkce', ['FAPI2-SP-5.3.2.2-5'], {
    kind: 'mutation',
    at: [{ step: 'par', part: 'form', place: null }],
    mutate: { remove: ['code_challenge', 'code_challenge_method'] },
  }),
  sampleCase('resource-bearer-scheme', ['RFC9449-7-a', 'RFC6750-3.1-a']),
  sampleCase('resource-token-in-query', ['FAPI2-SP-5.3.4-2']),
  sampleCase('tls-1-1-refused', ['FAPI2-SP-5.2.1-2']),
  sampleCase('authorize-hsts', ['FAPI2-SP-5.2.3-2'], {
    fix: 'Send Strict-Transport-Security on every page of the authorization server.',
  }),
  sampleCase('mtls-other-certificate', ['RFC9449-7-a']),
  sampleCase('refresh-other-client', ['RFC7523-3-sub']),
]
