// Control characters (line breaks, tabs, escape sequences) and the ones that turn the direction of text.
const HIDDEN = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/**
 * A text from outside as one harmless line: what a server under test sends must not move the cursor, recolour the terminal
 * or turn a line around to look like a line of ours.
 */
export const plain = (text: string): string => text.replace(HIDDEN, (one) => (/\s/.test(one) ? ' ' : '\u{fffd}'))
