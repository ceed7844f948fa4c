import type { Schema } from '../yaml/schema.ts'
import { variantFeatures } from './variantFeatures.ts'

const allowed = <const Values extends readonly string[]>(description: string, values: Values) =>
  ({
    type: 'array',
    minItems: 1,
    uniqueItems: true,
    description: `${description} that the ecosystem allows`,
    items: { type: 'string', enum: values },
  }) as const satisfies Schema

const duration = (description: string) =>
  ({ type: 'string', format: 'duration', description, pattern: '^[0-9]+[smhd]$' }) as const satisfies Schema

/** A profile: the rules of an ecosystem. */
export const profileSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:fapi-assay:schema:profile',
  title: 'Assay profile',
  type: 'object',
  description: 'a profile',
  additionalProperties: false,
  required: ['profile', 'title', 'suites', 'variants', 'max_wait', 'recertification'],
  properties: {
    profile: {
      type: 'string',
      description: 'the id of the profile in kebab-case',
      pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
    },
    title: { type: 'string', minLength: 1, description: 'the name of the profile for people' },
    suites: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      description: 'suite folders or files of the package, or paths that start with ./ and lead from this file',
      items: { type: 'string', format: 'suite-name', pattern: '^(\\.{1,2}/.+|[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)?)$' },
    },
    requirements: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      description: 'requirement sets of the package, or paths that start with ./ and lead from this file',
      items: { type: 'string', format: 'set-name', pattern: '^(\\.{1,2}/.+|[a-z0-9]+(-[a-z0-9]+)*)$' },
    },
    variants: {
      type: 'object',
      description: 'allowed values per feature',
      additionalProperties: false,
      required: ['client_auth', 'sender_constraint', 'openid', 'request', 'response', 'grant'],
      properties: {
        client_auth: allowed('ways of client authentication', variantFeatures.client_auth),
        sender_constraint: allowed('sender constraints', variantFeatures.sender_constraint),
        openid: {
          type: 'array',
          minItems: 1,
          uniqueItems: true,
          description: 'true: OpenID Connect, false: plain OAuth',
          items: { type: 'boolean' },
        },
        request: allowed('forms of the authorization request', variantFeatures.request),
        response: allowed('forms of the authorization response', variantFeatures.response),
        grant: allowed('grants', variantFeatures.grant),
      },
    },
    max_wait: duration('the longest wait that a case may ask for, e.g. 10m'),
    recertification: duration('how long a conformant result stays valid, e.g. 365d'),
  },
} as const satisfies Schema
