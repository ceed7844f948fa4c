import type { AnswerFault, HeaderChange, Members } from './answerFault.ts'
import { answerFaults } from './answerFaults.ts'
import { apiFaults } from './apiFaults.ts'
import { callOf } from './call.ts'
import type { DefectId } from './defects.ts'
import { formValue } from './form.ts'
import type { Context } from './koa.ts'
import type { Site } from './site.ts'

const isObject = (body: unknown): body is Members => typeof body === 'object' && body !== null && !Buffer.isBuffer(body)

function setHeaders(ctx: Context, headers: HeaderChange): void {
  for (const [name, value] of Object.entries(headers)) {
    if (value !== null) ctx.set(name, typeof value === 'string' ? value : [...value])
    else ctx.remove(name)
    // Node writes a Date of its own otherwise.
    if (name === 'date' && value === null) ctx.res.sendDate = false
  }
}

function apply(ctx: Context, site: Site, fault: AnswerFault): void {
  const { body } = ctx
  if (isObject(body)) {
    fault.also?.(body, site)
    if (fault.members) ctx.body = { ...body, ...fault.members(body, callOf(ctx).sentForm) }
    if (fault.text) {
      const { type } = ctx
      ctx.body = fault.text(body, site)
      ctx.type = type
    }
  }
  if (fault.status !== undefined) ctx.status = fault.status
  if (fault.headers) {
    // A body that is an object would be given its type again when it is sent.
    if (isObject(ctx.body)) ctx.body = JSON.stringify(ctx.body)
    setHeaders(ctx, fault.headers(site, ctx))
  }
}

function concerns({ at, on = 'success' }: AnswerFault, ctx: Context): boolean {
  const isGood = ctx.status >= 200 && ctx.status <= 299
  if (on !== 'all' && (on === 'success') !== isGood) return false
  const { endpoint } = ctx.state
  return (
    at.includes(ctx.path) || (typeof endpoint === 'string' && (at.includes(`api:${endpoint}`) || at.includes('api:*')))
  )
}

/** Applies the defects of answers that are switched on. Without any, every answer goes out as it is. */
export function createAnswerBreaker(site: Site): (ctx: Context) => void {
  const faults = Object.entries<AnswerFault>({ ...answerFaults, ...apiFaults })
    .filter(([id]) => !site.strict(id as DefectId))
    .map(([, fault]) => fault)
  return (ctx) => {
    for (const fault of faults) {
      if (!concerns(fault, ctx)) continue
      if (fault.grant !== undefined && formValue(callOf(ctx).sentForm, 'grant_type') !== fault.grant) continue
      if (fault.when !== undefined && !(isObject(ctx.body) && fault.when(ctx.body, ctx))) continue
      apply(ctx, site, fault)
    }
  }
}
