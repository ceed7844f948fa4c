import { agreementOf } from './agreements.ts'
import { readDetails } from './authorizationDetails.ts'
import { callOf } from './call.ts'
import type { Members } from './dialects/types.ts'
import { formValue } from './form.ts'
import type { Context } from './koa.ts'
import { Refusal } from './refusal.ts'
import type { Site } from './site.ts'
import type { Entity } from './store.ts'

/** True if every value of the one is in the other: lists are compared as sets. */
function covers(granted: unknown, asked: unknown): boolean {
  if (Array.isArray(granted) && Array.isArray(asked)) return asked.every((one) => granted.includes(one))
  return granted === asked
}

const isCovered = (granted: readonly Members[], asked: Members): boolean =>
  granted.some((detail) => Object.entries(asked).every(([name, value]) => covers(detail[name], value)))

/**
 * Reads the `authorization_details` of a token request (RFC 9396 section 6): less than granted may be asked for.
 * @param source the code or refresh token of the request
 * @returns the details of the token to be; null: those of its grant
 * @throws Refusal `invalid_authorization_details` if more is asked for
 */
export function narrowDetails(ctx: Context, site: Site, source: Entity): readonly Members[] | null {
  const asked = readDetails(site, formValue(callOf(ctx).sentForm, 'authorization_details'))
  if (asked === null) return null
  const granted = agreementOf(site.store, source).details ?? []
  if (asked.every((detail) => isCovered(granted, detail))) return asked
  throw new Refusal(400, 'invalid_authorization_details', 'more is asked for than was granted')
}
