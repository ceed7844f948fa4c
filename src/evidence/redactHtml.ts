import type { Door } from './types.ts'

/** Bounded, so that markup without an end costs no more than time in proportion to its length. */
const INPUT = /<(?:input|button)\b(?:[^>"']|"[^"]{0,20000}"|'[^']{0,20000}'){0,500}>/gi
const ATTRIBUTE = /([^\s"'<>/=]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))/g
const LINK = /\b(href|src|action|formaction|content)(\s*=\s*)("[^"]*"|'[^']*')/gi
/** What the user sees on these anyway. */
const VISIBLE = new Set(['submit', 'button', 'reset', 'checkbox', 'radio', 'image'])

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return entities[name.toLowerCase()] ?? whole
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
    },
  )
}

const encodeAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#39;').replaceAll('<', '&lt;')

interface Attribute {
  readonly value: string
  readonly from: number
  readonly to: number
}

function attributesOf(tag: string): ReadonlyMap<string, Attribute> {
  const found = new Map<string, Attribute>()
  for (const match of tag.matchAll(ATTRIBUTE)) {
    const name = (match[1] ?? '').toLowerCase()
    const quoted = match[2] ?? match[3]
    const raw = quoted ?? match[4] ?? ''
    const to = match.index + match[0].length - (quoted === undefined ? 0 : 1)
    if (!found.has(name)) found.set(name, { value: decodeEntities(raw), from: to - raw.length, to })
  }
  return found
}

function redactInput(tag: string, door: Door): string {
  const attributes = attributesOf(tag)
  const value = attributes.get('value')
  if (value === undefined || value.value === '') return tag
  const type = attributes.get('type')?.value.toLowerCase() ?? (/^<button/i.test(tag) ? 'submit' : 'text')
  const name = attributes.get('name')?.value ?? ''
  const safe = VISIBLE.has(type) ? door.text(value.value, true) : door.named(name, value.value, 'page')
  if (safe === value.value) return tag
  return `${tag.slice(0, value.from)}${encodeAttribute(safe)}${tag.slice(value.to)}`
}

function redactLink(name: string, equals: string, quoted: string, door: Door): string {
  const quote = quoted.slice(0, 1)
  const value = decodeEntities(quoted.slice(1, -1))
  const isAddress = name.toLowerCase() !== 'content' || /^(?:\d+;\s*url=|https?:)/i.test(value)
  const safe = isAddress && !value.startsWith('data:') ? door.url(value, 'page') : door.text(value, true)
  return safe === value ? `${name}${equals}${quoted}` : `${name}${equals}${quote}${encodeAttribute(safe)}${quote}`
}

/**
 * Redacts an HTML page as text, so that broken markup stays as it was: values of input fields by their names (a hidden
 * field of an unknown name is hidden), addresses by their parts, and everything else as free text.
 */
export function redactHtml(html: string, door: Door): string {
  const inputs = html.replace(INPUT, (tag) => redactInput(tag, door))
  const links = inputs.replace(LINK, (_, name: string, equals: string, quoted: string) =>
    redactLink(name, equals, quoted, door),
  )
  return door.text(links, true)
}
