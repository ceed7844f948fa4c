/** Cards, exchanges, tables and pictures. */
export const caseStyle = `
.card { background: var(--paper); border: 1px solid var(--line); border-left: 5px solid var(--tone); border-radius: 10px; padding: 1.25rem 1.5rem 1.5rem; margin-bottom: 1rem; box-shadow: var(--shadow); min-width: 0; }
.card > header, .card > summary { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .75rem; }
.card > header { margin-bottom: .75rem; }
details.card { padding: 0; }
details.card > summary { padding: .875rem 1.5rem; cursor: pointer; }
details.card[open] { padding: 0 1.5rem 1.5rem; }
details.card[open] > summary { margin: 0 -1.5rem .25rem; }
.card h3 { flex: 1 1 18rem; min-width: 0; overflow-wrap: anywhere; }
.short { color: var(--soft); font: .8125rem var(--mono); overflow-wrap: anywhere; }
summary { cursor: pointer; }
.meta { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin: 0 0 1rem; font-size: .875rem; }
.meta div { display: flex; gap: .375rem; min-width: 0; }
.meta dt { color: var(--soft); }
.meta dd { margin: 0; overflow-wrap: anywhere; }
.reason { font-size: 1.0625rem; overflow-wrap: anywhere; }
.waiver { border-left: 3px solid var(--waived); padding-left: .75rem; overflow-wrap: anywhere; }
.fix { background: var(--sunken); border-radius: 8px; padding: .875rem 1.125rem; margin: 1rem 0; }
.fix h4 { margin: 0 0 .25rem; }
.fix p { margin: 0; }
.change { margin: 1.25rem 0 .75rem; overflow-wrap: anywhere; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: 0 2rem; }
.clauses, .attackers { margin: 0; padding: 0; list-style: none; }
.clauses li, .attackers li { margin-bottom: .625rem; overflow-wrap: anywhere; }
.clauses p { margin: 0; }
.level { font-size: .8125rem; font-weight: 600; color: var(--soft); border: 1px solid var(--line); border-radius: 4px; padding: 0 .375rem; }
.fold { margin-top: .75rem; }
.fold > summary { color: var(--link); font-size: .9375rem; padding: .125rem 0; }
.same { margin-top: 1rem; border-top: 1px solid var(--line); }
.names { columns: 16rem; margin: .5rem 0; padding-left: 1.25rem; }
.names li { overflow-wrap: anywhere; }
.id { color: var(--soft); font: .8125rem var(--mono); }
.exchange { margin: .75rem 0 1rem; border: 1px solid var(--line); border-radius: 8px; overflow: clip; }
.step { margin: 0; padding: .5rem 1rem; background: var(--sunken); border-bottom: 1px solid var(--line); font-size: .875rem; font-weight: 600; max-width: none; }
.step::first-letter { text-transform: uppercase; }
.sides { display: grid; grid-template-columns: minmax(0, 1fr); }
.side { padding: .875rem 1rem 1rem; min-width: 0; }
.side + .side { border-top: 1px solid var(--line); }
@media (min-width: 60rem) {
  .sides { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); }
  .side + .side { border-top: 0; border-left: 1px solid var(--line); }
}
.side h4 { margin: 0 0 .5rem; }
.line { font: .875rem/1.5 var(--mono); overflow-wrap: anywhere; margin-bottom: .25rem; }
.facts { margin: 0; padding: .375rem 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .8125rem; max-width: none; }
.rows { margin: 0; font: .8125rem/1.5 var(--mono); }
.row { display: grid; grid-template-columns: minmax(7rem, 11rem) minmax(0, 1fr); gap: 0 .75rem; padding: .1875rem 0; border-bottom: 1px dotted var(--line); }
.row:last-child { border-bottom: 0; }
.row dt { color: var(--soft); overflow-wrap: anywhere; }
.row dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
@media (max-width: 40rem) { .row { grid-template-columns: minmax(0, 1fr); } .row dt { font-weight: 600; } }
pre.body .wrong { color: var(--fail); font: 600 .8125rem/1.5 system-ui, sans-serif; white-space: normal; }
mark { background: var(--mark); color: var(--mark-ink); border-radius: 3px; padding: 0 .125rem; }
.note { display: inline-block; margin-left: .5rem; padding: 0 .375rem; border-radius: 4px; background: var(--mark); color: var(--mark-ink); font: 600 .75rem/1.5 system-ui, sans-serif; white-space: nowrap; }
del { color: var(--soft); }
.tag { display: inline-block; padding: 0 .375rem; border-radius: 4px; border: 1px dashed var(--strong-line); color: var(--soft); font-size: .9375em; white-space: nowrap; }
.tag b { color: var(--ink); font-weight: 600; }
.jwt { border-left: 3px solid var(--line); padding-left: .75rem; }
.jwt-part { margin-bottom: .25rem; }
.jwt-name { font: 600 .75rem system-ui, sans-serif; color: var(--soft); }
pre { margin: 0; font: .8125rem/1.5 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 2; }
.none, .cut { color: var(--soft); font-size: .875rem; margin: .25rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
caption { text-align: left; color: var(--soft); font-size: .875rem; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { font-size: .8125rem; font-weight: 600; color: var(--soft); }
tbody th { font-weight: 500; }
tbody th p { margin: .125rem 0 0; font-size: .8125rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.findings { margin: .75rem 0; }
.coverage td:nth-child(2), .coverage td:nth-child(3) { white-space: nowrap; overflow-wrap: normal; }
@media (min-width: 52rem) { .coverage th:first-child { width: 22%; } .coverage td:last-child { width: 33%; } .reasons th:first-child { width: 38%; } }
@media (max-width: 52rem) {
  .stacking thead { display: none; }
  .stacking, .stacking tbody, .stacking tr, .stacking th, .stacking td { display: block; }
  .stacking tr { padding: .5rem 0; border-bottom: 1px solid var(--line); }
  .stacking th, .stacking td { border: 0; padding: .125rem 0; }
  .stacking td::before { content: attr(data-label); display: block; font-size: .75rem; font-weight: 600; color: var(--soft); }
}
.cells { columns: 13rem; list-style: none; margin: 0; padding: 0; font-size: .875rem; }
.cells li { break-inside: avoid; display: flex; gap: .375rem; align-items: baseline; padding: .0625rem 0; }
.cells .dot, .tally .dot { width: 1rem; height: 1rem; font-size: .625rem; }
.spec, .group { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; margin-bottom: .5rem; }
.spec > summary, .group > summary { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: center; padding: .75rem 1.25rem; }
.spec > summary h3, .group > summary h3 { margin-right: auto; font-size: 1rem; }
.spec > table, .group > div { padding: 0 1.25rem .75rem; }
.spec > table { border-top: 1px solid var(--line); }
@media (min-width: 52rem) { .spec th:first-child { padding-left: 1.25rem; } }
td .fold, td .names { margin-top: 0; }
.tally { display: inline-flex; gap: .375rem; align-items: center; font-size: .875rem; font-variant-numeric: tabular-nums; }
.pass { border-top: 1px solid var(--line); }
.pass > summary { display: flex; flex-wrap: wrap; gap: .125rem .75rem; align-items: baseline; padding: .375rem 0; }
.pass .title { flex: 1 1 16rem; min-width: 0; }
.pass > summary code { color: var(--soft); }
.pass > :not(summary) { margin-left: 2rem; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .5rem 0 1rem; padding: 0; font-size: .875rem; }
.legend li { display: flex; gap: .375rem; align-items: center; }
.scroll { overflow-x: auto; }
.paper { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: .5rem 1.25rem; }
.paper tr:last-child th, .paper tr:last-child td { border-bottom: 0; }
figure { margin: 0; }
figcaption { color: var(--soft); font-size: .875rem; margin-top: .5rem; }
.timeline { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.25rem; margin-bottom: 1rem; }
.timeline svg { display: block; min-width: 40rem; width: 100%; height: auto; }
.bar { fill: var(--tone-soft); stroke: var(--tone); stroke-width: 1; }
.bar.v-fail, .bar.v-incomplete, .bar.v-warn, .bar.v-waived { fill: var(--tone); }
.bar-sign { fill: var(--on-sign); font: 700 9px system-ui, sans-serif; text-anchor: middle; }
.tick { stroke: var(--line); }
.tick-name { fill: var(--soft); font: 11px system-ui, sans-serif; text-anchor: middle; }
.tick-name:first-of-type { text-anchor: start; }
.defs { position: absolute; }
.sequence { display: block; max-width: none; }
.life { stroke: var(--strong-line); stroke-dasharray: 3 4; }
.actor { fill: var(--sunken); stroke: var(--strong-line); }
.actor-name { fill: var(--ink); font: 600 12px system-ui, sans-serif; text-anchor: middle; }
.arrow path { fill: none; stroke: var(--soft); stroke-width: 1.25; }
.arrow .back { stroke-dasharray: 4 3; }
.arrow text { fill: var(--ink); font: 11px var(--mono); }
.arrow .answer { text-anchor: end; }
.arrow.touched path { stroke: var(--warn); stroke-width: 2; }
.arrow.touched text { font-weight: 700; }
.arrow.decisive .answer { font-weight: 700; }
.left { fill: var(--soft); font: 11px system-ui, sans-serif; }
.shot { margin: .75rem 0; }
.shot img { max-width: 100%; height: auto; border: 1px solid var(--line); border-radius: 6px; }
`
