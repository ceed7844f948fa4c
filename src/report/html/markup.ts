import { html as escaping, raw } from 'hono/html'
import { visibleText } from '../visibleText.ts'

/** HTML that may be put into a page as it is. Made only by `html` and `trusted`. */
export type Markup = ReturnType<typeof raw>

/** What may stand between the parts of a template; text is escaped, lists are joined, null and false are nothing. */
export type Part = string | number | Markup | null | false | readonly Part[]

function prepared(part: Part): unknown {
  if (typeof part === 'string') return visibleText(part)
  return Array.isArray(part) ? part.map(prepared) : part
}

/**
 * Template for HTML: everything put in is escaped (hono's `html`), and control characters and direction marks that a server
 * may have sent are written out. Attribute values must be quoted.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const made = escaping(strings, ...parts.map(prepared))
  if (made instanceof Promise) throw new TypeError('a part of an HTML template is a promise')
  return made
}

/** Text of our own that is HTML (styles, script, numbers of a drawing); never anything from a run. */
export function trusted(text: string): Markup {
  return raw(text)
}

export const nothing: Markup = raw('')
