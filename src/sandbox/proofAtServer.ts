import { callOf } from './call.ts'
import { checkProof } from './checkProof.ts'
import { formValue } from './form.ts'
import { exactHeaderLines, headerLines } from './headerLines.ts'
import { decodeJws } from './jws.ts'
import type { Context } from './koa.ts'
import { Refusal } from './refusal.ts'
import type { Site } from './site.ts'

/**
 * Checks the DPoP proof of a request to the authorization server and hands out nonces (RFC 9449 sections 5, 8 and 10.1).
 * @returns the thumbprint of the proof's key, null if there is no proof
 * @throws Refusal 400 `invalid_dpop_proof` or `use_dpop_nonce`
 */
export async function proofAtServer(ctx: Context, site: Site): Promise<string | null> {
  const headers = site.strict('as-dpop-header-case') ? headerLines(ctx.req, 'dpop') : exactHeaderLines(ctx.req, 'DPoP')
  if (headers.length === 0) return null
  handOutNonce(ctx, site)
  try {
    return await checkProof(
      'as',
      {
        headers,
        method: callOf(ctx).sentMethod,
        url: urlOf(ctx, site),
        accessToken: null,
        nonces: site.nonces.as,
        replays: site.replays.asProofs,
        now: callOf(ctx).now,
      },
      site.strict,
    )
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.code === 'use_dpop_nonce') {
      if (!site.strict('as-dpop-nonce-header')) ctx.remove('dpop-nonce')
    } else if (!site.strict('as-dpop-error')) {
      throw new Refusal(400, 'invalid_client', error.message)
    }
    throw error
  }
}

/** What htu is compared with: the URL of the request, or with the defect what it says itself. */
function urlOf(ctx: Context, site: Site): string {
  const url = ctx.href.split('?')[0] ?? ctx.href
  const refreshes = formValue(callOf(ctx).form, 'grant_type') === 'refresh_token'
  if (!refreshes || site.strict('refresh-proof')) return url
  return String(decodeJws(headerLines(ctx.req, 'dpop')[0] ?? '')?.claims.htu ?? url)
}

function handOutNonce(ctx: Context, site: Site): void {
  if (site.nonces.as === null) return
  const nonce = site.nonces.as.current()
  ctx.set('dpop-nonce', site.strict('as-dpop-nonce-twice') ? nonce : [nonce, nonce])
  ctx.set('cache-control', 'no-store')
}
