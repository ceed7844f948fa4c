import type { Schema } from '../yaml/schema.ts'

const duration = (description: string) =>
  ({ type: 'string', format: 'duration', description, pattern: '^[0-9]+[smhd]$' }) as const satisfies Schema

const file = (description: string) => ({ type: 'string', minLength: 1, description }) as const satisfies Schema

/** A fleet: the targets that an operator certifies again and again. Paths lead from the file. */
export const fleetSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:fapi-assay:schema:fleet',
  title: 'Assay fleet',
  type: 'object',
  description: 'a fleet',
  additionalProperties: false,
  required: ['fleet', 'record', 'targets'],
  properties: {
    fleet: {
      type: 'string',
      description: 'the id of the fleet in kebab-case',
      pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
    },
    record: file('the status record that says what is due, and that the runs are appended to'),
    profile: file('the profile of every target that names none: its id, or a path that starts with ./'),
    runs: {
      type: 'integer',
      minimum: 1,
      maximum: 64,
      description: 'runs at the same time; default: one per processor',
    },
    concurrency: {
      type: 'integer',
      minimum: 1,
      maximum: 64,
      description: 'cases at the same time in each run; default 8',
    },
    ahead: duration('how long before its next due date a target is due; default 7d'),
    spread: duration(
      'the time over which the starts are spread, so that not all partners are called at once; default 0s',
    ),
    budget: duration('how long after its begin a campaign may start runs; default: as long as it takes'),
    changes: {
      type: 'boolean',
      description: 'whether a target with new metadata, keys or certificate is due; default true',
    },
    slow: {
      type: 'boolean',
      description: 'false leaves out cases that wait for something to expire; such runs never certify',
    },
    observed_by: {
      type: 'string',
      enum: ['self', 'operator'],
      description: 'who sits at the runner; default operator',
    },
    sign: {
      type: 'array',
      minItems: 1,
      description: 'private keys that sign each run folder: $env:NAME or paths',
      items: { type: 'string', minLength: 1, description: 'a key' },
    },
    targets: {
      type: 'array',
      minItems: 1,
      description: 'the targets',
      items: {
        type: 'object',
        description: 'a target',
        additionalProperties: false,
        required: ['target'],
        properties: {
          target: file('the target file'),
          profile: file('the profile, if it is not that of the fleet'),
          baseline: file('known failures of this target'),
        },
      },
    },
  },
} as const satisfies Schema
