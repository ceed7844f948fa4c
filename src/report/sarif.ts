import type { RecordedRun } from '../evidence/types.ts'
import type { Requirement } from '../suite/types.ts'
import { type CaseView, caseViews } from './caseViews.ts'
import { controlsOf } from './controlViews.ts'
import { safeHref } from './safeHref.ts'
import { clauseName } from './specNames.ts'
import type { Report } from './types.ts'
import { visibleText } from './visibleText.ts'
import { type Look, waiverWords } from './words.ts'

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

/** `open` is SARIF's word for "not enough was known to decide" (section 3.27.9). */
const kinds: Readonly<Record<Look, { readonly kind: string; readonly level: string }>> = {
  pass: { kind: 'pass', level: 'none' },
  fail: { kind: 'fail', level: 'error' },
  warn: { kind: 'fail', level: 'warning' },
  waived: { kind: 'fail', level: 'error' },
  incomplete: { kind: 'open', level: 'none' },
  skip: { kind: 'notApplicable', level: 'none' },
}
/** Code scanning of GitHub sorts by this number; a broken "must" of a security profile is a high one. */
const severities: Readonly<Record<Requirement['level'], string>> = { must: '8.0', should: '5.0', may: '2.0' }

const NAME = 'fapi-assay'

function ruleOf(requirement: Requirement, run: RecordedRun): object {
  const href = safeHref(requirement.url)
  const tags = controlsOf(run, [requirement.id])
  const map = run.suite.controls
  const framework = new Map(map?.controls.map((control) => [control.id, control.framework]))
  return {
    id: requirement.id,
    name: requirement.id,
    shortDescription: { text: visibleText(`${clauseName(requirement)}: ${requirement.text}`) },
    ...(href === null ? {} : { helpUri: href }),
    defaultConfiguration: { level: requirement.level === 'must' ? 'error' : 'warning' },
    ...(tags.length === 0
      ? {}
      : {
          relationships: tags.map((id) => ({
            target: { id, toolComponent: { name: framework.get(id) ?? '' } },
            kinds: ['relevant'],
          })),
        }),
    properties: {
      tags: ['security', requirement.spec, ...tags],
      'security-severity': severities[requirement.level],
      level: requirement.level,
    },
  }
}

/** The requirements that a case is a result about: the broken ones, or else all that it cites. */
function rulesOf({ result, look }: CaseView): readonly string[] {
  const broken = result.findings.filter(({ ok }) => !ok).map(({ requirement }) => requirement)
  const about = look === 'pass' || broken.length === 0 ? result.refs.slice(0, 1) : broken
  return [...new Set(about)]
}

function resultsOf(view: CaseView): readonly object[] {
  const { result, entry, look } = view
  const { kind, level } = kinds[look]
  return rulesOf(view).map((ruleId) => {
    const findings = result.findings.filter(({ requirement, ok }) => requirement === ruleId && !ok)
    const seen = findings.map(({ expected, observed }) => ` Expected: ${expected}. Observed: ${observed}.`).join('')
    const fix = kind === 'fail' && entry?.fix ? ` How to fix: ${entry.fix}` : ''
    return {
      ruleId,
      kind,
      level,
      message: { text: visibleText(`${result.title}: ${result.reason}${seen}${fix}`) },
      locations: [
        {
          ...(entry === null
            ? {}
            : {
                physicalLocation: {
                  artifactLocation: { uri: encodeURI(entry.source.file), uriBaseId: 'SUITES' },
                  region: { startLine: entry.source.line, startColumn: entry.source.column },
                },
              }),
          logicalLocations: [
            { name: result.id, fullyQualifiedName: visibleText(`${result.variant}/${result.id}`), kind: 'function' },
          ],
        },
      ],
      partialFingerprints: { 'assayCase/v1': visibleText(`${result.id}/${result.variant}/${ruleId}`) },
      ...(result.waived === undefined
        ? {}
        : {
            suppressions: [
              { kind: 'external', status: 'accepted', justification: visibleText(waiverWords(result.waived)) },
            ],
          }),
      properties: {
        verdict: result.verdict,
        variant: visibleText(result.variant),
        attributed: result.attributed,
        step: result.step,
        exchanges: result.exchanges,
      },
    }
  })
}

/** The run as SARIF 2.1.0: a rule for each requirement, a result for each case and broken requirement. */
export const sarif: Report = (run: RecordedRun): string => {
  const { result } = run
  const views = caseViews(run)
  const results = views.flatMap(resultsOf)
  const cited = new Set(views.flatMap(rulesOf))
  const rules = run.suite.requirements.filter(({ id }) => cited.has(id)).map((requirement) => ruleOf(requirement, run))
  const { frameworks = [], controls = [] } = run.suite.controls ?? {}
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: NAME,
            version: result.run.tool.version,
            rules,
            supportedTaxonomies: frameworks.map(({ id }) => ({ name: id })),
          },
        },
        automationDetails: { id: `assay/${visibleText(result.run.target.id)}/${result.run.id}` },
        invocations: [
          {
            executionSuccessful: !result.run.interrupted && result.result !== 'incomplete',
            startTimeUtc: result.run.startedAt,
            endTimeUtc: result.run.finishedAt,
          },
        ],
        originalUriBaseIds: {
          SUITES: { description: { text: 'the folder "suites" of fapi-assay or of the operator' } },
        },
        taxonomies: frameworks.map(({ id, title, version, url }) => ({
          name: id,
          fullName: title,
          version,
          informationUri: url,
          taxa: controls
            .filter(({ framework }) => framework === id)
            .map((control) => ({ id: control.id, shortDescription: { text: control.title } })),
        })),
        results,
        properties: {
          profile: result.run.profile,
          issuer: visibleText(result.run.target.issuer),
          result: result.result,
          summary: result.summary,
        },
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}
