import type { Covered } from '../suite/coverageOf.ts'
import type { Coverage } from './types.ts'

/** Ids named in a cell; a rule that two hundred cases lean on would fill a page. */
const MOST = 8

const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ')

function ids(list: readonly string[]): string {
  const more = list.length > MOST ? ` and ${list.length - MOST} more` : ''
  return `${list
    .slice(0, MOST)
    .map((id) => `\`${id}\``)
    .join(' ')}${more}`
}

const row = ({ id, level, testable, cases, defects, reason }: Covered): string =>
  `| \`${id}\` | ${level} | ${testable} | ${ids(cases)} | ${ids(defects)} | ${cell(reason ?? '')} |`

function specTable(spec: string, list: readonly Covered[]): string {
  const tested = list.filter(({ cases }) => cases.length > 0).length
  return `
## ${spec}

${tested} of ${list.length} tested.

| requirement | level | testable | cases | defects | why not, or how far |
|---|---|---|---|---|---|
${list.map(row).join('\n')}
`
}

/** The coverage as a page: by specification, requirements on servers first, those on clients counted only. */
export function coverageMarkdown({ requirements }: Coverage): string {
  const servers = requirements.filter(({ subject }) => subject !== 'client')
  const clients = requirements.length - servers.length
  const specs = [...new Set(servers.map(({ spec }) => spec))]
  const count = (holds: (one: Covered) => boolean): number => servers.filter(holds).length
  return `# Coverage

Made by \`assay list --coverage --markdown\`; a test sees to it that it is current. Which requirement on servers is tested by
which cases, and which violations of the sandbox show that these cases can fail. \`--json\` gives all ids.

| requirements on servers | ${servers.length} |
|---|--:|
| tested by a case | ${count(({ cases }) => cases.length > 0)} |
| with a violation that shows that a case can fail | ${count(({ cases, defects }) => cases.length > 0 && defects.length > 0)} |
| not tested, with a reason | ${count(({ cases, reason }) => cases.length === 0 && reason !== null)} |
| not tested, without a reason | ${count(({ cases, reason }) => cases.length === 0 && reason === null)} |

${clients} further requirements are asked of clients, which no answer of a server can show.
${specs
  .map((spec) =>
    specTable(
      spec,
      servers.filter((one) => one.spec === spec),
    ),
  )
  .join('')}`
}
