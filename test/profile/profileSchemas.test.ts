import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadProfile } from '../../src/profile/loadProfile.ts'
import { faultsOf, folder } from '../payload/folder.ts'

const packaged = join(import.meta.dirname, '../../profiles')

const api = `openapi: 3.0.3
info: {title: A, version: '1'}
paths:
  /accounts/{id}:
    get:
      operationId: getAccount
      parameters: [{name: X-V, in: header, required: true, schema: {type: string}}]
      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: 'schemas/account.json'}}}}}
`

const profile = (endpoint: string) => `profile: acme
title: Acme
extends: fapi2-security-profile
api:
  request_headers: {x-v: '1'}
  openapi: ./openapi.yaml
  endpoints:
    account: ${endpoint}
`

function files(endpoint: string, account: unknown = { type: 'object' }): string {
  return folder({ 'acme.yaml': profile(endpoint), 'openapi.yaml': api, 'schemas/account.json': account })
}

const load = (path: string) => loadProfile({ profile: join(path, 'acme.yaml'), folder: packaged })
const names = (path: string) => load(path).files.map((file) => file.path.split('/').at(-1))

describe('schemas of a profile', () => {
  it('are read with it, and digested with everything they refer to', () => {
    const path = files('{get: "/open/accounts/{accountId}", scopes: [a], operation: getAccount}')
    expect(names(path)).toEqual(['acme.yaml', 'fapi2-security-profile.yaml', 'openapi.yaml', 'account.json'])
    const before = load(path).digest
    writeFileSync(join(path, 'schemas/account.json'), '{"type": "string"}')
    expect(load(path).digest).not.toBe(before)
  })

  const rows: readonly (readonly [string, string, unknown, readonly string[]])[] = [
    ['a missing file', 'schema: ./schemas/acount.json', {}, ['acme.yaml:8:66 the file acount.json cannot be read']],
    ['no operation of this name', 'operation: getAcount', {}, ['acme.yaml:8:69 there is no operation "getAcount"']],
    [
      'a fault of the schema, at its own place',
      'schema: ./schemas/account.json',
      { type: 'objekt', items: { $ref: 'https://example.com/' } },
      ['account.json:4:11 "$ref" is remote, and nothing is ever fetched'],
    ],
  ]
  it.each(rows)('%s', (_, key, account, expected) => {
    const path = files(`{get: "/accounts/{id}", scopes: [accounts], ${key}}`, account)
    expect(faultsOf(() => load(path))).toEqual(expected)
  })

  it('an operation that is another request', () => {
    const fault = 'acme.yaml:8:62 operation "getAccount" is another request'
    expect(faultsOf(() => load(files('{get: "/consents/{id}", scopes: [a], operation: getAccount}')))).toEqual([fault])
    expect(faultsOf(() => load(files('{put: "/accounts/{id}", scopes: [a], operation: getAccount}')))).toEqual([fault])
  })

  it('a header that the operation requires and nobody sends', () => {
    const path = files('{get: "/accounts/{id}", scopes: [a], operation: getAccount}')
    writeFileSync(join(path, 'openapi.yaml'), api.replace('X-V', 'x-fapi-auth-date'))
    expect(faultsOf(() => load(path))).toEqual([
      'acme.yaml:8:62 operation "getAccount" requires a header that the endpoint does not send',
    ])
  })
})
