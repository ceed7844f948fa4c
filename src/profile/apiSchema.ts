import { FAPI_ALGS } from '../json/fapiAlgs.ts'
import type { Schema } from '../yaml/schema.ts'

const text = (description: string) => ({ type: 'string', minLength: 1, description }) as const satisfies Schema

const scopeValue = {
  type: 'string',
  format: 'scope-value',
  description: 'one scope value (RFC 6749 section 3.3)',
  pattern: '^[!#-\\[\\]-~]+$',
} as const satisfies Schema

const scopes = (description: string) =>
  ({ type: 'array', minItems: 1, uniqueItems: true, description, items: scopeValue }) as const satisfies Schema

const path = {
  type: 'string',
  format: 'api-path',
  description: 'a path that starts with / and lies below the API base of the target, e.g. /accounts/{accountId}',
  pattern: '^/',
} as const satisfies Schema

const requestHeaders = (description: string) =>
  ({
    type: 'object',
    description,
    minProperties: 1,
    additionalProperties: text('a value or a symbol such as $uuid'),
  }) as const satisfies Schema

const rule = {
  description: 'echoed, present, absent, any, a literal, { matches: regex } or { has: element }',
  anyOf: [
    { type: 'string', minLength: 1, description: 'echoed, present, absent, any or a literal' },
    {
      type: 'object',
      description: '{ matches: regex }',
      additionalProperties: false,
      required: ['matches'],
      properties: { matches: { type: 'string', format: 'regex', description: 'a regular expression', minLength: 1 } },
    },
    {
      type: 'object',
      description: '{ has: element }',
      additionalProperties: false,
      required: ['has'],
      properties: { has: text('one element of a comma-separated value') },
    },
  ],
} as const satisfies Schema

const headerRules = (description: string) =>
  ({ type: 'object', description, minProperties: 1, additionalProperties: rule }) as const satisfies Schema

const pointer = {
  type: 'string',
  format: 'json-pointer',
  description: 'a JSON pointer (RFC 6901), e.g. /Data/ConsentId',
  pattern: '^(/([^~/]|~[01])*)*$',
} as const satisfies Schema

const take = {
  type: 'object',
  description: 'JSON pointers into the answer by the name that their value gets',
  minProperties: 1,
  additionalProperties: pointer,
} as const satisfies Schema

const request = {
  get: path,
  post: path,
  put: path,
  patch: path,
  delete: path,
  headers: requestHeaders('further request headers'),
  body: { description: 'the request body: text, or JSON with symbols as values' },
  sign: { type: 'boolean', description: 'true: the body goes as a JWS of the client', default: false },
  status: {
    type: 'integer',
    minimum: 200,
    maximum: 299,
    description: 'the status of a success',
    default: 200,
  },
  take,
} as const satisfies Readonly<Record<string, Schema>>

const endpoint = {
  type: 'object',
  description: 'an endpoint of the API: a method with a path, and the scopes it needs',
  additionalProperties: false,
  required: ['scopes'],
  properties: {
    ...request,
    scopes: scopes('the scope values of which a token needs all'),
    idempotency: text('the request header with the idempotency key'),
    signed_answer: { type: 'boolean', description: 'true: the body of a success is a JWS', default: false },
    response_headers: headerRules('rules for the headers of a success'),
    error_headers: headerRules('rules for the headers of an error'),
    schema: text('path of a JSON Schema for the body of a success, with #/pointer where it is a part of the file'),
    operation: text('the operationId in the OpenAPI document, or file#operationId'),
  },
} as const satisfies Schema

const entries = <const Entry extends Schema>(description: string, entry: Entry) =>
  ({
    type: 'object',
    description,
    minProperties: 1,
    additionalProperties: entry,
  }) as const satisfies Schema

/** `api:` of a profile. */
export const apiSchema = {
  type: 'object',
  description: 'the resource API of the ecosystem',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    request_headers: requestHeaders('headers of every request'),
    response_headers: headerRules('rules for the headers of every answer'),
    error_headers: headerRules('rules for the headers of error answers, where they are others; any drops a rule'),
    jwks_uri: {
      type: 'string',
      format: 'key-url',
      description: 'where the keys of signed answers are: an https URL or a symbol; default: jwks_uri of the metadata',
      pattern: '^(https://|\\$).+$',
    },
    signing_algs: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      description: 'the algorithms of signed answers, default: all that FAPI 2.0 allows',
      items: { type: 'string', enum: FAPI_ALGS },
    },
    openapi: text('path of the OpenAPI document in which operations are looked up'),
    show: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      description: 'JSON pointers to payload values that evidence may show; * stands for any member or element',
      items: pointer,
    },
    endpoints: entries('endpoints by id', endpoint),
  },
} as const satisfies Schema

