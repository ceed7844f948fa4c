import type { Answer } from './walker.ts'

/** A member of the JSON object stands twice in its text. */
export function twice({ text, json }: Answer): boolean {
  return Object.keys(json).some((name) => text.split(`${JSON.stringify(name)}:`).length > 2)
}

/** Header of a compact JWT; null if the text is none. */
export function decodeHeader(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(Buffer.from(text.split('.')[0] ?? '', 'base64url').toString('utf8'))
  } catch {
    return null
  }
}
