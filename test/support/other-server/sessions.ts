import type { Call, Pairs } from './http.ts'
import { header } from './http.ts'
import { handle, type Session, type World } from './world.ts'

const NAME = '__Host-bank'

/** The session of the browser, a new one where there is none. */
export function sessionOf(call: Call, world: World): { session: Session; headers: Pairs } {
  const cookies = (header(call, 'cookie') ?? '').split(/;\s*/).map((pair) => pair.split('=', 2))
  const id = cookies.find(([name]) => name === NAME)?.[1]
  const known = id === undefined ? undefined : world.sessions.get(id)
  if (known) return { session: known, headers: [] }
  const session: Session = {
    ...{ id: handle(), sub: null, authTime: 0, asked: '', pending: null },
    ...{ agreed: new Set<string>(), csrf: handle() },
  }
  world.sessions.set(session.id, session)
  return { session, headers: cookie(session, world) }
}

const cookie = (session: Session, { choices }: World): Pairs => [
  ['Set-Cookie', `${NAME}=${session.id}; Path=/; Secure; HttpOnly; SameSite=${choices.cookieSameSite}`],
]

/** Gives the session another id; the old one is no more. */
export function renew(session: Session, world: World): Pairs {
  const fresh: Session = { ...session, id: handle() }
  world.sessions.delete(session.id)
  world.sessions.set(fresh.id, fresh)
  return cookie(fresh, world)
}
