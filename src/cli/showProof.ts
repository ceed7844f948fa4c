import type { DefectProof, ProveResult } from '../index.ts'
import { columnsOf } from './columnsOf.ts'
import { plain } from './plain.ts'
import { wrap } from './wrap.ts'

const FATES: Readonly<Record<DefectProof['fate'], string>> = {
  killed: 'killed',
  killedOther: 'killed for another reason',
  survived: 'survived',
}

const INDENT = 4

/** One defect with the cases that killed it. */
function row({ id, requirement, killedBy, variant }: DefectProof, columns: number): string {
  return `  ${id}  ${requirement}  [${variant}]\n${wrap(killedBy.join(' '), columns, INDENT)}\n`
}

function section(heading: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${heading}\n${lines.join('')}\n`
}

const line = (text: string, columns: number): string => `${wrap(plain(text), columns, 2)}\n`

/** What is not as it has to be, with the reasons. */
function faults(result: ProveResult, columns: number): string {
  const { defects, controls, unproven, staleReasons } = result
  const of = (fate: DefectProof['fate']): readonly DefectProof[] => defects.filter((defect) => defect.fate === fate)
  const told = ({ id, requirement, title, variant, problem }: DefectProof, more: string): string =>
    line(`${id} (${requirement}: ${title}) [${variant}]${problem === null ? more : `: ${problem}`}`, columns)
  const collateral = defects.flatMap(({ id, requirement, variant, collateral: cases }) =>
    cases.map((one) => line(`${id} (${requirement}) [${variant}]: ${one.case} ${one.verdict}: ${one.reason}`, columns)),
  )
  return [
    section(
      'Cases that complain about the strict sandbox',
      controls.map((one) => line(`${one.case} [${one.variant}] ${one.verdict}: ${one.reason}`, columns)),
    ),
    section(
      'Survived: nothing noticed the violation',
      of('survived').map((defect) => told(defect, '')),
    ),
    section(
      'Killed for another reason: no case found this requirement broken',
      of('killedOther').map((defect) =>
        told(
          defect,
          `; changed: ${[...defect.alsoChanged, ...defect.blocked, ...defect.witnesses].join(', ') || 'others, see below'}`,
        ),
      ),
    ),
    section('Collateral: changed, but about something else', collateral),
    section(
      'Unproven: no defect makes these cases fail, and they give no reason',
      unproven.filter(({ reason }) => reason === null).map((one) => line(one.case, columns)),
    ),
    section(
      'A defect does make these cases fail, so the reason under "unproven" has to go',
      staleReasons.map((id) => line(id, columns)),
    ),
  ].join('')
}

/** `suite proven: 628 of 630 cases (2 give a reason why nothing can make them fail)`. */
function provenLine({ complete, cases, unproven, figures }: ProveResult): string {
  if (!complete) return 'Only a part was tried, so nothing is said about cases that no defect makes fail.\n'
  const reasons = unproven.length - figures.unproven
  const why = reasons === 0 ? '' : ` (${reasons} more give a reason why no defect can make them fail)`
  return `suite proven: ${cases - unproven.length} of ${cases} cases${why}\n`
}

/** The proof for people: which cases killed which defect, then what is wrong, then the figures. */
export function showProof(result: ProveResult, columns: number): string {
  const { defects, figures, controls } = result
  const killed = defects.filter(({ fate }) => fate === 'killed')
  const rows: [string, number][] = [
    ['defects', figures.defects],
    [FATES.killed, figures.killed],
    [FATES.killedOther, figures.killedOther],
    [FATES.survived, figures.survived],
    ['collateral failures', figures.collateral],
    ['cases without a defect', figures.unproven],
    ['complaints about the strict sandbox', controls.length],
  ]
  return [
    section(
      'Killed: defect, requirement, variant, and the cases that found this requirement broken',
      killed.map((defect) => row(defect, columns)),
    ),
    faults(result, columns),
    columnsOf(rows.map(([name, count]) => [name, String(count).padStart(5)])),
    provenLine(result),
  ].join('')
}
