import type { Agreement } from './agreements.ts'
import { presentBody } from './body.ts'
import { callOf } from './call.ts'
import type { SandboxClient } from './credentials.ts'
import { encodeForm, type Form, formValue, tidyForm, withFormValue } from './form.ts'
import type { Context, Middleware } from './koa.ts'
import { parRules } from './parRules.ts'
import { proofAtServer } from './proofAtServer.ts'
import { readAgreement } from './readAgreement.ts'
import { invalidRequest, Refusal } from './refusal.ts'
import { repairPush } from './repairPush.ts'
import { readRequestObject, redirectUriBeside, signRequestObject } from './requestObject.ts'
import { applyRules } from './rules.ts'
import type { Site } from './site.ts'

const urn = 'urn:ietf:params:oauth:request_uri:'

/** The pushed authorization request endpoint after client authentication (RFC 9126, FAPI 2.0 section 5.3.2.2). */
export function pushedRequest(site: Site): Middleware {
  return async (ctx, next) => {
    const call = callOf(ctx)
    const { client } = call
    if (client === null) throw new Error('pushedRequest runs after authenticateClient')
    if (client.slot === 'client2' && !site.strict('par-second-client'))
      throw invalidRequest('no more clients are served')
    const proofJkt = client.senderConstraint === 'dpop' ? await proofOfPush(ctx, site) : null
    const { params, overlooked, owner } = await readRequestObject(ctx, site, client)
    const checked = await checkPush(site, owner, { form: call.form, params, proofJkt })
    const agreement = readAgreement(site, owner, params)
    const repaired = redirectElsewhere(site, call.form, checked ?? params) ?? checked
    if (owner !== client) site.passedRedirectUris.add(owner.redirectUri)
    call.form =
      overlooked || repaired !== null
        ? await standInPush(site, client, call.form, repaired ?? params)
        : tidyForm(call.form)
    if (!site.strict('par-nonce-cut')) call.form = cutNonce(call.form)
    if (!site.strict('prompt-none')) call.form = withFormValue(call.form, 'prompt', null)
    if (!site.strict('max-age')) call.form = withFormValue(call.form, 'max_age', null)
    presentBody(ctx, encodeForm(call.form))
    await next()
    if (ctx.status === 201) {
      shapeResponse(ctx, site, client, { agreement, jkt: boundKey(site, client, params, proofJkt) })
    }
  }
}

/** @returns the parameters with the redirect URI that stands beside the request object, if a defect takes that; else null */
function redirectElsewhere(site: Site, form: Form, params: Form): Form | null {
  const elsewhere = redirectUriBeside(form, site)
  if (elsewhere === null) return null
  site.passedRedirectUris.add(elsewhere)
  return withFormValue(params, 'redirect_uri', elsewhere)
}

async function proofOfPush(ctx: Context, site: Site): Promise<string | null> {
  if (!site.strict('par-dpop')) return null
  return proofAtServer(ctx, site)
}

/** @returns the parameters made good again if a defect let something pass, else null */
async function checkPush(
  site: Site,
  client: SandboxClient,
  push: { form: Form; params: Form; proofJkt: string | null },
): Promise<Form | null> {
  const facts = { ...push, registeredRedirectUri: client.redirectUri }
  try {
    const { overlooked } = await applyRules(parRules, facts, site.strict)
    if (!overlooked) return null
    const repaired = repairPush(tidyForm(push.params), client)
    site.passedRedirectUris.add(formValue(repaired, 'redirect_uri') ?? '')
    return repaired
  } catch (error) {
    if (error instanceof Refusal && error.message.startsWith('"code_challenge') && !site.strict('par-pkce-error')) {
      throw new Refusal(400, 'access_denied', error.message)
    }
    throw error
  }
}

async function standInPush(site: Site, client: SandboxClient, sent: Form, params: Form): Promise<Form> {
  const own = ['client_id', 'client_assertion', 'client_assertion_type']
  const credentials = tidyForm(sent).filter(([name]) => own.includes(name))
  const authenticated = withFormValue(credentials, 'client_id', client.id)
  if (client.request === 'signed' || formValue(sent, 'request') !== undefined) {
    return [...authenticated, ['request', await signRequestObject(site, client, params)]]
  }
  return [...authenticated, ...params.filter(([name]) => !own.includes(name))]
}

function cutNonce(form: Form): Form {
  const nonce = formValue(form, 'nonce')
  return nonce === undefined ? form : withFormValue(form, 'nonce', nonce.slice(0, 64))
}

/** RFC 9449 section 10: by parameter, or by a proof on the push. */
function boundKey(site: Site, client: SandboxClient, params: Form, proofJkt: string | null): string | null {
  if (client.senderConstraint !== 'dpop') return null
  const jkt = formValue(params, 'dpop_jkt')
  if (jkt !== undefined && site.strict('par-dpop-jkt-binding')) return jkt
  return site.strict('par-dpop-binding') ? proofJkt : null
}

function shapeResponse(
  ctx: Context,
  site: Site,
  client: SandboxClient,
  { agreement, jkt }: { readonly agreement: Agreement; readonly jkt: string | null },
): void {
  const { request_uri: requestUri } = ctx.body as { request_uri: string }
  const expiresIn = site.ttl.requestUri
  site.store.amend('PushedAuthorizationRequest', requestUri.slice(urn.length), {
    ...(jkt === null ? {} : { boundJkt: jkt }),
    agreement,
    pushedBy: client.id,
  })
  ctx.status = site.strict('par-status') ? 201 : 200
  ctx.body = {
    request_uri: requestUri,
    expires_in: site.strict('par-expires-in-text') ? expiresIn : String(expiresIn),
  }
}
