import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadOperation } from '../../src/payload/loadOperation.ts'
import { loadRules } from '../../src/payload/loadRules.ts'
import type { PayloadSchema, ResponseRule } from '../../src/payload/types.ts'
import { faultsOf, folder, lines } from './folder.ts'

const api30 = `openapi: 3.0.3
info: {title: Accounts, version: 1.0}
paths:
  x-note: {get: {operationId: none}}
  /accounts/{accountId}:
    parameters:
      - {$ref: '#/components/parameters/AccountId'}
      - {name: X-V, in: header, required: true, schema: {type: string}}
      - {name: X-Min-V, in: header, required: true, schema: {type: string}}
    get:
      operationId: getAccount
      parameters: [{name: x-min-v, in: header, required: false, schema: {type: string}}]
      responses:
        200:
          description: the account
          headers: {X-V: {required: true, schema: {type: string}}}
          content:
            application/json; charset=utf-8: {schema: {$ref: '#/components/schemas/Account'}}
            text/plain: {}
        '204': {description: nothing}
        4xx: {$ref: '#/components/responses/Error'}
    put: {$ref: 'operations.yaml#/put'}
components:
  parameters:
    AccountId: {name: accountId, in: path, required: true, schema: {type: string}}
  responses:
    Error:
      description: an error
      content:
        application/*: {schema: {type: object, required: [code]}}
        '*/*': {schema: {type: string}}
  schemas:
    Money: {type: number, minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false, format: double}
    Pin: {type: string, writeOnly: true}
    Account:
      type: object
      required: [id, kind, pin, secret]
      additionalProperties: false
      example: {$ref: 'https://example.com/none', nullable: true}
      discriminator: {propertyName: kind, mapping: {a: '#/none'}}
      xml: {name: account}
      properties:
        id: {type: string, readOnly: true, example: 1, minLength: 1}
        kind: {type: string, nullable: true, enum: [a, b]}
        pin: {$ref: '#/components/schemas/Pin', description: beside a reference, maxLength: 0}
        secret: {type: string, writeOnly: true}
        amount: {$ref: '#/components/schemas/Money'}
        parent: {nullable: true, allOf: [{$ref: '#/components/schemas/Account'}]}
`
const operations = `put:
  operationId: putAccount
  responses: {default: {description: all, content: {application/json: {schema: {$ref: 'api.yaml#/components/schemas/Money'}}}}}
`
const path = folder({ 'api.yaml': api30, 'operations.yaml': operations })
const operation = loadOperation(join(path, 'api.yaml'), 'getAccount')

function schemaOf(rule: ResponseRule): PayloadSchema {
  if (rule.kind !== 'schema') throw new Error(`no schema: ${rule.kind}`)
  return rule.schema
}

describe('an operation of OpenAPI 3.0', () => {
  it('has a method, a path and the parameters of both', () => {
    expect([operation.method, operation.path]).toEqual(['GET', '/accounts/{accountId}'])
    expect(operation.parameters).toEqual([
      { name: 'accountId', in: 'path', required: true },
      { name: 'x-v', in: 'header', required: true },
      { name: 'x-min-v', in: 'header', required: false },
    ])
  })

  it('chooses by status and media type', () => {
    expect(schemaOf(operation.response(200, 'application/json')).title).toMatch(/^api.yaml getAccount 200/)
    expect(operation.response(200, 'text/plain')).toEqual({ kind: 'nothing' })
    expect(operation.response(204, null)).toEqual({ kind: 'nothing' })
    expect(operation.response(200, 'text/html')).toEqual({
      kind: 'unknown-type',
      known: ['application/json', 'text/plain'],
    })
    expect(operation.response(500, null)).toEqual({ kind: 'unknown-status', known: ['200', '204', '4XX'] })
    expect(schemaOf(operation.response(404, 'application/problem+json')).check({ code: 1 }).failures).toEqual([])
    expect(schemaOf(operation.response(404, 'text/html')).check('x').failures).toEqual([])
    const put = loadOperation(join(path, 'api.yaml'), 'putAccount')
    expect(put.method).toBe('PUT')
    expect(put.files.map((file) => file.split('/').at(-1))).toEqual(['api.yaml', 'operations.yaml'])
    expect(schemaOf(put.response(503, 'application/json')).check(0).failures).toHaveLength(1)
  })

  it('is read as 3.0 means it', () => {
    const schema = schemaOf(operation.response(200, 'application/json'))
    expect(schema.check({ id: '1', kind: null, amount: 9, parent: null }).failures).toEqual([])
    expect(schema.check({ id: '1', kind: 'a', parent: { id: '2', kind: 'b', parent: null } }).failures).toEqual([])
    const wrong = { id: null, kind: 'c', amount: 0, parent: { id: '', kind: 'a', extra: 1 } }
    expect(lines(schema.check(wrong).failures)).toEqual([
      '/id: a string; null',
      '/kind: one of "a", "b", null; a string of 1 character of the form "a"',
      '/amount: a number > 0; a number that is too small',
      '/parent: no members that the schema does not name; the member "extra"',
      '/parent/id: at least 1 character; an empty string',
    ])
  })
})

