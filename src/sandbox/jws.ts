/** A compact JWS taken apart; nothing is verified yet. */
export interface Jws {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  readonly signingInput: string
  readonly signature: Buffer
}

const base64url = /^[A-Za-z0-9_-]*$/

/** Takes a compact JWS with JSON claims apart (RFC 7515 section 7.1); null if the text is not one. */
export function decodeJws(text: string): Jws | null {
  const parts = text.split('.')
  const [header, payload, signature] = parts
  if (parts.length !== 3 || header === undefined || payload === undefined || signature === undefined) return null
  if (!parts.every((part) => base64url.test(part)) || header === '' || payload === '') return null
  const protectedHeader = jsonObject(header)
  const claims = jsonObject(payload)
  if (protectedHeader === null || claims === null) return null
  return {
    header: protectedHeader,
    claims,
    signingInput: `${header}.${payload}`,
    signature: Buffer.from(signature, 'base64url'),
  }
}

function jsonObject(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
