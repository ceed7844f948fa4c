import type { DefectId } from './defects.ts'
import type { DetailType, Members } from './dialects/types.ts'
import { Refusal } from './refusal.ts'
import type { Site } from './site.ts'
import type { Strict } from './strict.ts'

/**
 * Reads the parameter `authorization_details` (RFC 9396 section 2).
 * @returns null if there is none, or none is known in this dialect: then it is any unknown parameter
 * @throws Refusal `invalid_authorization_details` (section 5)
 */
export function readDetails({ dialect, strict }: Site, text: string | undefined): readonly Members[] | null {
  const types = dialect.authorizationDetails
  if (text === undefined || types === undefined) return null
  const code = strict('details-code') ? 'invalid_authorization_details' : 'invalid_request'
  const details = parse(text)
  const fault = details === null ? 'expected an array of objects' : faultIn(details, types, strict)
  if (details === null || fault !== null) throw new Refusal(400, code, `"authorization_details": ${fault}`)
  return details
}

const isObject = (one: unknown): one is Members => typeof one === 'object' && one !== null && !Array.isArray(one)

/** null if the text is no JSON array of objects. */
function parse(text: string): readonly Members[] | null {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) && value.every(isObject) ? value : null
  } catch {
    return null
  }
}

/** What is wrong with details that are objects; null: nothing. */
function faultIn(
  details: readonly Members[],
  types: Readonly<Record<string, DetailType>>,
  strict: Strict,
): string | null {
  for (const detail of details) {
    const type = types[String(detail.type)]
    if (type === undefined) {
      if (strict('details-type')) return 'unknown type'
      continue
    }
    const fault = faultsOf(detail, type).find(({ rule }) => rule === null || strict(rule))
    if (fault !== undefined) return fault.text
  }
  return null
}

interface Fault {
  /** null: it is always kept. */
  readonly rule: DefectId | null
  readonly text: string
}

function faultsOf(detail: Members, { members }: DetailType): readonly Fault[] {
  const known = Object.entries(members).flatMap(([name, { required, allowed }]): Fault[] => {
    const value = detail[name]
    if (value === undefined) return required ? [{ rule: null, text: `'${name}' is required` }] : []
    if (allowed === 'text') {
      return typeof value === 'string' ? [] : [{ rule: 'details-form', text: `'${name}' has to be text` }]
    }
    if (!Array.isArray(value)) return [{ rule: 'details-form', text: `'${name}' has to be a list` }]
    if (value.every((one) => allowed.includes(one))) return []
    return [{ rule: null, text: `'${name}' knows only ${allowed.join(', ')}` }]
  })
  const unknown = Object.keys(detail).find((name) => name !== 'type' && !(name in members))
  return unknown === undefined ? known : [...known, { rule: 'details-member', text: `unknown member '${unknown}'` }]
}
