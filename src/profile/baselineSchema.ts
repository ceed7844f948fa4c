import type { Schema } from '../yaml/schema.ts'

/** Text that says something: not only white space. */
const text = (description: string) => ({ type: 'string', description, pattern: '\\S' }) as const satisfies Schema

/** A baseline: known failures, each with a reason, an owner and an end. */
export const baselineSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:fapi-assay:schema:baseline',
  title: 'Assay baseline',
  type: 'object',
  description: 'a baseline',
  additionalProperties: false,
  required: ['baseline', 'entries'],
  properties: {
    baseline: {
      type: 'string',
      description: 'the id of the baseline in kebab-case',
      pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
    },
    entries: {
      type: 'array',
      description: 'known failures',
      items: {
        type: 'object',
        description: 'a known failure',
        additionalProperties: false,
        required: ['case', 'reason', 'owner', 'expires'],
        properties: {
          case: {
            type: 'string',
            description: 'a case id, or a glob such as par-*',
            pattern: '^[a-z0-9*.-]+$',
          },
          variant: {
            type: 'string',
            description: 'a variant key such as private_key_jwt+dpop+openid, or a glob; default: all variants',
            pattern: '^[a-z0-9_+*-]+$',
            default: '*',
          },
          requirement: {
            type: 'string',
            description: 'the id of the one requirement whose findings are known; default: all that the case finds',
            pattern: '^[A-Za-z0-9._-]+$',
          },
          reason: text('why it is not mended yet'),
          owner: text('who answers for it'),
          expires: {
            type: 'string',
            format: 'day',
            description: 'the last day on which the entry counts (UTC), e.g. 2026-12-31',
            pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
          },
        },
      },
    },
  },
} as const satisfies Schema
