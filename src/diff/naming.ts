import type { RecordedRun } from '../evidence/types.ts'
import { isObject, jsonOf } from '../json/object.ts'
import { honestAnswers } from './readAnswers.ts'
import type { Naming } from './types.ts'

function originOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).origin : null
}

/** Each URL in a metadata document with the path of its member. */
function* urlsOf(value: unknown, path: string): Generator<readonly [path: string, url: string]> {
  if (typeof value === 'string' && URL.canParse(value)) yield [path, value]
  if (!isObject(value)) return
  for (const [name, inner] of Object.entries(value)) yield* urlsOf(inner, path === '' ? name : `${path}.${name}`)
}

/** Roles of the hosts: the issuer's own, that of the first endpoint on it, or that of the step that called it. */
function rolesOf(run: RecordedRun): ReadonlyMap<string, string> {
  const roles = new Map<string, string>()
  const add = (origin: string | null, role: string): void => {
    if (origin !== null && !roles.has(origin)) roles.set(origin, `<${role}>`)
  }
  const answers = honestAnswers(run)
  add(originOf(run.result.run.target.issuer), 'issuer')
  for (const { label, response } of answers) {
    if (label.step !== 'discovery') continue
    for (const [path, url] of urlsOf(jsonOf(response?.body ?? ''), '')) add(originOf(url), path)
  }
  for (const { label, request } of answers) add(originOf(request.url), label.step)
  return roles
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url)

/** Names as they are, for two runs against one issuer. */
export const plainNaming: Naming = { url: (text) => text, host: hostOf, identities: true }

/**
 * Hosts by their roles, for runs against different issuers.
 * @param identities whether keys and certificates are still to be the same (one target that has moved)
 */
export function roleNaming(run: RecordedRun, identities: boolean): Naming {
  const roles = rolesOf(run)
  // The longest first: the origin of one port may be the beginning of another.
  const origins = [...roles.keys()].sort((a, b) => b.length - a.length)
  return {
    url: (text) => origins.reduce((changed, origin) => changed.replaceAll(origin, roles.get(origin) ?? origin), text),
    host: (url) => roles.get(originOf(url) ?? '') ?? hostOf(url),
    identities,
  }
}
