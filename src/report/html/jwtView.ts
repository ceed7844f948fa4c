import type { Change } from './change.ts'
import { html, type Markup, nothing } from './markup.ts'
import { prettyJson } from './prettyJson.ts'
import { tagged } from './tagged.ts'

const decode = (part: string): string => Buffer.from(part, 'base64url').toString('utf8')

/** True for a compact JWT as the evidence holds it: the signature may be a tag, empty or missing. */
export function isRecordedJwt(text: string): boolean {
  return /^eyJ[\w-]+\.(?:[\w-]*|\[redacted:[^\]]*\])(?:\.(?:[\w-]*|\[redacted:[^\]]*\])){0,3}$/.test(text)
}

function marked(json: string, change: Change | null): readonly Markup[] {
  return prettyJson(json)
    .split('\n')
    .map((line) => {
      const name = /^ {2}"([^"]+)":/.exec(line)?.[1]
      const touched = name !== undefined && change?.changed.has(name)
      return touched ? html`<mark>${tagged(line)}</mark>${CHANGED}\n` : html`${tagged(line)}\n`
    })
}

/** Sign behind what a case changed; the background alone tells some readers nothing. */
export const CHANGED: Markup = html`<span class="note">changed by this case</span>`

/** What is missing on purpose. */
export function removedNote(change: Change | null): readonly Markup[] {
  return [...(change?.removed ?? [])].map(
    (name) => html`<span class="gone"><del>${name}</del><span class="note">removed by this case</span></span>\n`,
  )
}

function section(title: string, place: 'header' | 'claims', json: string, change: Change | null): Markup {
  const own = change !== null && change.place === place ? change : null
  return html`<div class="jwt-part"><span class="jwt-name">${title}</span><pre>${marked(json, own)}${removedNote(own)}</pre></div>`
}

/** A JWT taken apart: header, claims, signature. */
export function jwtView(jwt: string, change: Change | null): Markup {
  const [header = '', claims = '', signature] = jwt.split('.')
  const whole = change !== null && change.place === null
  const note = whole ? CHANGED : nothing
  if (claims.startsWith('['))
    return html`<div class="jwt">${section('Header', 'header', decode(header), change)}<div class="jwt-part"><span class="jwt-name">Encrypted or unreadable</span> ${tagged(claims)}${note}</div></div>`
  const end = signature === undefined ? 'missing' : signature === '' ? 'empty' : tagged(signature)
  return html`<div class="jwt">${section('Header', 'header', decode(header), change)}${section('Claims', 'claims', decode(claims), change)}<div class="jwt-part"><span class="jwt-name">Signature</span> ${end}${note}</div></div>`
}
