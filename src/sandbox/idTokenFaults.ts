import { decodeJwt } from 'jose'
import { memberTwice } from './answerFault.ts'
import type { DefectId } from './defects.ts'
import { type ServerAlg, signText } from './signJws.ts'
import type { Site } from './site.ts'
import type { Strict } from './strict.ts'

type Claims = Readonly<Record<string, unknown>>

const wrongHash = 'AAAAAAAAAAAAAAAAAAAAAA'

/** Claims that a defect sets; undefined takes one out. */
const claimFaults: readonly (readonly [DefectId, (claims: Claims, grantType: string, clientId: string) => Claims])[] = [
  ['id-token-aud', () => ({ aud: 'another-client' })],
  [
    'id-token-aud-second',
    (_claims, _grant, clientId) => (clientId.endsWith('client2') ? { aud: 'another-client' } : {}),
  ],
  ['id-token-iss', ({ iss }) => ({ iss: `${iss}/` })],
  ['id-token-at-hash', () => ({ at_hash: wrongHash })],
  ['id-token-hashes', () => ({ c_hash: wrongHash, s_hash: wrongHash })],
  // Only of the first one: a refresh is compared with it.
  ['id-token-iat', (_, grantType) => (grantType === 'authorization_code' ? { iat: undefined } : {})],
  ['id-token-azp', () => ({ azp: 'another-client' })],
  ['id-token-exp', ({ iat }) => ({ exp: Number(iat) - 3600 })],
  ['id-token-sub', ({ sub }) => ({ sub: `${sub}-${'x'.repeat(256)}` })],
  // The same in every ID token of the login, refreshed ones too: that is another rule (OIDCC 12.2).
  ['id-token-auth-time', () => ({ auth_time: 1_500_000_000 })],
  ['id-token-acr', () => ({ acr: '' })],
  ['id-token-extra', () => ({ email: 'user1@example.com' })],
  ['refresh-sub', (_, grantType) => (grantType === 'refresh_token' ? { sub: 'somebody-else' } : {})],
]

const formFaults = [
  ...(['id-token-alg', 'id-token-kid', 'id-token-jku', 'id-token-unsigned', 'id-token-member-twice'] as const),
]

function algOf(strict: Strict): ServerAlg {
  if (!strict('id-token-unsigned')) return 'none'
  return strict('id-token-alg') ? 'ES256' : 'RS256'
}

/** The ID token signed anew if a defect changes it, else the library's own. */
export function brokenIdToken(
  idToken: string,
  { strict, credentials, issuer }: Site,
  grantType: string,
  clientId: string,
): string {
  const broken = claimFaults.filter(([id]) => !strict(id))
  if (broken.length === 0 && formFaults.every((id) => strict(id))) return idToken
  const claims: Record<string, unknown> = { ...decodeJwt(idToken) }
  for (const [, change] of broken) Object.assign(claims, change(claims, grantType, clientId))
  const header = {
    ...(strict('id-token-kid') ? {} : { kid: undefined }),
    ...(strict('id-token-jku') ? {} : { jku: `${issuer}/jwks` }),
  }
  const payload = strict('id-token-member-twice') ? JSON.stringify(claims) : memberTwice(claims)
  return signText(credentials, algOf(strict), header, payload)
}
