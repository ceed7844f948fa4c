import { createHash } from 'node:crypto'
import type { FleetOutcome, FleetReport, FleetRow } from '../fleetTypes.ts'
import { html, type Markup, nothing, trusted } from './markup.ts'
import { STYLE } from './style.ts'

/** Worst first: what needs somebody stands on top. */
const ORDER: readonly FleetOutcome[] = [
  'non-conformant',
  'error',
  'incomplete',
  'not-started',
  'conformant',
  'left-out',
]

const WORDS: Readonly<Record<FleetOutcome, string>> = {
  'non-conformant': 'Not conformant',
  error: 'Could not be run',
  incomplete: 'Could not be decided',
  'not-started': 'Not started, no time left',
  conformant: 'Conformant',
  'left-out': 'Not due',
}

const OWN_STYLE = `.fleet{width:100%;border-collapse:collapse}.fleet th,.fleet td{text-align:left;vertical-align:top;padding:.5rem .75rem;border-bottom:1px solid color-mix(in srgb,currentColor 20%,transparent)}.fleet ul{margin:.25rem 0 0;padding-left:1.1rem}.wide{max-width:80rem;margin:0 auto;padding:1.5rem;overflow-x:auto}`

function row(one: FleetRow): Markup {
  const complaints =
    one.complaints.length === 0
      ? nothing
      : html`<details><summary>What was found</summary><ul>${one.complaints.map((text) => html`<li>${text}</li>`)}</ul></details>`
  const report =
    one.folder === null ? nothing : html`<a href="${encodeURIComponent(one.folder)}/report.html">report</a>`
  const moved = one.before === one.after ? (one.after ?? 'none') : `${one.before ?? 'none'} → ${one.after ?? 'none'}`
  return html`<tr><th scope="row">${one.target}<br><small>${one.organisation} / ${one.application}</small></th><td>${one.profile}<br><small>${one.environment}</small></td><td>${WORDS[one.outcome]}</td><td>${one.reason}${complaints}</td><td>${moved}</td><td>${one.nextDue?.slice(0, 10) ?? ''}</td><td>${report}</td></tr>`
}

/** One self-contained page for a campaign: how many of what, then every target, those that need somebody first. */
export function fleetPage(report: FleetReport): string {
  const style = STYLE + OWN_STYLE
  const hash = `'sha256-${createHash('sha256').update(style).digest('base64')}'`
  const policy = `default-src 'none'; style-src ${hash}; base-uri 'none'; form-action 'none'`
  const rows = ORDER.flatMap((outcome) => report.targets.filter((one) => one.outcome === outcome))
  const counts = ORDER.filter((outcome) => report.counts[outcome] > 0).map(
    (outcome) => html`<li>${report.counts[outcome]} ${WORDS[outcome]}</li>`,
  )
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><title>Recertification of ${report.fleet}, ${report.campaign}</title><style>${trusted(style)}</style></head>
<body><header class="bar-top"><div><span class="brand">Assay</span><span class="of">Recertification of ${report.fleet}, campaign ${report.campaign}</span></div></header>
<main class="wide"><h1>${report.targets.length} targets${report.interrupted ? ', interrupted' : ''}</h1><ul>${counts}</ul>
<table class="fleet"><thead><tr><th scope="col">Target</th><th scope="col">Profile</th><th scope="col">Result</th><th scope="col">Why</th><th scope="col">State</th><th scope="col">Next due</th><th scope="col">Evidence</th></tr></thead><tbody>${rows.map(row)}</tbody></table></main>
<footer><p>${report.startedAt} to ${report.finishedAt}. Made by ${report.tool.name} ${report.tool.version}.</p></footer></body></html>
`
  return page.toString()
}
