import type { Schema } from '../yaml/schema.ts'

const text = (description: string) => ({ type: 'string', description, pattern: '\\S' }) as const satisfies Schema
const url = (description: string) =>
  ({ type: 'string', format: 'https-url', description, pattern: '^https://[^#\\s]+$' }) as const satisfies Schema

const clientOrganisation = text(
  'the id in the directory of the organisation that has registered the clients, where that is another one',
)
const organisation = text(
  'the id of the organisation in the directory; default: the one with the name of the target file',
)

const roleScopes = {
  type: 'object',
  description: 'the scope values that each role of the directory may ask for, by role',
  minProperties: 1,
  additionalProperties: {
    type: 'array',
    description: 'scope values',
    items: { type: 'string', description: 'a scope value', pattern: '^[!#-\\[\\]-~]+$' },
  },
} as const satisfies Schema

const entity = url('the Entity Identifier of the server; default: the issuer')

/** What kinds of directory there are. */
const sources = [
  {
    type: 'object',
    description: 'a registry file',
    additionalProperties: false,
    required: ['source', 'file'],
    properties: {
      source: { type: 'string', const: 'registry', description: 'registry: a YAML file kept by the operator' },
      file: text('path of the registry file'),
      organisation,
      client_organisation: clientOrganisation,
      role_scopes: roleScopes,
    },
  },
  {
    type: 'object',
    description: 'a participants document',
    additionalProperties: false,
    required: ['source', 'url'],
    properties: {
      source: {
        type: 'string',
        const: 'participants',
        description: 'participants: a document over HTTPS in the shape of Raidiam-style directories',
      },
      url: url('its https URL'),
      organisation,
      client_organisation: clientOrganisation,
      role_scopes: roleScopes,
    },
  },
  {
    type: 'object',
    description: 'an OpenID Federation',
    additionalProperties: false,
    required: ['source', 'anchor', 'anchor_jwks'],
    properties: {
      source: { type: 'string', const: 'federation', description: 'federation: OpenID Federation entity statements' },
      anchor: url('the Entity Identifier of the trust anchor'),
      anchor_jwks: text('path of a JWK set with the public keys of the trust anchor'),
      entity,
      trust_marks: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        description: 'the types of the trust marks that the server must have',
        items: text('a trust_mark_type'),
      },
      role_scopes: roleScopes,
    },
  },
] as const satisfies readonly Schema[]

/** `directory:` of a profile: where the ecosystem says who takes part. */
export const profileDirectorySchema = {
  description: 'the trust directory of the ecosystem',
  anyOf: sources,
} as const satisfies Schema

/** `directory:` of a target file: a directory of its own, or only the names that it goes by in that of the profile. */
export const directorySchema = {
  description: 'the trust directory of the ecosystem',
  anyOf: [
    ...sources,
    {
      type: 'object',
      description: 'names in the directory of the profile',
      additionalProperties: false,
      minProperties: 1,
      properties: { organisation, client_organisation: clientOrganisation, entity },
    },
  ],
} as const satisfies Schema
