import { notApplicable } from './makeAnswer.ts'
import { isAnswered, readObject } from './readExchange.ts'
import type { Check, Trace } from './types.ts'
import { allGuarded, type Guard } from './where.ts'

/** Not asked where the metadata does not name the endpoint. A server that names it is held to it. */
const named =
  (member: string): Guard =>
  ({ metadata }) =>
    metadata !== null && metadata[member] === undefined ? notApplicable(`the metadata has no "${member}"`) : null

const refreshToken: Guard = (trace) => {
  const read = readObject(trace, 'token')
  const issued = !read.ok || read.value.body.refresh_token !== undefined || (trace.exchanges.refresh?.length ?? 0) > 0
  return issued ? null : notApplicable('no refresh token was issued')
}

/** An ordinary client need not be allowed to introspect (FAPI2-MS 6.2), so a refusal is no fault. */
function introspection(trace: Trace): ReturnType<Guard> {
  const last = trace.exchanges.introspect?.at(-1)
  const status = last && isAnswered(last) ? last.response.status : 0
  const refused = status >= 400 && status < 500
  if (refused)
    return notApplicable(`the server does not answer introspection requests of this client (status ${status})`)
  return named('introspection_endpoint')(trace)
}

type Group<Name extends string> = Readonly<Record<Name, Check>>

/** Asked of servers that issue refresh tokens; one that does and then refuses them is at fault. */
export const whereRefreshTokens = <Name extends string>(group: Group<Name>): Record<Name, Check> =>
  allGuarded(refreshToken, group)

/** Asked of servers that answer introspection requests of the client. */
export const whereIntrospection = <Name extends string>(group: Group<Name>): Record<Name, Check> =>
  allGuarded(introspection, group)

/** Asked of servers whose metadata names that endpoint. */
export const whereNamed = <Name extends string>(member: string, group: Group<Name>): Record<Name, Check> =>
  allGuarded(named(member), group)
