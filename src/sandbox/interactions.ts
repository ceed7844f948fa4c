import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { InteractionDetails } from 'oidc-provider'
import { acrFor } from './acr.ts'
import { type Agreement, agreementOfPush } from './agreements.ts'
import { callOf } from './call.ts'
import { errorPage } from './errorPage.ts'
import { formValue } from './form.ts'
import { type InteractionForm, plainForm, scriptedForm } from './interactionForms.ts'
import type { Context, Middleware } from './koa.ts'
import { page } from './page.ts'
import type { Site } from './site.ts'

const scopeTexts: Readonly<Record<string, string>> = {
  openid: 'know who you are (openid)',
  offline_access: 'keep access while you are away (offline_access)',
}

/** Login and consent pages at `/interaction/<uid>`: GET draws the form, POST takes it. */
export function interactions(site: Site): Middleware {
  const secret = randomBytes(32)
  const tokenFor = (uid: string) => createHmac('sha256', secret).update(uid).digest('base64url')
  return async (ctx) => {
    const details = await interactionOf(ctx, site)
    if (details === null) {
      ctx.status = 400
      errorPage(ctx, 'invalid_request', 'This login has ended or was started in another browser.')
      return
    }
    if (ctx.method !== 'POST') {
      await draw(ctx, site, details, tokenFor(details.uid), null)
      return
    }
    const { form } = callOf(ctx)
    if (site.strict('page-csrf') && !equal(formValue(form, 'csrf') ?? '', tokenFor(details.uid))) {
      ctx.status = 403
      errorPage(ctx, 'access_denied', 'This form did not come from a page of this server.')
      return
    }
    const result = await resultOf(ctx, site, details)
    if (result === null) {
      ctx.status = 400
      await draw(ctx, site, details, tokenFor(details.uid), 'User name or password is wrong.')
      return
    }
    const merge = { mergeWithLastSubmission: details.prompt.name === 'consent' && !('error' in result) }
    goOn(ctx, site, details, await site.provider.interactionResult(ctx.req, ctx.res, result, merge))
  }
}

async function interactionOf(ctx: Context, site: Site): Promise<InteractionDetails | null> {
  try {
    return await site.provider.interactionDetails(ctx.req, ctx.res)
  } catch (error) {
    // The library's own SessionNotFound; anything else is a fault.
    if (error instanceof Error && error.name === 'SessionNotFound') return null
    throw error
  }
}

async function resultOf(
  ctx: Context,
  site: Site,
  details: InteractionDetails,
): Promise<Record<string, unknown> | null> {
  const { form } = callOf(ctx)
  if (formValue(form, 'action') === 'cancel') {
    return { error: 'access_denied', error_description: 'The user refused' }
  }
  if (details.prompt.name === 'login') {
    const user = site.credentials.users.find((candidate) => candidate.username === formValue(form, 'username'))
    if (user === undefined || !equal(formValue(form, 'password') ?? '', user.password)) return null
    const acr = acrFor(site.dialect, details.params)
    return acr === null
      ? { error: 'access_denied', error_description: 'The authentication that was asked for cannot be reached' }
      : { login: { accountId: user.sub, acr, amr: ['pwd'] } }
  }
  const grant = new site.provider.Grant({ accountId: details.session?.accountId, clientId: details.params.client_id })
  grant.addOIDCScope((details.prompt.details.missingOIDCScope ?? []).join(' '))
  grant.addOIDCClaims(details.prompt.details.missingOIDCClaims ?? [])
  const agreement = agreementOfPush(site.store, details.parJti ?? '')
  if (!authorise(site, agreement)) {
    return { error: 'access_denied', error_description: 'The consent was used before' }
  }
  const grantId = await grant.save()
  site.store.amend('Grant', grantId, { agreement })
  return { consent: { grantId } }
}

/** Notes that the user has agreed. @returns false if the consent is good for one authorization and had that */
function authorise({ dialect, world, strict }: Site, { consentId }: Agreement): boolean {
  const consent = consentId === null ? null : world.consent(consentId)
  if (consent === null) return true
  if (consent.status === 'authorised' && dialect.consent?.singleUse && strict('consent-again')) return false
  consent.status = 'authorised'
  return true
}

function goOn(ctx: Context, site: Site, details: InteractionDetails, location: string): void {
  if (ctx.get('accept') === 'application/json') {
    ctx.status = 200
    ctx.body = { location }
    return
  }
  // FAPI 2.0 section 5.3.2.2 items 10 and 11: 307 would send the password along.
  const cancelled = formValue(callOf(ctx).form, 'action') === 'cancel' && !site.strict('redirect-307-cancel')
  ctx.status = cancelled || (details.prompt.name === 'login' && !site.strict('redirect-307')) ? 307 : 303
  ctx.redirect(location)
  ctx.body = ''
}

async function draw(
  ctx: Context,
  site: Site,
  details: InteractionDetails,
  csrf: string,
  message: string | null,
): Promise<void> {
  if (message !== null && ctx.get('accept') === 'application/json') {
    ctx.body = { message }
    return
  }
  const form = details.prompt.name === 'login' ? loginForm(csrf) : await consentForm(site, details, csrf)
  const paragraphs = [...(message === null ? [] : [message]), ...form.texts]
  const inner = site.login === 'forms' ? plainForm(form) : scriptedForm(form)
  const link = site.strict('page-referrer') ? '' : '<p><a href="https://help.acme.example/">Help</a></p>'
  ctx.type = 'html'
  ctx.body = page(form.title, paragraphs, form.items, inner + link)
}

function loginForm(csrf: string): InteractionForm {
  return {
    title: 'Sign in to Acme Bank',
    texts: ['Sign in to go on.'],
    items: [],
    fields: [
      { name: 'username', label: 'User name', type: 'text' },
      { name: 'password', label: 'Password', type: 'password' },
    ],
    submit: 'Sign in',
    csrf,
  }
}

/** FAPI 2.0 section 5.3.2.2 item 13: who asks, and for what. */
async function consentForm(site: Site, details: InteractionDetails, csrf: string): Promise<InteractionForm> {
  const client = await site.provider.Client.find(details.params.client_id ?? '')
  const scopes = (details.params.scope ?? '').split(' ').filter((scope) => scope !== '')
  const told = site.strict('page-client')
  const { purpose } = agreementOfPush(site.store, details.parJti ?? '')
  return {
    title: 'Allow access?',
    texts: [
      ...(purpose === null ? [] : [`Purpose: ${purpose}`]),
      told ? `${client?.clientName ?? details.params.client_id} asks to:` : 'An application asks for access.',
    ],
    items: told ? scopes.map((scope) => scopeTexts[scope] ?? site.dialect.scopes[scope] ?? scope) : [],
    fields: [],
    submit: 'Agree',
    csrf,
  }
}

function equal(a: string, b: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
