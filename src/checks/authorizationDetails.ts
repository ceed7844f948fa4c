import { askBody, askMetadata } from './ask.ts'
import { decodeJwt } from './jwt.ts'
import { judge, judgeProblems, notApplicable } from './makeAnswer.ts'
import { formOf } from './sentRequest.ts'
import { show } from './showValue.ts'
import type { Check, Trace } from './types.ts'

type Detail = Readonly<Record<string, unknown>>

const isDetail = (value: unknown): value is Detail =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const detailsIn = (value: unknown): readonly Detail[] | null =>
  Array.isArray(value) && value.every(isDetail) ? value : null

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return null
  }
}

/** The `authorization_details` of the push, in its form or in its request object; null: none were sent. */
function askedDetails({ exchanges }: Trace): readonly Detail[] | null {
  const push = exchanges.par?.at(-1)
  const form = push ? formOf(push) : []
  const sentValue = (name: string): string | undefined => form.find(([key]) => key === name)?.[1]
  const object = decodeJwt(sentValue('request'))
  return detailsIn(object.ok ? object.jwt.claims.authorization_details : parsed(sentValue('authorization_details')))
}

/** RFC 9396 section 7. */
const told: Check = askBody('token', (body, exchange, trace) => {
  if (askedDetails(trace) === null) return notApplicable('no authorization_details were asked for')
  const given = body.authorization_details
  const expected = '"authorization_details" in the token response, an array of objects'
  return judge((detailsIn(given)?.length ?? 0) > 0, expected, show(given, 200), exchange)
})

/**
 * A list that was asked for may come back with fewer elements, and an empty one is a place that the server fills (section 7.1).
 * In an object the same holds for each member; members may be left out (section 7) or added. Anything else stays as it was.
 */
function isWithin(given: unknown, asked: unknown): boolean {
  if (Array.isArray(given) && Array.isArray(asked))
    return asked.length === 0 || given.every((one) => asked.some((other) => isWithin(one, other)))
  if (isDetail(given) && isDetail(asked))
    return Object.entries(asked).every(([name, value]) => !(name in given) || isWithin(given[name], value))
  return given === asked
}

/** One of those that were asked for, or less; its type is never left out. */
const isCovered = (given: Detail, asked: readonly Detail[]): boolean =>
  asked.some((one) => given.type === one.type && isWithin(given, one))

/** Details that came back and that nobody asked for; null: what came back is no list of objects. */
export function unaskedDetails(given: unknown, asked: readonly unknown[]): readonly unknown[] | null {
  const wanted = asked.filter(isDetail)
  return detailsIn(given)?.filter((one) => !isCovered(one, wanted)) ?? null
}

const noWider: Check = askBody('token', (body, exchange, trace) => {
  const asked = askedDetails(trace)
  const given = detailsIn(body.authorization_details)
  if (asked === null || given === null)
    return notApplicable('no authorization_details were asked for, or none came back')
  const problems = given.filter((one) => !isCovered(one, asked)).map((one) => `${show(one, 200)} was not asked for`)
  return judgeProblems(problems, `no more than ${show(asked, 200)}`, show(given, 200), exchange)
})

/** RFC 9396 section 10. */
const announced: Check = askMetadata((metadata, exchange, trace) => {
  const asked = askedDetails(trace)
  if (asked === null) return notApplicable('no authorization_details were asked for')
  const listed = metadata.authorization_details_types_supported
  const types = asked.map(({ type }) => type)
  const ok = Array.isArray(listed) && types.every((type) => listed.includes(type))
  return judge(ok, `"authorization_details_types_supported" holds ${show(types)}`, show(listed, 200), exchange)
})

/** Authorization details: what was granted, and what is announced (RFC 9396 sections 7 and 10). */
export const authorizationDetails = {
  'authorization-details-told': told,
  'authorization-details-no-wider': noWider,
  'metadata-authorization-details-types': announced,
} satisfies Record<string, Check>
