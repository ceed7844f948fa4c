import type { Schema } from '../yaml/schema.ts'
import { directorySchema } from './directorySchema.ts'
import { drillSchema } from './drillSchema.ts'
import { variantFeatures } from './variantFeatures.ts'

const text = (description: string) => ({ type: 'string', minLength: 1, description }) as const satisfies Schema
const name = (description: string) =>
  ({ type: 'string', description, pattern: '^[a-z0-9]+([._-][a-z0-9]+)*$' }) as const satisfies Schema
const secret = (description: string) =>
  ({ type: 'string', format: 'secret', description, pattern: '^\\$(env|file):.+$' }) as const satisfies Schema
const scope = {
  type: 'string',
  format: 'scope',
  description: 'scope values with single spaces between them, e.g. openid accounts',
  pattern: '^[!#-\\[\\]-~]+( [!#-\\[\\]-~]+)*$',
} as const satisfies Schema

const certificate = (description: string) =>
  ({
    type: 'object',
    description,
    additionalProperties: false,
    required: ['cert', 'key'],
    properties: { cert: text('path of a PEM certificate'), key: text('path of its PEM private key') },
  }) as const satisfies Schema

const client = {
  type: 'object',
  description: 'a client registered at the server under test',
  additionalProperties: false,
  required: ['id'],
  properties: {
    id: text('the client_id'),
    jwks: text('path of a JWK set with the private signing keys'),
    tls: certificate('client certificate and its key'),
    next_tls: certificate('the certificate that drills rotate to, of the same CA and subject, and its key'),
    expired_tls: certificate('a certificate of the same CA and subject that is not valid any more, and its key'),
    redirect_uri: {
      type: 'string',
      format: 'redirect-uri',
      description: 'a registered redirect URI; it never has to be reachable',
      pattern: '^https?://',
    },
    scope,
  },
} as const satisfies Schema

const clients = {
  type: 'object',
  description: 'the clients: client1, and client2 for the cases that mix two clients up',
  additionalProperties: false,
  required: ['client1'],
  properties: { client1: client, client2: client },
} as const satisfies Schema

const resource = {
  type: 'object',
  description: 'a request to the resource server that needs the scope of the target',
  additionalProperties: false,
  required: ['url'],
  properties: {
    url: { type: 'string', format: 'https-url', description: 'an https URL', pattern: '^https://' },
    method: { type: 'string', description: 'an HTTP method in capital letters', pattern: '^[A-Z]+$', default: 'GET' },
    headers: {
      type: 'object',
      description: 'further request headers; secret values as $env:NAME or $file:path',
      additionalProperties: { type: 'string' },
    },
    body: { type: 'string', description: 'request body as text' },
    scope: {
      type: 'string',
      format: 'scope',
      description: 'the scope values that this request needs: a token without them has to be refused',
      minLength: 1,
    },
  },
} as const satisfies Schema

const api = {
  type: 'string',
  format: 'https-url',
  description: 'the https URL below which the paths of the profile lie; default: the origin of the resource',
  pattern: '^https://[^?#]+$',
} as const satisfies Schema

const variant = {
  type: 'object',
  description: 'one choice per feature',
  additionalProperties: false,
  required: ['client_auth', 'sender_constraint', 'openid'],
  properties: {
    client_auth: { type: 'string', enum: variantFeatures.client_auth, description: 'client authentication' },
    sender_constraint: { type: 'string', enum: variantFeatures.sender_constraint, description: 'sender constraint' },
    openid: { type: 'boolean', description: 'OpenID Connect or plain OAuth' },
    request: {
      type: 'string',
      enum: variantFeatures.request,
      description: 'authorization request',
      default: 'unsigned',
    },
    response: {
      type: 'string',
      enum: variantFeatures.response,
      description: 'authorization response',
      default: 'plain',
    },
    grant: { type: 'string', enum: variantFeatures.grant, description: 'grant', default: 'authorization_code' },
    scope,
    resource,
    api,
    clients,
  },
} as const satisfies Schema

const login = {
  type: 'object',
  description: 'how the end user logs in and agrees',
  additionalProperties: false,
  required: ['username', 'password'],
  properties: {
    driver: {
      type: 'string',
      enum: ['http', 'browser'],
      description: 'http for plain forms, browser for pages that need JavaScript',
      default: 'http',
    },
    username: text('the user name, or $env:NAME or $file:path'),
    password: secret('$env:NAME or $file:path'),
    steps: {
      type: 'array',
      minItems: 1,
      description: 'explicit steps, where the pages are not plain forms',
      items: {
        description: '{ fill: { <selector>: <value> } } or { click: <selector> }',
        anyOf: [
          {
            type: 'object',
            additionalProperties: false,
            required: ['fill'],
            properties: {
              fill: {
                type: 'object',
                minProperties: 1,
                description: 'values by CSS selector; $username and $password stand for those of the login',
                additionalProperties: { type: 'string' },
              },
            },
          },
          {
            type: 'object',
            additionalProperties: false,
            required: ['click'],
            properties: { click: text('a CSS selector') },
          },
        ],
      },
    },
    cancel: text('CSS selector of the button by which the user refuses'),
  },
} as const satisfies Schema

const accommodate = {
  type: 'object',
  description: 'ways to go on past a known fault; the fault is still tested and reported',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    assertion_aud: {
      type: 'string',
      enum: ['endpoint'],
      description: 'client assertions carry the URL of the endpoint as audience instead of the issuer',
    },
    dpop_at_par: { type: 'string', enum: ['always'], description: 'a DPoP proof is sent to the PAR endpoint too' },
    authorize_params: {
      type: 'string',
      enum: ['repeat'],
      description: 'the pushed parameters are repeated in the authorization request',
    },
    authorization_params: {
      type: 'object',
      minProperties: 1,
      description: 'further parameters that the server insists on, e.g. { prompt: consent }',
      additionalProperties: { type: 'string' },
    },
  },
} as const satisfies Schema

/** A target: the sandbox of one partner application. */
export const targetSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:fapi-assay:schema:target',
  title: 'Assay target',
  type: 'object',
  description: 'a target file',
  additionalProperties: false,
  required: ['target', 'organisation', 'application', 'issuer', 'variants', 'resource'],
  properties: {
    target: name('the id of the target, e.g. acme-bank'),
    organisation: text('the name of the partner'),
    application: text('the name of the partner application'),
    environment: { ...name('the environment, e.g. sandbox'), default: 'sandbox' },
    issuer: {
      type: 'string',
      format: 'issuer',
      description: 'the issuer identifier, an https URL',
      pattern: '^https://[^?#]+$',
    },
    trust: {
      type: 'object',
      description: 'certificates trusted in addition to the system roots',
      additionalProperties: false,
      required: ['ca'],
      properties: {
        ca: {
          description: 'path of a PEM file, or a list of paths',
          anyOf: [text('a path'), { type: 'array', minItems: 1, uniqueItems: true, items: text('a path') }],
        },
      },
    },
    variants: { type: 'array', minItems: 1, description: 'variants to test', items: variant },
    clients,
    scope,
    resource,
    api,
    params: {
      type: 'object',
      description: 'values for the {names} in the paths of the profile; secret values as $env:NAME or $file:path',
      minProperties: 1,
      additionalProperties: { type: 'string', minLength: 1 },
    },
    login,
    accommodate,
    directory: directorySchema,
    drills: drillSchema,
  },
} as const satisfies Schema
