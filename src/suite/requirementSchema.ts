import type { Schema } from '../yaml/schema.ts'

/** Reference to a requirement of any file; resolved when all files are read. */
const reference = {
  type: 'string',
  format: 'requirement',
  description: 'the id of a requirement',
  pattern: '^[A-Za-z0-9._-]+$',
} as const satisfies Schema

const text = (description: string) => ({ type: 'string', minLength: 1, description }) as const satisfies Schema

const requirement = {
  type: 'object',
  description: 'a requirement',
  additionalProperties: false,
  required: ['id', 'clause', 'subject', 'level', 'applies', 'endpoint', 'text', 'testable'],
  properties: {
    id: {
      type: 'string',
      description: 'an id that starts with the spec and the clause, e.g. RFC9126-2.3-a',
      pattern: '^[A-Za-z0-9._-]+$',
    },
    clause: {
      type: 'string',
      description: 'a clause number in quotes, e.g. "5.3"',
      pattern: '^[0-9A-Z]+(\\.[0-9]+)*$',
    },
    item: text('number of the list item or note, in quotes'),
    anchor: {
      type: 'string',
      description: 'a fragment of the published text, without #',
      pattern: '^[A-Za-z0-9._-]+$',
    },
    subject: {
      type: 'string',
      enum: ['as', 'rs', 'client', 'all'],
      description: 'who has to keep it: as, rs, client or all',
    },
    level: {
      type: 'string',
      enum: ['shall', 'shall-not', 'should', 'may'],
      description: 'the strength of the wording; MUST counts as shall',
    },
    applies: text('always, or the feature that switches it on'),
    endpoint: text('where a test looks first'),
    text: text('the statement in own words'),
    testable: {
      type: 'string',
      enum: ['black-box', 'partly', 'no'],
      description: 'whether it can be seen from outside',
    },
    why: text('why it is only partly or not testable'),
    no_case: text('why it has no case although it could be tested'),
    note: text('a remark'),
    superseded_by: { ...reference, description: 'the rule that replaces it' },
    informative: { type: 'boolean', const: true, description: 'true for advice or a note instead of a numbered rule' },
    oidf_gap: text('what the OIDF suite leaves open'),
  },
} as const satisfies Schema

/** A requirement file: the statements of one spec. */
export const requirementFileSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:fapi-assay:schema:requirements',
  title: 'Assay requirement file',
  type: 'object',
  description: 'a requirement file',
  additionalProperties: false,
  required: ['spec', 'requirements'],
  properties: {
    spec: {
      type: 'string',
      format: 'spec',
      description: 'the name of the spec in a sources file',
      pattern: '^[A-Za-z0-9-]+$',
    },
    requirements: { type: 'array', minItems: 1, description: 'requirements', items: requirement },
  },
} as const satisfies Schema

/** The sources file: the specs that requirements are taken from. */
export const sourcesFileSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:fapi-assay:schema:sources',
  title: 'Assay sources file',
  type: 'object',
  description: 'a sources file',
  additionalProperties: false,
  required: ['sources'],
  properties: {
    sources: {
      type: 'object',
      description: 'specs by name',
      minProperties: 1,
      additionalProperties: {
        type: 'object',
        description: 'a spec',
        additionalProperties: false,
        required: ['title', 'status'],
        properties: {
          title: text('the title of the spec'),
          status: text('its status, e.g. RFC or Final'),
          url: { type: 'string', description: 'an https URL of the published text', pattern: '^https://[^#\\s]+$' },
          clause_anchor: {
            type: 'string',
            description: 'what stands before the clause number in the fragment, e.g. section-',
            pattern: '^[A-Za-z0-9._-]+$',
            default: 'section-',
          },
          note: text('a remark'),
        },
      },
    },
  },
} as const satisfies Schema

const stance = (what: string) =>
  ({
    type: 'object',
    description: what,
    additionalProperties: false,
    required: ['id', 'text', 'requirements'],
    properties: {
      id: { type: 'string', description: 'an id', pattern: '^[A-Za-z0-9._-]+$' },
      name: text('a short name'),
      clause: text('a clause number in quotes'),
      text: text('one sentence'),
      requirements: { type: 'array', minItems: 1, uniqueItems: true, items: reference, description: 'requirements' },
    },
  }) as const satisfies Schema

/** The attacker model: which attackers and goals a requirement stands against. */
export const attackerModelSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:fapi-assay:schema:attacker-model',
  title: 'Assay attacker model file',
  type: 'object',
  description: 'an attacker model file',
  additionalProperties: false,
  required: ['model', 'goals', 'attackers'],
  properties: {
    model: { type: 'string', format: 'spec', description: 'the name of the spec in a sources file' },
    goals: { type: 'array', description: 'goals', items: stance('a goal') },
    attackers: { type: 'array', description: 'attackers', items: stance('an attacker') },
  },
} as const satisfies Schema
