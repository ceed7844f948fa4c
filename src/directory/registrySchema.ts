import type { Schema } from '../yaml/schema.ts'

const text = (description: string) => ({ type: 'string', description, pattern: '\\S' }) as const satisfies Schema

const scope = {
  type: 'string',
  description: 'a scope value',
  pattern: '^[!#-\\[\\]-~]+$',
} as const satisfies Schema

const standing = (what: string) =>
  ({
    type: 'string',
    enum: ['active', 'suspended', 'withdrawn'],
    description: `whether ${what} takes part now`,
    default: 'active',
  }) as const satisfies Schema

const contacts = {
  type: 'array',
  description: 'who can be reached: a person, a mailbox, a telephone number',
  items: text('a contact'),
} as const satisfies Schema

const keys = {
  type: 'array',
  uniqueItems: true,
  description: 'the signing keys, as RFC 7638 SHA-256 thumbprints',
  items: { type: 'string', description: 'a thumbprint: 43 base64url characters', pattern: '^[A-Za-z0-9_-]{43}$' },
} as const satisfies Schema

const certificates = {
  type: 'array',
  uniqueItems: true,
  description: 'the certificates, as SHA-256 fingerprints of their DER form',
  items: {
    type: 'string',
    description: 'a fingerprint: 64 hexadecimal digits, with or without colons',
    pattern: '^([0-9A-Fa-f]{64}|[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){31})$',
  },
} as const satisfies Schema

const server = {
  type: 'object',
  description: 'an authorization server',
  additionalProperties: false,
  required: ['id', 'issuer'],
  properties: {
    id: text('its id in the registry'),
    issuer: { type: 'string', description: 'its issuer identifier, an https URL', pattern: '^https://[^?#\\s]+$' },
    jwks_uri: { type: 'string', description: 'the https URL of its key set', pattern: '^https://[^#\\s]+$' },
    keys,
    certificates,
    status: standing('the server'),
  },
} as const satisfies Schema

const application = {
  type: 'object',
  description: 'an application',
  additionalProperties: false,
  required: ['id', 'clients'],
  properties: {
    id: text('its id in the registry'),
    clients: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      description: 'the client_ids under which it calls',
      items: text('a client_id'),
    },
    status: standing('the application'),
    owner: text('who answers for it'),
    contacts,
    roles: {
      type: 'array',
      uniqueItems: true,
      description: 'what it may act as: roles of this registry',
      items: text('a role'),
    },
    keys,
    certificates,
  },
} as const satisfies Schema

/** A registry: who takes part in an ecosystem, kept by its operator. */
export const registrySchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:fapi-assay:schema:registry',
  title: 'Assay registry',
  type: 'object',
  description: 'a registry',
  additionalProperties: false,
  required: ['registry', 'organisations'],
  properties: {
    registry: {
      type: 'string',
      description: 'the id of the registry in kebab-case',
      pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
    },
    roles: {
      type: 'object',
      description: 'the scope values that each role may ask for, by role',
      minProperties: 1,
      additionalProperties: { type: 'array', description: 'scope values', items: scope },
    },
    organisations: {
      type: 'array',
      description: 'organisations',
      items: {
        type: 'object',
        description: 'an organisation',
        additionalProperties: false,
        required: ['id', 'name'],
        properties: {
          id: text('its id in the registry'),
          name: text('its name'),
          status: standing('the organisation'),
          verified: { type: 'boolean', description: 'whether its identity was verified', default: false },
          servers: { type: 'array', description: 'its authorization servers', items: server },
          applications: { type: 'array', description: 'its applications', items: application },
        },
      },
    },
  },
} as const satisfies Schema
