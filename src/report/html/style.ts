import { caseStyle } from './styleCases.ts'

/** Colours, type and the frame of the page. Each verdict has a strong colour for signs and a soft one for areas. */
const frame = `
:root {
  color-scheme: light dark;
  --ground: #f4f6f9; --paper: #ffffff; --sunken: #f0f3f7; --line: #d5dce6; --strong-line: #8694a8;
  --ink: #16202e; --soft: #4c5a6d; --link: #0b57b0; --focus: #0b57b0; --mark: #fff0b3; --mark-ink: #4a3500;
  --fail: #b3261e; --fail-soft: #fdecea; --incomplete: #7a3ea8; --incomplete-soft: #f5ecfb; --waived: #1f5f8b; --waived-soft: #e6f0f8;
  --warn: #8a5300; --warn-soft: #fff4e0; --pass: #1b7344; --pass-soft: #e6f4ec; --skip: #56616f; --skip-soft: #edf0f3;
  --on-sign: #ffffff; --shadow: 0 1px 2px rgb(16 24 40 / .06), 0 1px 6px rgb(16 24 40 / .05);
  --mono: ui-monospace, SFMono-Regular, "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #10151d; --paper: #18202b; --sunken: #121922; --line: #2e3947; --strong-line: #728197;
    --ink: #e8edf4; --soft: #a9b5c5; --link: #8ab8ff; --focus: #8ab8ff; --mark: #4d3d0a; --mark-ink: #ffe9a8;
    --fail: #ff8a80; --fail-soft: #3a1b1b; --incomplete: #d5a6f5; --incomplete-soft: #2f2038; --waived: #86c3ee; --waived-soft: #16293a;
    --warn: #f2b65a; --warn-soft: #35270f; --pass: #6fd39b; --pass-soft: #14301f; --skip: #aab5c2; --skip-soft: #242d38;
    --on-sign: #10151d; --shadow: none;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif; }
h1, h2, h3, h4, h5 { line-height: 1.25; margin: 0; font-weight: 650; }
h2 { font-size: 1.375rem; margin-bottom: 1rem; }
h3 { font-size: 1.0625rem; overflow-wrap: anywhere; }
h4 { font-size: .9375rem; margin: 1.25rem 0 .5rem; }
h5 { font-size: .75rem; font-weight: 600; color: var(--soft); margin: .875rem 0 .25rem; }
p { margin: 0 0 .5rem; max-width: 75ch; }
a { color: var(--link); text-underline-offset: .15em; }
code { font-family: var(--mono); font-size: .875em; overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
.sr { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 1rem; top: -4rem; background: var(--paper); padding: .5rem 1rem; z-index: 9; }
.skip:focus { top: 1rem; }
.bar-top { background: var(--paper); border-bottom: 1px solid var(--line); }
.bar-top div { max-width: 84rem; margin: 0 auto; padding: .75rem 1.5rem; display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; }
.brand { font-weight: 700; letter-spacing: -.01em; }
.bar-top .of { color: var(--soft); font-size: .875rem; overflow-wrap: anywhere; }
.page { max-width: 84rem; margin: 0 auto; padding: 1.5rem; display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.5rem; }
.page > nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem; }
.page > nav a { display: flex; justify-content: space-between; gap: .75rem; padding: .375rem .75rem; border-radius: 6px; text-decoration: none; color: var(--ink); font-size: .9375rem; }
.page > nav a:hover { background: var(--skip-soft); }
.page > nav .n { color: var(--soft); font-variant-numeric: tabular-nums; }
@media (min-width: 70rem) {
  .page { grid-template-columns: 13rem minmax(0, 1fr); gap: 2rem; }
  .page > nav ul { position: sticky; top: 1.5rem; flex-direction: column; }
}
main { min-width: 0; }
main > section { margin-bottom: 3rem; }
footer { max-width: 84rem; margin: 0 auto; padding: 1.5rem; color: var(--soft); font-size: .875rem; }
.hero { background: var(--paper); border: 1px solid var(--line); border-top: 5px solid var(--tone); border-radius: 10px; box-shadow: var(--shadow); }
main > .hero { margin-bottom: 1.5rem; }
.hero-main { padding: 1.75rem 2rem 1.5rem; }
.eyebrow { color: var(--soft); font-size: .9375rem; margin-bottom: .5rem; }
.hero h1 { font-size: clamp(1.75rem, 4.5vw, 2.75rem); letter-spacing: -.02em; display: flex; align-items: center; gap: .875rem; color: var(--tone); }
.seal { flex: none; width: 1.25em; height: 1.25em; border-radius: 50%; background: var(--tone); color: var(--on-sign); display: grid; place-items: center; font-size: .8em; }
.meaning { font-size: 1.1875rem; margin: 1rem 0 .5rem; }
.advice { color: var(--soft); }
.advice b { color: var(--ink); }
.limit { border-left: 3px solid var(--warn); padding-left: .75rem; }
.tiles { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); border-top: 1px solid var(--line); }
.tile { border-right: 1px solid var(--line); margin-right: -1px; }
.tile-in { display: block; padding: .875rem 1rem 1rem 2rem; text-decoration: none; color: inherit; }
a.tile-in:hover .tile-name { text-decoration: underline; }
.tile-number { display: block; font-size: 1.75rem; font-weight: 650; font-variant-numeric: tabular-nums; line-height: 1.2; }
.tile-name { display: flex; align-items: center; gap: .5rem; font-size: .875rem; }
.strip { display: flex; flex-wrap: wrap; gap: .625rem 2.25rem; margin: 0; padding: 1rem 2rem 1.125rem; border-top: 1px solid var(--line); font-size: .875rem; }
.strip div { min-width: 0; }
.strip dt { color: var(--soft); font-size: .8125rem; }
.strip dd { margin: 0; overflow-wrap: anywhere; }
.zero { color: var(--soft); }
.zero .dot { filter: grayscale(1); }
.top { margin: 0 0 1.5rem; padding: 1.25rem 2rem; background: var(--paper); border: 1px solid var(--line); border-radius: 10px; }
.top h2 { font-size: 1.0625rem; margin-bottom: .5rem; }
.plain { list-style: none; margin: 0; padding: 0; }
.plain li { display: flex; gap: .5rem; align-items: baseline; padding: .1875rem 0; }
.facts-list { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); gap: .75rem 1.5rem; margin: 0; background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 1.25rem 1.5rem; }
.facts-list dt { font-size: .8125rem; color: var(--soft); }
.facts-list dd { margin: 0; overflow-wrap: anywhere; }
.digest { font-size: .75rem; }
.notice { margin: 0 0 1.5rem; padding: 1rem 1.5rem; border: 1px solid var(--warn); border-left-width: 5px; border-radius: 8px; background: var(--paper); }
.notice ul { margin: .5rem 0 0; padding-left: 1.25rem; }
.tools { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; margin-bottom: 1.5rem; }
.tools[hidden] { display: none; }
.tools label { font-size: .875rem; color: var(--soft); flex: 1 1 16rem; }
.tools input, .tools button { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--strong-line); border-radius: 6px; padding: .375rem .75rem; }
.tools input { display: block; width: 100%; margin-top: .25rem; }
.tools button { cursor: pointer; }
.tools output { flex-basis: 100%; font-size: .875rem; color: var(--soft); min-height: 1.5em; }
.v-fail { --tone: var(--fail); --tone-soft: var(--fail-soft); }
.v-incomplete { --tone: var(--incomplete); --tone-soft: var(--incomplete-soft); }
.v-waived { --tone: var(--waived); --tone-soft: var(--waived-soft); }
.v-warn { --tone: var(--warn); --tone-soft: var(--warn-soft); }
.v-pass { --tone: var(--pass); --tone-soft: var(--pass-soft); }
.v-skip { --tone: var(--skip); --tone-soft: var(--skip-soft); }
.badge { display: inline-flex; align-items: center; gap: .375rem; padding: .0625rem .625rem .0625rem .25rem; border-radius: 1rem; background: var(--tone-soft); color: var(--tone); font-size: .8125rem; font-weight: 650; white-space: nowrap; }
.badge .sign, .dot { flex: none; display: inline-grid; place-items: center; width: 1.25rem; height: 1.25rem; border-radius: 50%; background: var(--tone); color: var(--on-sign); font-size: .75rem; font-weight: 700; line-height: 1; }
.dot.v-skip, .dot.v-pass { background: var(--tone-soft); color: var(--tone); }
`

const print = `
@media print {
  :root { color-scheme: light; --ground: #fff; --shadow: none; }
  .page { display: block; padding: 0; }
  .page > nav, .tools, .skip { display: none; }
  .card, .row, tr { break-inside: avoid-page; }
  .sides { grid-template-columns: 1fr 1fr; }
  a { color: inherit; }
}
`

/** The style sheet of the report; no font, picture or rule comes from elsewhere. */
export const STYLE = `${frame}${caseStyle}${print}`
