import type { Schema } from '../yaml/schema.ts'

/** A requirement set: what one revision of a specification asks of servers, frozen when it was published. */
export const requirementSetSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:fapi-assay:schema:requirement-set',
  title: 'Assay requirement set',
  type: 'object',
  description: 'a requirement set',
  additionalProperties: false,
  required: ['set', 'title', 'date', 'requirements'],
  properties: {
    set: {
      type: 'string',
      description: 'the id of the set in kebab-case, which is the name of its file',
      pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
    },
    title: { type: 'string', minLength: 1, description: 'the specification and its revision' },
    date: {
      type: 'string',
      description: 'the day on which the revision was published, e.g. 2025-02-22',
      pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
    },
    requirements: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      description: 'ids of requirements',
      items: {
        type: 'string',
        format: 'requirement',
        description: 'the id of a requirement',
        pattern: '^[A-Za-z0-9._-]+$',
      },
    },
  },
} as const satisfies Schema
