import { hash } from 'node:crypto'

/** Namespace of the names below, fixed once and for all. */
const NAMESPACE = 'urn:fapi-assay:name:'

/**
 * A UUID that depends on nothing but a name, so that a report is the same each time it is drawn. In the form of version 5
 * (RFC 9562 section 5.5), but made by SHA-256.
 */
export function nameUuid(name: string): string {
  const hex = hash('sha256', `${NAMESPACE}${name}`, 'hex')
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
