import type { Schema } from '../yaml/schema.ts'
import { apiSchema, consentsSchema, extrasSchema, serverSchema, useCasesSchema } from './apiSchema.ts'
import { profileDirectorySchema } from './directorySchema.ts'
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

const limits = {
  access_token_lifetime: duration('the longest life of an access token, e.g. 15m'),
  refresh_token_lifetime: duration('the longest life of a refresh token, e.g. 90d'),
  request_object_lifetime: duration('the longest life of a request object, e.g. 10m'),
  request_uri_lifetime: duration('the longest life of a request_uri, e.g. 10m'),
  client_certificate_validity: duration('the longest time from notBefore to notAfter of a client certificate'),
  client_certificate_remaining: duration('the shortest time to the end of a client certificate, e.g. 30d'),
  server_certificate_validity: duration('the longest time from notBefore to notAfter of a server certificate'),
  rsa_key_bits: { type: 'integer', minimum: 1024, maximum: 16384, description: 'the smallest RSA key, e.g. 2048' },
  key_rotation: duration('the age from which a signing key is due, e.g. 365d'),
  revocation: duration('the longest time from a revocation to its effect, e.g. 5s (assay drill)'),
  rotation_window: duration('how long an old key or certificate may be good after a rotation, e.g. 1h (assay drill)'),
} as const satisfies Readonly<Record<string, Schema>>

/** A profile: the rules of an ecosystem. Without `extends` more of it is needed, see `requiredWithoutBase`. */
export const profileSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:fapi-assay:schema:profile',
  title: 'Assay profile',
  type: 'object',
  description: 'a profile',
  additionalProperties: false,
  required: ['profile', 'title'],
  properties: {
    profile: {
      type: 'string',
      description: 'the id of the profile in kebab-case',
      pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
    },
    title: { type: 'string', minLength: 1, description: 'the name of the profile for people' },
    extends: {
      type: 'string',
      format: 'profile-name',
      description: 'the profile whose rules also hold: an id of the package, or a path that starts with ./',
      pattern: '^(\\.{1,2}/.+|[a-z0-9]+(-[a-z0-9]+)*)$',
    },
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
      minProperties: 1,
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
    levels: {
      type: 'object',
      description: 'requirements that the ecosystem takes more seriously than their specification, by id',
      minProperties: 1,
      additionalProperties: { type: 'string', enum: ['must', 'should'], description: 'the raised level' },
    },
    limits: {
      type: 'object',
      description: 'limits of the ecosystem',
      additionalProperties: false,
      minProperties: 1,
      properties: limits,
    },
    api: apiSchema,
    use_cases: useCasesSchema,
    consents: consentsSchema,
    authorization: extrasSchema,
    server: serverSchema,
    directory: profileDirectorySchema,
    max_wait: duration('the longest wait that a case may ask for, e.g. 10m'),
    recertification: duration('how long a conformant result stays valid, e.g. 365d'),
    grace: duration('how long an application that was conformant has to mend what a later run found; default 14d'),
  },
} as const satisfies Schema

const { properties } = profileSchema

/** What a profile has to say itself if it extends none. */
export const requiredWithoutBase = {
  type: 'object',
  required: ['suites', 'variants', 'max_wait', 'recertification'],
  properties: {
    suites: { description: properties.suites.description },
    variants: {
      type: 'object',
      required: ['client_auth', 'sender_constraint', 'openid', 'request', 'response', 'grant'],
      properties: Object.fromEntries(
        Object.entries(properties.variants.properties).map(([name, { description }]) => [name, { description }]),
      ),
    },
    max_wait: { description: properties.max_wait.description },
    recertification: { description: properties.recertification.description },
  },
} as const satisfies Schema
