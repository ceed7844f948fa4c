import type { Schema } from '../yaml/schema.ts'

const text = (description: string) => ({ type: 'string', description, pattern: '\\S' }) as const satisfies Schema

const headers = {
  type: 'object',
  description: 'request headers; secret values as $env:NAME or $file:path',
  additionalProperties: { type: 'string' },
} as const satisfies Schema

const body = {
  type: 'object',
  description: 'members of the JSON body; the symbols of drills stand for what the drill has',
} as const satisfies Schema

const url = (method: string) =>
  ({
    type: 'string',
    format: 'https-url',
    description: `an https URL that is asked by ${method}; {client_id} stands for that of the client`,
    pattern: '^https://[^#\\s]+$',
  }) as const satisfies Schema

const action = (method: 'post' | 'put' | 'patch' | 'delete') =>
  ({
    type: 'object',
    description: `{ ${method}: <url>, headers, body }`,
    additionalProperties: false,
    required: [method],
    properties: { [method]: url(method.toUpperCase()), headers, body },
  }) as const satisfies Schema

const request = (description: string) =>
  ({
    description: `${description}: { post: <url>, headers, body }, or put, patch, delete`,
    anyOf: [action('post'), action('put'), action('patch'), action('delete')],
  }) as const satisfies Schema

/** What the operator of a server does in drills, by name. */
export const drillActions = {
  set_client_keys: request('registers $keys as the only keys of the client'),
  set_client_certificate: request('registers $certificate as the only certificate of the client'),
  revoke_grant: request('revokes the grant that $refresh_token or $access_token belongs to'),
  revoke_client: request('revokes the client: nothing of it is good any more'),
  restore_client: request('undoes revoke_client'),
  rotate_server_keys: request('lets the server sign with a new key'),
  offboard_client: request('takes the client out for good'),
} as const

export type DrillAction = keyof typeof drillActions

/** `drills:` of a target file: what `assay drill` may do, and how. */
export const drillSchema = {
  type: 'object',
  description: 'drills, which change the state of the server: what they may do, and how it is done',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    watch: {
      type: 'string',
      format: 'duration',
      description: 'how long a drill waits for an effect at most, e.g. 60s',
      pattern: '^[0-9]+[smhd]$',
      default: '60s',
    },
    jwks_uri: {
      type: 'object',
      description: 'the jwks_uri of client1, which the runner serves while a drill rotates its key',
      additionalProperties: false,
      required: ['listen'],
      properties: {
        listen: {
          type: 'string',
          description: 'the URL with host, port and path at which the runner listens',
          pattern: '^https?://[^/?#\\s]+:[0-9]+/[^?#\\s]*$',
        },
        tls: {
          type: 'object',
          description: 'the certificate that the runner shows there, and its key',
          additionalProperties: false,
          required: ['cert', 'key'],
          properties: { cert: text('path of a PEM certificate'), key: text('path of its PEM private key') },
        },
      },
    },
    headers,
    actions: {
      type: 'object',
      description: 'requests at the admin API of the operator, by what they do',
      additionalProperties: false,
      minProperties: 1,
      properties: drillActions,
    },
  },
} as const satisfies Schema
