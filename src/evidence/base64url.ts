/**
 * One piece of memory for all conversions: a new buffer for each of thousands of JWT parts stands outside the heap, where
 * the garbage collector does not see how much there is.
 */
const scratch = Buffer.allocUnsafe(64 * 1024)

/** The text that base64url stands for, as UTF-8; what is no base64url is left out. */
export function fromBase64url(part: string): string {
  if (part.length > scratch.length) return Buffer.from(part, 'base64url').toString('utf8')
  return scratch.toString('utf8', 0, scratch.write(part, 'base64url'))
}

/** The base64url of a text in UTF-8. */
export function toBase64url(text: string): string {
  // No character takes more than three octets.
  if (text.length * 3 > scratch.length) return Buffer.from(text, 'utf8').toString('base64url')
  return scratch.toString('base64url', 0, scratch.write(text, 'utf8'))
}
