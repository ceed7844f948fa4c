/** Bytes before the value in its group of three, and the characters of base64 that depend on them. */
const skips = [
  [0, 0],
  [1, 2],
  [2, 3],
] as const
/** These are written as they are in a URL, a form, JSON and HTML; most tokens are made of them. */
const PLAIN = /^[A-Za-z0-9_.-]*$/

/**
 * The part of a value's base64 that does not depend on what stands before or after it, for each of the three ways its
 * bytes can fall on the four-character groups: `base64('user:' + secret)` contains one of them.
 */
function base64Cores(value: string): string[] {
  const padded = Buffer.from(`\0\0${value}`, 'utf8')
  const cores: string[] = []
  for (const [offset, skip] of skips) {
    const bytes = padded.subarray(2 - offset)
    const whole = Math.floor((bytes.length * 8) / 6)
    const core = bytes.toString('base64').slice(skip, whole)
    if (core.length >= 6) cores.push(core)
  }
  return cores
}

const toUrlAlphabet = (text: string): string => text.replaceAll('+', '-').replaceAll('/', '_')
const lowerEscapes = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase())

function percentForms(value: string): string[] {
  const component = encodeURIComponent(value)
  const form = new URLSearchParams({ v: value }).toString().slice(2)
  const all = [component, form, encodeURI(value), encodeURIComponent(component)]
  return [...all, ...all.map(lowerEscapes)]
}

function htmlForms(value: string): string[] {
  const named = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
  return [named, named.replaceAll("'", '&#39;'), named.replaceAll("'", '&#x27;').replaceAll('/', '&#x2F;')]
}

function pemForms(value: string): string[] {
  if (!value.includes('-----BEGIN')) return []
  const lines = value.split(/\r?\n/).filter((line) => line.length >= 24 && !line.includes('-----'))
  const body = lines.join('')
  return [...lines, body, toUrlAlphabet(body)]
}

function textForms(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1)
  return [...percentForms(value), json, json.replaceAll('/', '\\/'), ...htmlForms(value), ...pemForms(value)]
}

/**
 * All ways in which a secret may stand in a message: as it is, percent-encoded, in a form, in JSON or HTML, as base64 or
 * base64url (also inside a longer one), and for PEM text each line of the key. `well-formed` is up to the caller: a lone
 * surrogate has no encoded form and stands only for itself.
 */
export function encodedForms(value: string): ReadonlySet<string> {
  const forms = new Set([value])
  if (!value.isWellFormed()) return forms
  const cores = base64Cores(value)
  const texts = PLAIN.test(value) ? [] : textForms(value)
  for (const form of [
    ...texts,
    ...cores,
    ...cores.map(toUrlAlphabet),
    value.replaceAll('-', '+').replaceAll('_', '/'),
  ]) {
    if (form.length >= 4) forms.add(form)
  }
  return forms
}
