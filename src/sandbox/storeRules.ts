import type { Call } from './call.ts'
import { currentCall, currentContext } from './currentContext.ts'
import { paths } from './endpoints.ts'
import { extendPushedRequest } from './extendPushedRequest.ts'
import type { SiteTtl } from './site.ts'
import type { Entity, ModelName, StoreRules } from './store.ts'
import type { Strict } from './strict.ts'

const hourS = 60 * 60
const accessTokens = new Set(['AccessToken', 'ClientCredentials'])
const granted = new Set(['AuthorizationCode', 'RefreshToken', 'Grant'])

/**
 * What the library gets to see of stored entities: the truth, or less of it where a defect is on.
 * @param keyOfPush thumbprint that the pushed request of that id bound its code to
 */
export function createStoreRules(
  strict: Strict,
  ttl: SiteTtl,
  nowS: () => number,
  keyOfPush: (parId: string) => unknown,
): StoreRules {
  return {
    onWrite(model, entity) {
      if (model === 'PushedAuthorizationRequest') {
        return {
          ...entity,
          exp: nowS() + ttl.requestUri,
          request: extendPushedRequest(entity.request, nowS() + hourS / 2),
        }
      }
      if (model === 'AuthorizationCode') return { ...entity, boundJkt: keyOfPush(currentPushId()) }
      // OpenID Connect Core section 12.2: an ID token from refresh should have no nonce.
      if (model === 'RefreshToken') return { ...entity, nonce: undefined, firstBinding: currentCall()?.binding }
      return entity
    },
    onRead(model, entity) {
      const call = currentCall()
      const seen = relax(model, entity, call, strict)
      // At UserInfo the sandbox itself has verified the binding; the library would look for a proof again.
      return accessTokens.has(model) && currentContext()?.path === paths.userinfo
        ? { ...seen, jkt: undefined, 'x5t#S256': undefined }
        : seen
    },
    mayConsume: (model) => model !== 'PushedAuthorizationRequest' || strict('par-reuse'),
    mayRevoke: () => mayRevokeGrant(strict),
    // Opens the gap between looking whether a code was used and marking it as used.
    readMs: (model) => (model === 'AuthorizationCode' && !strict('token-code-race') ? 250 : 0),
  }
}

/** False where a defect keeps the tokens of a grant alive. */
export function mayRevokeGrant(strict: Strict): boolean {
  const path = currentContext()?.path
  return !(
    (path === paths.token && !strict('token-reuse-revocation')) ||
    (path === paths.revocation && !strict('revocation-cascade'))
  )
}

function relax(model: ModelName, entity: Entity, call: Call | undefined, strict: Strict): Entity {
  const seen = { ...entity }
  if (call?.overlooked.client === true && granted.has(model)) seen.clientId = call.client?.id
  if (model === 'AuthorizationCode') {
    if (!strict('token-code-reuse')) delete seen.consumed
    if (call?.overlooked.pkce === true) delete seen.codeChallenge
    if (!strict('id-token-nonce')) delete seen.nonce
  }
  if (model === 'RefreshToken' && !strict('refresh-rotation')) delete seen.consumed
  if (model === 'PushedAuthorizationRequest' && !strict('par-expired')) seen.exp = Number(seen.exp) + hourS
  return seen
}

function currentPushId(): string {
  const entities = currentContext()?.oidc.entities
  return entities?.PushedAuthorizationRequest?.jti ?? entities?.Interaction?.parJti ?? ''
}
