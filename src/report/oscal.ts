import type { RecordedRun } from '../evidence/types.ts'
import { type CaseView, caseViews, groupBy } from './caseViews.ts'
import { type ControlView, controlViews } from './controlViews.ts'
import { nameUuid } from './nameUuid.ts'
import type { Report } from './types.ts'
import { visibleText } from './visibleText.ts'
import { type Look, outcomeWords, waiverWords } from './words.ts'

const VERSION = '1.2.1'
const NAMESPACE = 'urn:fapi-assay:oscal'

/** OSCAL tokens have no colon: `NHI4:2025` -> `NHI4-2025`. */
const token = (id: string): string => id.replace(/[^\p{L}\p{N}._-]/gu, '-')

const prop = (name: string, value: string): object => ({ name, ns: NAMESPACE, value: visibleText(value) })

/** An observation is of one case; what was skipped was not observed. */
const isObserved = ({ look }: CaseView): boolean => look !== 'skip'

const observationId = (run: RecordedRun, { result }: CaseView): string =>
  nameUuid(`observation ${run.result.run.id} ${result.id} ${result.variant}`)

function observation(run: RecordedRun, view: CaseView): object {
  const { result, look, requirements } = view
  const findings = result.findings.map(
    ({ requirement, ok, expected, observed }) =>
      `${requirement}: ${ok ? 'met' : 'not met'}. Expected: ${expected}. Observed: ${observed}.`,
  )
  const collected = Date.parse(run.result.run.startedAt) + result.startMs + result.durationMs
  const waived = result.waived === undefined ? [] : [`Waived ${waiverWords(result.waived)}.`]
  return {
    uuid: observationId(run, view),
    title: visibleText(result.title),
    description: visibleText([result.reason, ...waived, ...findings].join('\n')),
    props: [
      prop('case', result.id),
      prop('variant', result.variant),
      prop('verdict', look),
      ...requirements.map(({ id }) => prop('requirement', id)),
    ],
    methods: ['TEST'],
    types: ['control-objective'],
    'relevant-evidence': [
      {
        href: 'exchanges.har',
        description: visibleText(
          result.exchanges.length === 0 ? 'no exchanges' : `exchanges ${result.exchanges.join(' ')}`,
        ),
      },
    ],
    collected: new Date(collected).toISOString(),
  }
}

/** What could not be decided, or is only waived, satisfies nobody. */
const states: Readonly<Record<Look, { readonly state: string; readonly reason: string }>> = {
  pass: { state: 'satisfied', reason: 'pass' },
  warn: { state: 'satisfied', reason: 'pass' },
  fail: { state: 'not-satisfied', reason: 'fail' },
  waived: { state: 'not-satisfied', reason: 'fail' },
  incomplete: { state: 'not-satisfied', reason: 'other' },
  skip: { state: 'not-satisfied', reason: 'other' },
}

const PART = 'Only what the tagged requirements of the profile ask for was tested; a control asks for more.'

function finding(
  run: RecordedRun,
  { control, framework, assessed, look }: ControlView,
  views: readonly CaseView[],
): object {
  const requirements = new Set(assessed.map(({ requirement }) => requirement))
  const related = views.filter((view) => isObserved(view) && view.requirements.some(({ id }) => requirements.has(id)))
  const shown = assessed.map((entry) => `${entry.requirement}: ${entry.look}`).join(', ')
  return {
    uuid: nameUuid(`finding ${run.result.run.id} ${control.id}`),
    title: visibleText(`${control.id} ${control.title}`.slice(0, 250)),
    description: `Requirements tagged with this control: ${shown}.`,
    props: [
      prop('framework', framework.id),
      prop('label', control.id),
      ...control.aliases.map((alias) => prop('alias', alias)),
    ],
    target: {
      type: 'objective-id',
      'target-id': token(control.id),
      status: { ...states[look ?? 'skip'], remarks: PART },
    },
    'related-observations': related.map((view) => ({ 'observation-uuid': observationId(run, view) })),
  }
}

const select = ({ control }: ControlView): object => ({ 'control-id': token(control.id) })

function selections(found: readonly ControlView[]): readonly object[] {
  const groups = [...groupBy(found, ({ framework }) => framework.id).values()]
  const made = groups.flatMap((views) => {
    const [first] = views
    const assessed = views.filter(({ look }) => look !== null)
    const rest = views.filter(({ look }) => look === null)
    if (first === undefined || assessed.length === 0) return []
    return [
      {
        description: `${first.framework.title} (${first.framework.version})`,
        links: [{ href: first.framework.url, rel: 'reference' }],
        'include-controls': assessed.map(select),
        ...(rest.length === 0
          ? {}
          : {
              'exclude-controls': rest.map(select),
              remarks: `Not assessed: ${rest.map(({ control, notAssessed }) => `${control.id}: ${notAssessed}`).join(' ')}`,
            }),
      },
    ]
  })
  // The schema wants a selection; "include-all" would claim the opposite of what is true.
  return made.length > 0
    ? made
    : [{ description: 'No control was assessed.', 'include-controls': [{ 'control-id': 'none' }] }]
}

/** The run as OSCAL assessment results: observations are cases, findings are about controls of the tagged frameworks. */
export const oscal: Report = (run: RecordedRun): string => {
  const { result } = run
  const facts = result.run
  const views = caseViews(run)
  const found = controlViews(run, views)
  const assessed = found.filter(({ look }) => look !== null)
  const words = outcomeWords(result)
  const observations = views.filter(isObserved).map((view) => observation(run, view))
  const profile = nameUuid(`profile ${facts.profile.digest}`)
  const document = {
    'assessment-results': {
      uuid: nameUuid(`assessment-results ${facts.id}`),
      metadata: {
        title: visibleText(`FAPI 2.0 conformance of ${facts.application} (${facts.organisation})`),
        'last-modified': facts.finishedAt,
        version: facts.id,
        'oscal-version': VERSION,
        props: [
          prop('tool', `${facts.tool.name} ${facts.tool.version}`),
          prop('issuer', facts.target.issuer),
          prop('environment', facts.environment),
          prop('observed-by', facts.observedBy ?? 'self'),
          prop('result', result.result),
        ],
      },
      'import-ap': { href: `#${profile}`, remarks: 'The profile of the ecosystem is the plan of the assessment.' },
      results: [
        {
          uuid: nameUuid(`result ${facts.id}`),
          title: words.title,
          description: visibleText(words.meaning),
          start: facts.startedAt,
          end: facts.finishedAt,
          'reviewed-controls': { 'control-selections': selections(found) },
          ...(observations.length === 0 ? {} : { observations }),
          ...(assessed.length === 0 ? {} : { findings: assessed.map((view) => finding(run, view, views)) }),
        },
      ],
      'back-matter': {
        resources: [
          {
            uuid: profile,
            title: visibleText(`Profile ${facts.profile.id}`),
            props: [prop('digest', facts.profile.digest)],
          },
        ],
      },
    },
  }
  return `${JSON.stringify(document, null, 2)}\n`
}
