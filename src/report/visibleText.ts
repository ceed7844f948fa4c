/**
 * Control characters except tab and line feed, lone surrogates, and the marks that turn the direction of text: a server
 * could use them to move the cursor of a terminal, to break XML, or to make a text read differently from what it says.
 */
const INVISIBLE = /(?![\t\n])\p{Cc}|\p{Cs}|[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu

/** The text with such characters written out as `\u001b`. */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** The same on one line. */
export function visibleLine(text: string): string {
  return visibleText(text.replace(/[\s]+/g, ' ')).trim()
}
