import { html, raw } from 'hono/html'

const style =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:28rem;margin:3rem auto;padding:0 1rem}' +
  'label,input,button{display:block;font:inherit}input{width:100%;box-sizing:border-box;margin-bottom:1rem}' +
  'button{display:inline-block;margin-right:1rem}'

/** What the Content-Security-Policy of every page has to allow. */
export const pageStyle = style

/** A whole page. @param inner trusted HTML after the text */
export function page(title: string, paragraphs: readonly string[], items: readonly string[] = [], inner = ''): string {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>${raw(style)}</style></head>
<body>
<main>
<h1>${title}</h1>
${paragraphs.map((text) => html`<p>${text}</p>\n`)}
${items.length === 0 ? '' : html`<ul>${items.map((text) => html`<li>${text}</li>`)}</ul>`}
${raw(inner)}
</main>
</body>
</html>
`.toString()
}