describe('OpenAPI 3.1', () => {
  const api = (more: string) => `openapi: 3.1.0
${more}
paths:
  /a:
    get:
      operationId: a
      responses: {200: {content: {application/json: {schema: {type: [string, 'null'], $ref: '#/components/schemas/Short'}}}}}
components: {schemas: {Short: {maxLength: 1}}}
`
  it('is JSON Schema 2020-12: null is a type, and what stands beside a reference counts', () => {
    const found = loadOperation(join(folder({ 'a.yaml': api('info: {}') }), 'a.yaml'), 'a')
    const schema = schemaOf(found.response(200, 'application/json'))
    expect(['x', null, 'xx', 1].map((value) => schema.check(value).failures.length)).toEqual([0, 0, 1, 1])
  })

  it('may name its dialect', () => {
    const load = (name: string) => () =>
      loadOperation(join(folder({ 'a.yaml': api(`jsonSchemaDialect: ${name}`) }), 'a.yaml'), 'a')
    expect(faultsOf(load('https://spec.openapis.org/oas/3.1/dialect/base'))).toEqual([])
    expect(faultsOf(load('https://example.com/mine'))).toEqual(['a.yaml:2:20 "jsonSchemaDialect" is not read'])
  })
})

describe('a document that cannot be used', () => {
  const rows: readonly (readonly [string, string, string])[] = [
    [
      'no such operation, with a suggestion',
      api30.replace('getAccount', 'getAcount'),
      'api.yaml:3:1 there is no operation "getAccount"',
    ],
    [
      'two of them',
      api30.replace('x-note', '/twin').replace('none}', 'getAccount}'),
      'api.yaml:11:20 two operations are called "getAccount"',
    ],
    ['Swagger', 'swagger: "2.0"', 'api.yaml:1:1 the file is not an OpenAPI document of version 3'],
    ['a schema', 'type: object', 'api.yaml:1:1 the file is not an OpenAPI document of version 3'],
    [
      'a remote schema',
      api30.replace("'#/components/schemas/Money'", "'https://example.com/x'"),
      'api.yaml:47:24 "$ref" is remote, and nothing is ever fetched',
    ],
    [
      'a broken schema',
      api30.replace('minLength: 1', 'minLength: one'),
      'api.yaml:43:67 "minLength" is not a valid part of a schema',
    ],
    [
      'a response that leads nowhere',
      api30.replace('responses/Error', 'responses/Eror'),
      'api.yaml:21:21 "$ref" leads nowhere: there is no "Eror" in /components/responses',
    ],
    [
      'responses in a circle',
      api30.replace('    Error:\n', "    Error: {$ref: '#/components/responses/Error'}\n    Old:\n"),
      'api.yaml:21:14 the references of response 4xx go in a circle',
    ],
    [
      'no responses',
      'openapi: 3.0.0\npaths: {/a: {get: {operationId: getAccount}}}',
      'api.yaml:2:14 operation "getAccount" describes no responses',
    ],
  ]
  it.each(rows)('%s', (_, document, expected) => {
    const files = folder({ 'api.yaml': document, 'operations.yaml': operations })
    expect(faultsOf(() => loadOperation(join(files, 'api.yaml'), 'getAccount'))).toEqual([expected])
  })

  it('suggests what was meant', () => {
    expect(() => loadOperation(join(path, 'api.yaml'), 'getAcount')).toThrow('did you mean "getAccount"?')
  })
})

describe('the rules of an endpoint', () => {
  it('are read once; a schema alone says nothing about errors', () => {
    const place = {
      kind: 'schema',
      file: join(path, 'api.yaml'),
      pointer: '/components/schemas/Money',
      folder: path,
    } as const
    const rules = loadRules(place)
    expect(loadRules(place)).toBe(rules)
    expect(rules.response(200, null).kind).toBe('schema')
    expect(rules.response(404, null).kind).toBe('nothing')
  })

  it('may be kept outside the folder of the profile, then with their own folder', () => {
    const files = folder({
      'profile/p.yaml': '',
      'schemas/a.json': { $ref: 'b.json' },
      'schemas/b.json': {},
      'c.json': {},
    })
    const at = { kind: 'schema', pointer: null, folder: join(files, 'profile') } as const
    expect(loadRules({ ...at, file: join(files, 'schemas/a.json') }).files).toHaveLength(2)
    const inside = { ...at, folder: files, file: join(files, 'schemas/a.json') }
    expect(loadRules(inside).files).toHaveLength(2)
  })
})
