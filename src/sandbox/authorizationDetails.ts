import type { DetailType, Members } from './dialects/types.ts'
import { Refusal } from './refusal.ts'
import type { Site } from './site.ts'

const bad = (description: string): Refusal => new Refusal(400, 'invalid_authorization_details', description)

/**
 * Reads the parameter `authorization_details` (RFC 9396 section 2).
 * @returns null if there is none, or none is known in this dialect: then it is any unknown parameter
 * @throws Refusal `invalid_authorization_details` (section 5)
 */
export function readDetails({ dialect }: Site, text: string | undefined): readonly Members[] | null {
  const types = dialect.authorizationDetails
  if (text === undefined || types === undefined) return null
  const details = parse(text)
  for (const detail of details) {
    const type = types[String(detail.type)]
    if (type === undefined) throw bad('"type": unknown')
    checkMembers(detail, type)
  }
  return details
}

function parse(text: string): readonly Members[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw bad('expected JSON')
  }
  const isObject = (one: unknown): one is Members => typeof one === 'object' && one !== null && !Array.isArray(one)
  if (!Array.isArray(value) || !value.every(isObject)) throw bad('expected an array of objects')
  return value
}

function checkMembers(detail: Members, { members }: DetailType): void {
  for (const [name, { required, allowed }] of Object.entries(members)) {
    const value = detail[name]
    if (value === undefined) {
      if (required) throw bad(`"${name}": required`)
    } else if (allowed === 'text') {
      if (typeof value !== 'string') throw bad(`"${name}": expected text`)
    } else if (!Array.isArray(value) || !value.every((one) => allowed.includes(one))) {
      throw bad(`"${name}": expected some of ${allowed.join(', ')}`)
    }
  }
  const unknown = Object.keys(detail).find((name) => name !== 'type' && !(name in members))
  if (unknown !== undefined) throw bad(`"${unknown}": not a member of this type`)
}
