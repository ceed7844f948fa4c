import { randomBytes } from 'node:crypto'
import type { BoundToken } from 'oidc-provider'
import { agreementOf } from './agreements.ts'
import { currentCall } from './currentContext.ts'
import type { Site } from './site.ts'

/** Puts the sandbox's own parts into the library's models: sender constraints, form of tokens, and some defects. */
export function prepareLibrary(site: Site, onFault: (error: unknown) => void): void {
  const { provider, strict } = site
  provider.silent = true
  provider.on('error', onFault)
  provider.on('server_error', (_ctx, error) => onFault(error))
  for (const [model, kind] of [
    [provider.AccessToken, 'AccessToken'],
    [provider.ClientCredentials, 'ClientCredentials'],
  ] as const) {
    const save = model.prototype.save
    model.prototype.save = async function (this: BoundToken, ttl?: number): Promise<string> {
      // Set before the library stores the token and reads its token_type.
      Object.assign(this, currentCall()?.binding ?? {})
      const id = await save.call(this, ttl)
      const token = site.store.peek(kind, id) ?? {}
      return site.tokenForm.issue(id, token, agreementOf(site.store, token).details)
    }
  }
  const allowed = provider.Client.prototype.redirectUriAllowed
  provider.Client.prototype.redirectUriAllowed = function (uri) {
    return allowed.call(this, uri) || site.passedRedirectUris.has(uri)
  }
  if (!strict('token-entropy')) shorten(provider.AccessToken.prototype)
  if (!strict('refresh-token-entropy')) shorten(provider.RefreshToken.prototype)
  if (!strict('code-entropy')) shorten(provider.AuthorizationCode.prototype)
  if (!strict('par-entropy')) shorten(provider.PushedAuthorizationRequest.prototype)
}

/** 48 bits instead of the 128 that FAPI 2.0 section 5.4.1 asks for. */
function shorten(model: BoundToken): void {
  const generate = model.generateTokenId
  model.generateTokenId = function (this: BoundToken) {
    // The library notes the format of a token while it makes the id.
    generate.call(this)
    return randomBytes(6).toString('base64url')
  }
}
