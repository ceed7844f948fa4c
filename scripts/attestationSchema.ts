const text = (description: string) => ({ type: 'string', description }) as const
const texts = (description: string) => ({ type: 'array', items: { type: 'string' }, description }) as const
const count = (description: string) => ({ type: 'integer', minimum: 0, description }) as const
const hex = (description: string) => ({ type: 'string', pattern: '^[0-9a-f]{64}$', description }) as const
const digest = (description: string) => ({ type: 'string', pattern: '^sha256:[0-9a-f]{64}$', description }) as const

const object = (
  description: string,
  properties: Readonly<Record<string, object>>,
  optional: readonly string[] = [],
) => ({
  type: 'object',
  description,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  properties,
})
const list = (description: string, items: object) => ({ type: 'array', description, items })

const descriptor = (description: string) =>
  object(
    description,
    {
      name: text('what it is'),
      uri: text('where it is'),
      digest: {
        type: 'object',
        description: 'algorithm -> hex',
        additionalProperties: { type: 'string', pattern: '^[0-9a-f]{40,64}$' },
      },
      annotations: { type: 'object', description: 'id or version', additionalProperties: { type: 'string' } },
    },
    ['uri', 'digest', 'annotations'],
  )

const notCovered = (description: string) =>
  list(description, object('a case', { case: text('its id'), variant: text('the variant'), reason: text('why') }))

const facts = object('extension of Assay', {
  version: { const: 1, description: 'version of this extension' },
  run: object('the run', {
    id: text('its id'),
    startedAt: text('start, ISO 8601 in UTC'),
    finishedAt: text('end, ISO 8601 in UTC'),
    interrupted: { type: 'boolean', description: 'whether it was stopped before its end' },
  }),
  tool: object('the program', { name: text('its name'), version: text('its version') }),
  profile: object('the profile', { id: text('its id'), digest: digest('digest of its files') }),
  target: object('the target', { id: text('its id'), issuer: text('its issuer') }),
  organisation: text('the partner'),
  application: text('the partner application'),
  environment: text('the environment'),
  observedBy: { enum: ['self', 'operator'], description: 'who sat at the runner' },
  result: { enum: ['conformant', 'non-conformant', 'incomplete'], description: 'the result of the run' },
  summary: { type: 'object', description: 'number of cases per verdict', additionalProperties: count('cases') },
  notCovered: object('what the run says nothing about', {
    skipped: notCovered('not applicable'),
    incomplete: notCovered('could not be tested'),
    waived: notCovered('known to a baseline'),
    omitted: object('left out on request', {
      only: texts('globs of --only'),
      slow: { type: 'boolean', description: 'whether waiting cases were run' },
      omitted: count('cases left out'),
    }),
    untestable: list(
      'requirements that no test from outside can decide',
      object('one', { requirement: text('its id'), reason: text('why') }),
    ),
    untested: texts('requirements that a test could decide, but no case of this run did'),
  }),
  manifest: list(
    'all files of the run folder but the attestation, by name',
    object(
      'a file',
      {
        path: text('below the run folder, with /'),
        size: count('bytes'),
        sha256: hex('SHA-256'),
        blocks: object('digests of blocks of lines, to find a change', {
          lines: { type: 'integer', minimum: 1, description: 'lines in a block' },
          digests: text('base64 of the first three bytes of the SHA-256 of each block'),
        }),
      },
      ['blocks'],
    ),
  ),
  events: object('the event log', { lines: count('its lines'), head: hex('SHA-256 of its last line') }),
  leakScan: object('the search for secrets', { knownSecrets: count('secrets searched for'), files: count('files') }),
})

/** The statement in `attestation.json`, decoded: in-toto test-result v0.1 with the extension `fapiAssay`. */
export const attestationSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:fapi-assay:schema:attestation',
  title: 'Assay attestation statement',
  ...object('the signed statement about a run', {
    _type: { const: 'https://in-toto.io/Statement/v1', description: 'in-toto Statement v1' },
    subject: { ...list('what was tested', descriptor('a document, certificate or commit')), minItems: 1 },
    predicateType: { const: 'https://in-toto.io/attestation/test-result/v0.1', description: 'in-toto test result' },
    predicate: object('the test result', {
      result: { enum: ['PASSED', 'WARNED', 'FAILED'], description: 'incomplete counts as FAILED' },
      configuration: list('what it was tested with', descriptor('profile, suites, target, baseline or program')),
      passedTests: texts('cases that passed'),
      warnedTests: texts('cases with a remark, or waived'),
      failedTests: texts('cases that failed or could not be tested'),
      fapiAssay: facts,
    }),
  }),
}
