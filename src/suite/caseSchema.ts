import type { Schema } from '../yaml/schema.ts'
import { placeNames, stepNames } from './steps.ts'

const id = {
  type: 'string',
  description: 'a stable id in kebab-case, e.g. token-assertion-without-sub',
  pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
} as const satisfies Schema

const requirementId = {
  type: 'string',
  description: 'the id of a requirement, e.g. RFC9126-2.3-a',
  pattern: '^[A-Za-z0-9._-]+$',
} as const satisfies Schema

const names = (description: string) =>
  ({
    description: `${description}: a name or a list of names`,
    anyOf: [
      { type: 'string', minLength: 1, description: 'a name' },
      { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', minLength: 1 }, description: 'names' },
    ],
  }) as const satisfies Schema

const choices = <const Values extends readonly string[]>(description: string, values: Values) =>
  ({
    description: `${description}: one value or a list, any of which fits`,
    anyOf: [
      { type: 'string', enum: values },
      { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', enum: values } },
    ],
  }) as const satisfies Schema

const needs = {
  type: 'object',
  description: 'variants and target features that the case is limited to',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    client_auth: choices('client authentication', [
      'private_key_jwt',
      'tls_client_auth',
      'self_signed_tls_client_auth',
    ]),
    sender_constraint: choices('sender constraint', ['dpop', 'mtls']),
    openid: {
      description: 'true: OpenID Connect, false: plain OAuth',
      anyOf: [{ type: 'boolean' }, { type: 'array', minItems: 1, items: { type: 'boolean' } }],
    },
    request: choices('form of the authorization request', ['unsigned', 'signed']),
    response: choices('form of the authorization response', ['plain', 'jarm']),
    grant: choices('grant', ['authorization_code', 'client_credentials']),
    features: {
      type: 'array',
      description: 'features that must all hold, e.g. [client2]',
      minItems: 1,
      uniqueItems: true,
      items: { type: 'string', format: 'feature' },
    },
  },
} as const satisfies Schema

const step = { type: 'string', enum: stepNames, description: 'a step of the flow' } as const satisfies Schema

const location = {
  type: 'string',
  format: 'location',
  description: '<step>[.<part>[.<place>]], e.g. token.client_assertion.claims',
  pattern: `^(${stepNames.join('|')})(\\.(form|params|query|headers|tls|(client_assertion|dpop|request_object|payload)(\\.(${placeNames.join('|')}))?))?$`,
} as const satisfies Schema

const duration = {
  type: 'string',
  format: 'duration',
  description: 'a number with s, m, h or d, e.g. 62s',
  pattern: '^[0-9]+[smhd]$',
} as const satisfies Schema

const mutate = {
  type: 'object',
  description: 'the one change, e.g. { remove: sub }',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    set: {
      type: 'object',
      description: 'names with their new values; a text such as $as.issuer is a symbol',
      minProperties: 1,
      additionalProperties: true,
    },
    remove: names('what is left out'),
    keep: names('what stays, all others are left out'),
    alg: {
      type: 'string',
      format: 'alg',
      description: 'a JWS algorithm such as RS256, or none',
      pattern: '^[A-Za-z0-9-]+$',
    },
    key: { type: 'string', format: 'key', description: 'the key to sign with, client2 or fresh' },
    signature: { type: 'string', enum: ['corrupt', 'strip', 'missing'], description: 'what happens to the signature' },
    method: { type: 'string', description: 'an HTTP method in capital letters', pattern: '^[A-Z]+$' },
    duplicate: names('what is sent twice'),
    skip: { const: true, type: 'boolean', description: 'true: the step is left out' },
    replay: {
      description: 'true or a duration: the step is sent again, after that time',
      anyOf: [{ type: 'boolean', const: true }, duration],
    },
    after: {
      type: 'string',
      format: 'wait',
      description: 'a duration such as 62s, $par.expires_in or $token.expires_in',
      pattern: '^([0-9]+[smhd]|\\$(par|token)\\.expires_in)$',
    },
    as: { type: 'string', enum: ['client2'], description: 'the client that makes the request instead' },
    user: { type: 'string', enum: ['cancel', 'open'], description: 'what the user does instead of agreeing' },
    use: {
      type: 'string',
      format: 'mutation',
      description: 'the name of a registered change',
      pattern: '^[a-z0-9-]+$',
    },
  },
} as const satisfies Schema