const memberRule = {
  description: 'present, absent, a value, { has: [values] } or { only: [values] }',
  anyOf: [
    { type: 'string', minLength: 1, description: 'present, absent or a text' },
    { type: 'boolean', description: 'true or false' },
    { type: 'integer', description: 'a number' },
    ...(['has', 'only'] as const).map((key) => ({
      type: 'object' as const,
      description: `{ ${key}: [values] }`,
      additionalProperties: false as const,
      required: [key],
      properties: {
        [key]: {
          type: 'array' as const,
          minItems: 1,
          uniqueItems: true,
          items: text('a value'),
          description: 'values',
        },
      },
    })),
  ],
} as const satisfies Schema

/** `server:` of a profile. */
export const serverSchema = {
  type: 'object',
  description: 'what is asked of the authorization server besides its specifications',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    request_headers: requestHeaders('headers of every request to the PAR and token endpoints'),
    response_headers: headerRules('rules for the headers of their successes'),
    metadata: {
      type: 'object',
      description: 'rules for members of the metadata',
      minProperties: 1,
      additionalProperties: memberRule,
    },
  },
} as const satisfies Schema

/** `use_cases:` of a profile. */
export const useCasesSchema = entries('use cases by id', {
  type: 'object',
  description: 'what one business purpose needs',
  additionalProperties: false,
  required: ['scopes', 'endpoints'],
  properties: {
    title: text('the name of the use case for people'),
    scopes: scopes('the scope values that it asks for'),
    endpoints: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      description: 'ids of the endpoints that it calls',
      items: text('the id of an endpoint'),
    },
  },
} as const satisfies Schema)

const extras = {
  scope: {
    type: 'array',
    minItems: 1,
    uniqueItems: true,
    description: 'scope values; a symbol may end one, e.g. consent:$consent.consent_id',
    items: scopeValue,
  },
  claims: {
    type: 'object',
    description: 'the claims parameter (OpenID Connect Core 5.5)',
    minProperties: 1,
    properties: {
      id_token: { type: 'object', description: 'claims of the ID token' },
      userinfo: { type: 'object', description: 'claims of the userinfo response' },
    },
  },
  authorization_details: {
    type: 'array',
    minItems: 1,
    description: 'authorization details (RFC 9396)',
    items: {
      type: 'object',
      description: 'authorization details of one type',
      required: ['type'],
      properties: { type: text('the type') },
    },
  },
  acr_values: text('the acr_values parameter'),
  params: {
    type: 'object',
    description: 'further parameters of the authorization request',
    minProperties: 1,
    additionalProperties: text('a value or a symbol'),
  },
} as const satisfies Readonly<Record<string, Schema>>

/** `authorization:` of a profile, and `authorize:` of a consent. */
export const extrasSchema = {
  type: 'object',
  description: 'what authorization requests carry',
  additionalProperties: false,
  minProperties: 1,
  properties: extras,
} as const satisfies Schema

/** `consents:` of a profile. */
export const consentsSchema = entries('consents by id, made before the authorization request', {
  type: 'object',
  description: 'a request that makes a consent',
  additionalProperties: false,
  required: ['take'],
  properties: {
    ...request,
    token: {
      type: 'object',
      description: 'a client-credentials token that goes along',
      additionalProperties: false,
      properties: { scope: text('its scope') },
    },
    scopes: scopes('it is made only in flows that ask for one of these'),
    single_use: { type: 'boolean', description: 'true: good for one authorization', default: false },
    authorize: extrasSchema,
    expect: {
      type: 'object',
      description: 'what must come back',
      additionalProperties: false,
      required: ['id_token'],
      properties: { id_token: { type: 'object', description: 'claims of the ID token', minProperties: 1 } },
    },
  },
} as const satisfies Schema)
