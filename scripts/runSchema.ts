import type { XStatic } from 'typebox/schema'
import type { RunResult } from '../src/verdict/types.ts'

const text = (description: string) => ({ type: 'string', description }) as const
const orNull = (description: string) => ({ type: ['string', 'null'], description }) as const
const texts = (description: string) => ({ type: 'array', items: { type: 'string' }, description }) as const
const count = (description: string) => ({ type: 'integer', minimum: 0, description }) as const
const time = (description: string) =>
  ({ type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$', description }) as const
const digest = (description: string) => ({ type: 'string', pattern: '^sha256:[0-9a-f]{64}$', description }) as const

const seen = <Name extends string>(name: Name, description: string) =>
  ({
    type: 'array',
    description: 'digests, one for each different content',
    items: {
      type: 'object',
      required: [name, 'digest'],
      properties: { [name]: text(description), digest: digest('sha256 of its content') } as Record<
        Name,
        ReturnType<typeof text>
      > & { readonly digest: ReturnType<typeof digest> },
    },
  }) as const

const finding = {
  type: 'object',
  description: 'one answer about the exchanges, tied to one requirement',
  required: ['requirement', 'level', 'ok', 'expected', 'observed'],
  properties: {
    requirement: text('id of the requirement'),
    level: { type: 'string', enum: ['must', 'should', 'may'], description: 'level of the requirement' },
    ok: { type: 'boolean', description: 'whether what was observed is what was expected' },
    expected: text('what a conformant server does'),
    observed: text('what this server did'),
  },
} as const

const verdict = {
  type: 'string',
  enum: ['pass', 'warn', 'fail', 'skip', 'incomplete'],
  description: 'the verdict',
} as const

const caseResult = {
  type: 'object',
  description: 'the result of one case for one variant',
  required: [
    'id',
    'variant',
    'title',
    'refs',
    'verdict',
    'reason',
    'attributed',
    'step',
    'durationMs',
    'startMs',
    'exchanges',
    'control',
    'findings',
  ],
  properties: {
    id: text('id of the case; never changes'),
    variant: text('key of the variant, e.g. private_key_jwt+dpop+openid'),
    title: text('what the case is about'),
    refs: texts('ids of the requirements'),
    verdict,
    reason: text('why this verdict'),
    attributed: {
      enum: ['as', 'rs', 'directory', 'network', 'config', 'harness', null],
      description: 'whose fault it is; null if nothing is wrong',
    },
    step: orNull('the step at which the outcome was decided'),
    durationMs: { type: 'number', minimum: 0, description: 'duration in ms' },
    startMs: { type: 'number', minimum: 0, description: 'start in ms after the start of the run' },
    exchanges: texts('ids of the exchanges in exchanges.har, in order'),
    control: orNull('id of the case whose acceptance makes a refusal count'),
    findings: { type: 'array', items: finding, description: 'findings' },
    waived: {
      type: 'object',
      description: 'a baseline knows this failure: it does not decide the result of the run',
      required: ['reason', 'owner', 'expires'],
      properties: {
        reason: text('why it is not mended yet'),
        owner: text('who answers for it'),
        expires: text('the last day on which it is waived, YYYY-MM-DD in UTC'),
      },
    },
    tries: {
      type: 'array',
      description: 'what each time came to, where the case was run more than once',
      items: {
        type: 'object',
        required: ['verdict', 'reason'],
        properties: { verdict, reason: text('why') },
      },
    },
  },
} as const

/** `run.json`, the source of all reports. Open for more members: they may be added without a new schemaVersion. */
export const runSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:fapi-assay:schema:run',
  title: 'Assay run result',
  type: 'object',
  required: ['schemaVersion', 'run', 'result', 'summary', 'cases'],
  properties: {
    schemaVersion: { const: 1, description: 'version of this format' },
    run: {
      type: 'object',
      description: 'facts about the run',
      required: [
        'id',
        'startedAt',
        'finishedAt',
        'tool',
        'profile',
        'target',
        'organisation',
        'application',
        'environment',
        'suiteDigest',
        'targetDigest',
        'accommodations',
        'interrupted',
        'selection',
      ],
      properties: {
        id: text('id of the run'),
        startedAt: time('start, ISO 8601 in UTC'),
        finishedAt: time('end, ISO 8601 in UTC'),
        tool: {
          type: 'object',
          description: 'the program that made the run',
          required: ['name', 'version'],
          properties: { name: { const: 'fapi-assay' }, version: text('its version') },
        },
        profile: {
          type: 'object',
          description: 'the profile',
          required: ['id', 'digest'],
          properties: { id: text('its id'), digest: digest('digest of its file') },
        },
        target: {
          type: 'object',
          description: 'the target',
          required: ['id', 'issuer'],
          properties: { id: text('its id'), issuer: text('its issuer') },
        },
        organisation: text('the partner'),
        application: text('the partner application'),
        environment: text('the environment, e.g. sandbox'),
        suiteDigest: digest('digest of all suite files'),
        targetDigest: digest('digest of the target file'),
        accommodations: {
          type: 'array',
          description: 'what the honest flow did to get past known faults; turns nothing green',
          items: {
            type: 'object',
            required: ['name', 'reason', 'origin'],
            properties: {
              name: text('name of the accommodation'),
              reason: text('the fault'),
              origin: { enum: ['target', 'run'], description: 'asked for by the target file, or found during the run' },
            },
          },
        },
        interrupted: { type: 'boolean', description: 'whether the run was stopped before its end' },
        selection: {
          type: 'object',
          description: 'what was left out on request; a partial run never certifies',
          required: ['only', 'slow', 'omitted'],
          properties: {
            only: texts('globs of --only'),
            slow: { type: 'boolean', description: 'whether waiting cases were run' },
            omitted: count('cases left out'),
          },
        },
        baseline: {
          type: 'object',
          description: 'the known failures that the run was told about',
          required: ['id', 'digest', 'waived'],
          properties: { id: text('its id'), digest: digest('digest of its file'), waived: count('results it waived') },
        },
        sets: {
          type: 'array',
          description: 'the revisions of specifications that the profile names, as they were on the day of the run',
          items: {
            type: 'object',
            description: 'a requirement set',
            required: ['id', 'title', 'date', 'requirements', 'digest'],
            properties: {
              id: text('its id'),
              title: text('the specification and its revision'),
              date: text('day of publication, YYYY-MM-DD'),
              requirements: count('number of requirements'),
              digest: digest('digest of the ids, sorted, one a line'),
            },
          },
        },
        repeats: { type: 'integer', minimum: 2, description: 'how often the plan was run, if more than once' },
        observedBy: { enum: ['self', 'operator'], description: 'who sat at the runner; absent: self' },
        commit: {
          type: 'string',
          pattern: '^(?:[0-9a-f]{40}|[0-9a-f]{64})$',
          description: 'commit of the release under test',
        },
        server: {
          type: 'object',
          description: 'what the server showed of itself during the run, each list in order of first sight',
          required: ['metadata', 'jwks', 'tls'],
          properties: {
            metadata: seen('url', 'URL of the discovery document'),
            jwks: seen('url', 'URL of the key set'),
            tls: seen('host', 'host and port that showed this leaf certificate'),
          },
        },
        drills: { const: true, description: 'drills were made instead of the cases of the profile' },
        directory: {
          type: 'object',
          description: 'what the trust directory said about the target; absent: the target names none',
          required: ['source', 'name', 'registration', 'reason', 'organisation', 'digest'],
          properties: {
            source: { enum: ['registry', 'participants', 'federation'], description: 'kind of directory' },
            name: text('its file or URL'),
            registration: {
              enum: ['registered', 'unregistered', 'unknown'],
              description: 'whether it knows the target; only registered ones are certified',
            },
            reason: text('why, in words'),
            organisation: { type: ['string', 'null'], description: 'id of the organisation; null: not found' },
            digest: { type: ['string', 'null'], description: 'sha256:... of what it said; null: nothing' },
          },
        },
        suiteProof: {
          type: 'object',
          description: 'how far the suite has been shown to notice faults (assay prove)',
          required: ['current', 'cases', 'proven', 'provedAt'],
          properties: {
            current: { type: 'boolean', description: 'false: there is no proof of this version of the suite' },
            cases: count('cases of the suite, run or not'),
            proven: count('cases that a violation of their requirement makes fail'),
            provedAt: { type: ['string', 'null'], description: 'time of the last proof, of whatever version' },
          },
        },
      },
    },
    result: { enum: ['conformant', 'non-conformant', 'incomplete'], description: 'the result of the run' },
    summary: {
      type: 'object',
      description: 'number of cases per verdict; what is waived is counted as waived only',
      required: ['pass', 'warn', 'fail', 'skip', 'incomplete'],
      properties: {
        pass: count('passed'),
        warn: count('passed with a remark'),
        fail: count('failed'),
        skip: count('not applicable'),
        incomplete: count('could not be decided'),
        waived: count('failed or warned, but known to the baseline; absent: none'),
      },
    },
    cases: { type: 'array', description: 'results, in the order of the plan', items: caseResult },
  },
} as const

type Mutable<T> = T extends readonly (infer Item)[]
  ? Mutable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
    : T
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never

/** Does not compile when the schema and the type of the result differ. */
export const runSchemaIsCurrent: Same<XStatic<typeof runSchema>, Mutable<RunResult>> = true
