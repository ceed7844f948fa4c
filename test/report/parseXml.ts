/** An element of a parsed XML document. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  readonly text: string
}

const LEGAL = /^(?:[\t\n\r\u0020-\ud7ff\ue000-\ufffd]|[\ud800-\udbff][\udc00-\udfff])*$/
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function decode(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));|&/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
      const char = name === undefined ? undefined : ENTITIES[name]
      if (char === undefined) throw new Error(`not well-formed: "${whole}"`)
      return char
    },
  )
}

/** A strict parser for the subset of XML 1.0 that JUnit files use: whatever is not well-formed is an error. */
export function parseXml(xml: string): XmlElement {
  if (!LEGAL.test(xml)) throw new Error('not well-formed: a character that XML 1.0 does not allow')
  let at = 0
  const fail = (what: string): never => {
    throw new Error(`not well-formed: ${what} at "${xml.slice(at, at + 40)}"`)
  }
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const match = new RegExp(pattern.source, 'y')
    match.lastIndex = at
    const found = match.exec(xml)
    if (found !== null) at = match.lastIndex
    return found
  }
  const element = (): XmlElement => {
    const name = take(/<([A-Za-z][\w-]*)/)?.[1] ?? fail('expected an element')
    const attributes: Record<string, string> = {}
    for (
      let found = take(/\s+([A-Za-z][\w-]*)="([^"<]*)"/);
      found !== null;
      found = take(/\s+([A-Za-z][\w-]*)="([^"<]*)"/)
    ) {
      const [, key = '', value = ''] = found
      if (key in attributes) fail(`attribute "${key}" twice`)
      attributes[key] = decode(value)
    }
    if (take(/\s*\/>/) !== null) return { name, attributes, children: [], text: '' }
    if (take(/\s*>/) === null) fail('expected the end of a start tag')
    const children: XmlElement[] = []
    let text = ''
    for (;;) {
      const cdata = take(/<!\[CDATA\[([\s\S]*?)\]\]>/)
      const plain = cdata === null ? take(/[^<]+/) : null
      if (cdata !== null) text += cdata[1] ?? ''
      else if (plain !== null) {
        if (plain[0].includes(']]>')) fail('"]]>" in text')
        text += decode(plain[0])
      } else if (take(new RegExp(`</${name}\\s*>`)) !== null) return { name, attributes, children, text }
      else children.push(element())
    }
  }
  take(/<\?xml version="1\.0" encoding="UTF-8"\?>\s*/)
  const root = element()
  take(/\s*/)
  if (at !== xml.length) fail('text after the document')
  return root
}