const errorCode = {
  type: 'string',
  format: 'error-code',
  description: 'an error code such as invalid_request',
  pattern: '^[a-z][a-z0-9_]*$',
} as const satisfies Schema

const judging = {
  by: { ...step, description: 'the latest step at which the refusal may come' },
  step: { ...step, description: 'the only step at which the outcome is judged' },
  status: {
    type: 'array',
    minItems: 1,
    uniqueItems: true,
    description: 'allowed HTTP status codes',
    items: { type: 'integer', minimum: 100, maximum: 599 },
  },
  or: { type: 'string', enum: ['tls-refused'], description: 'a refused TLS handshake counts as a refusal' },
  code: { ...requirementId, format: 'requirement', description: 'the requirement about the error code' },
} as const satisfies Readonly<Record<string, Schema>>

const expectation = {
  description: 'accept, { reject: [codes] } or { either: [accept, codes] }',
  anyOf: [
    { type: 'string', enum: ['accept'] },
    {
      type: 'object',
      description: 'a refusal',
      additionalProperties: false,
      required: ['reject'],
      properties: {
        reject: {
          description: 'allowed error codes; [] for any',
          anyOf: [errorCode, { type: 'array', uniqueItems: true, items: errorCode }],
        },
        ...judging,
        never: { type: 'string', enum: ['callback'], description: 'no redirect to a redirect URI may happen' },
      },
    },
    {
      type: 'object',
      description: 'acceptance or a refusal',
      additionalProperties: false,
      required: ['either'],
      properties: {
        either: {
          type: 'array',
          minItems: 1,
          uniqueItems: true,
          description: 'accept and the allowed error codes',
          items: { type: 'string', format: 'accept-or-code', pattern: '^[a-z][a-z0-9_]*$' },
        },
        ...judging,
      },
    },
  ],
} as const satisfies Schema

export const oneCaseSchema = {
  type: 'object',
  description: 'a case',
  additionalProperties: false,
  required: ['id', 'refs'],
  properties: {
    id,
    title: {
      type: 'string',
      format: 'title',
      minLength: 1,
      description: 'a fact in a few words; made from the id if left out',
    },
    refs: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      description: 'ids of the requirements that the case tests',
      items: { ...requirementId, format: 'requirement' },
    },
    needs,
    at: {
      description: 'where the change is made: <step>[.<part>[.<place>]] or a list of them',
      anyOf: [location, { type: 'array', minItems: 1, uniqueItems: true, items: location }],
    },
    mutate,
    check: { type: 'string', format: 'check', description: 'the name of a registered check' },
    probe: { type: 'string', format: 'probe', description: 'the name of a registered probe' },
    endpoint: {
      type: 'string',
      format: 'endpoint',
      description: 'the id of an endpoint of the profile, which the resource step calls',
      pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
    },
    each: {
      type: 'string',
      enum: ['endpoint', 'use_case', 'consent'],
      description: 'the case is made once per entry of that kind of the profile',
    },
    expect: expectation,
    also: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      description: 'names of checks that are also asked about the accepted flow',
      items: { type: 'string', format: 'check' },
    },
    fix: { type: 'string', minLength: 1, description: 'how to fix it, for the engineer of the server' },
    witness: {
      const: true,
      type: 'boolean',
      description: 'true: a second opinion on everything, which may notice a violation of any requirement',
    },
    unproven: {
      type: 'string',
      minLength: 1,
      description: 'why no defect of the sandbox can make it fail; without one, "assay prove" demands a defect',
    },
  },
} as const satisfies Schema

/** A case file: `suite:`, optional `needs:` for all of its cases, `cases:`. */
export const caseFileSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:fapi-assay:schema:cases',
  title: 'Assay case file',
  type: 'object',
  description: 'a case file',
  additionalProperties: false,
  required: ['suite', 'cases'],
  properties: {
    suite: {
      type: 'string',
      description: 'the name of the file as <folder>/<file>, without ending',
      pattern: '^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$',
    },
    needs: { ...needs, description: 'what every case of the file needs, where it does not say otherwise' },
    cases: { type: 'array', minItems: 1, description: 'cases', items: oneCaseSchema },
  },
} as const satisfies Schema
