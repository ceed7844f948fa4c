import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadSchema } from '../../src/payload/loadSchema.ts'
import { faultsOf, folder, lines } from './folder.ts'

const load = (files: Readonly<Record<string, unknown>>, name = 'a.json') => loadSchema(join(folder(files), name))
const faults = (files: Readonly<Record<string, unknown>>, name = 'a.json') => faultsOf(() => load(files, name))

describe('a schema that cannot be used', () => {
  const rows: readonly (readonly [string, Readonly<Record<string, unknown>>, string, readonly string[]])[] = [
    ['is missing', {}, 'a.json', ['a.json:null:null the file a.json cannot be read']],
    [
      'is no JSON',
      { 'a.json': '{\n "a": 1,\n}' },
      'a.json',
      ['a.json:3:1 not valid JSON: Expected double-quoted property name'],
    ],
    ['is no object', { 'a.json': '[]' }, 'a.json', ['a.json:1:1 the file is not a JSON Schema']],
    [
      'is an OpenAPI document',
      { 'a.yaml': 'openapi: 3.0.3' },
      'a.yaml',
      ['a.yaml:1:1 the file is an OpenAPI document'],
    ],
    [
      'says a member twice',
      { 'a.json': '{"properties": {"a": {},\n"a": {}}}' },
      'a.json',
      ['a.json:2:1 not valid YAML: the same key stands twice in one mapping'],
    ],
    [
      'has a misspelt keyword',
      { 'a.yaml': 'type: object\npropertes: {}' },
      'a.yaml',
      ['a.yaml:2:1 "propertes" is no keyword of JSON Schema'],
    ],
    [
      'has a wrong type',
      { 'a.yaml': 'properties:\n  a: {type: strin}' },
      'a.yaml',
      ['a.yaml:2:13 "type" is not a valid part of a schema'],
    ],
    [
      'has a broken pattern',
      { 'a.yaml': 'properties:\n  a: {pattern: "["}' },
      'a.yaml',
      ['a.yaml:2:16 "pattern" is no regular expression'],
    ],
    [
      'is of an unknown dialect',
      { 'a.yaml': '$schema: http://json-schema.org/draft-04/schema#' },
      'a.yaml',
      ['a.yaml:1:10 "$schema" names a dialect that is not read'],
    ],
    [
      'fetches',
      { 'a.yaml': 'items: {$ref: "https://json-schema.org/x.json"}' },
      'a.yaml',
      ['a.yaml:1:15 "$ref" is remote, and nothing is ever fetched'],
    ],
    [
      'refers to a missing file',
      { 'a.yaml': 'items: {$ref: b.json}' },
      'a.yaml',
      ['a.yaml:1:15 "$ref" leads to a file that cannot be read'],
    ],
    [
      'leads out of the folder',
      { 'a.yaml': 'items: {$ref: ../b.json}' },
      'a.yaml',
      ['a.yaml:1:15 "$ref" leads out of the folder of the profile'],
    ],
    [
      'leads nowhere',
      { 'a.yaml': 'items: {$ref: "#/$defs/acount"}\n$defs: {account: {}}' },
      'a.yaml',
      ['a.yaml:1:15 "$ref" leads nowhere: there is no "acount" in /$defs'],
    ],
    [
      'is endless',
      { 'a.json': { $ref: 'b.json' }, 'b.json': { allOf: [{ type: 'object' }, { $ref: 'a.json' }] } },
      'a.json',
      ['b.json:7:12 "$ref" leads back to itself without going into the value, so judging by it would never end'],
    ],
    [
      'refers to itself',
      { 'a.json': { $ref: '#' } },
      'a.json',
      ['a.json:2:10 "$ref" leads back to itself without going into the value, so judging by it would never end'],
    ],
  ]
  it.each(rows)('%s', (_, files, name, expected) => {
    expect(faults(files, name)).toEqual(expected)
  })

  it('says everything that is wrong with it at once, with what was meant', () => {
    const path = folder({ 'a.yaml': 'properties:\n  a: {$ref: "#/$defs/b"}\n  c: {$ref: no.json}\n$defs: {bb: {}}' })
    expect(() => loadSchema(join(path, 'a.yaml'))).toThrow(/did you mean "bb"\?[\s\S]*no\.json: there is no such file/)
  })

  it('does not follow a link out of the folder', () => {
    const outside = folder({ 'secret.json': { const: 'x' } })
    const path = folder({ 'a.json': { $ref: 'link.json' } })
    symlinkSync(join(outside, 'secret.json'), join(path, 'link.json'))
    expect(faultsOf(() => loadSchema(join(path, 'a.json')))).toEqual([
      'a.json:2:10 "$ref" leads out of the folder of the profile',
    ])
  })

  it('is nested too deep', () => {
    const deep = `${'{"not":'.repeat(400)}{}${'}'.repeat(400)}`
    expect(faults({ 'a.json': deep })[0]).toMatch(/the schema is nested too deep$/)
    expect(faults({ 'a.yaml': `{a: ${'['.repeat(30_000)}` }, 'a.yaml')[0]).toMatch(/nested too deep to be read$/)
  })
})

describe('references', () => {
  it('go to other files, by pointer, anchor and $id, and back into the value', () => {
    const schema = load({
      'a.json': { $id: 'https://api.example/a.json', $ref: 'b.json', $defs: { n: { $anchor: 'n', type: 'integer' } } },
      'b.json': {
        type: 'object',
        properties: {
          n: { $ref: 'a.json#n' },
          m: { $ref: 'https://api.example/a.json#/$defs/n' },
          deep: { $ref: 'sub/c.yaml#/list' },
          'a~/b': { $ref: '#/properties/a~0~1c' },
          'a~/c': { type: 'null' },
        },
        additionalProperties: false,
      },
      'sub/c.yaml': 'list: {type: array, items: {$ref: ../b.json}}',
    })
    expect(schema.files.map((file) => file.split('/').at(-1))).toEqual(['a.json', 'b.json', 'c.yaml'])
    expect(schema.check({ n: 1, deep: [{ m: 2, 'a~/b': null }] })).toEqual({ failures: [], more: 0 })
    expect(lines(schema.check({ n: '1', deep: [{ m: 'x', 'a~/b': 1 }] }).failures)).toEqual([
      '/n: an integer; a string of 1 character',
      '/deep/0/m: an integer; a string of 1 character',
      '/deep/0/a~0~1b: null; an integer',
    ])
  })

  it('in data are none', () => {
    const value = { $ref: 'https://example.com/' }
    expect(faults({ 'a.json': { enum: [value], default: value, properties: { $ref: { type: 'string' } } } })).toEqual(
      [],
    )
  })

  it('of draft 7 stand alone, those of 2020-12 do not', () => {
    const schema = { $ref: '#/definitions/a', maxLength: 1, definitions: { a: { type: 'string' } } }
    expect(load({ 'a.json': schema }).check('long').failures).toHaveLength(1)
    expect(
      load({ 'a.json': { ...schema, $schema: 'http://json-schema.org/draft-07/schema#' } }).check('long').failures,
    ).toEqual([])
  })
})

describe('judging', () => {
  const schema = load({
    'a.json': {
      type: 'object',
      required: ['id'],
      additionalProperties: false,
      properties: {
        id: { type: 'string', pattern: '^[a-z\\-.]+$' },
        mail: { type: 'string', format: 'email' },
        at: { type: 'string', format: 'date-time' },
        status: { enum: ['Enabled', 'Disabled'] },
        list: { type: 'array', uniqueItems: true, maxItems: 3 },
        amount: { type: 'number', exclusiveMinimum: 0 },
        who: {
          anyOf: [{ type: 'object', required: ['name'], properties: { name: { type: 'string' } } }, { type: 'null' }],
        },
      },
    },
  })

  it('says where, what was expected and what was there, and where the rule stands', () => {
    expect(schema.check({ id: 'a', at: '2026-02-30T00:00:00Z' }).failures).toEqual([
      {
        pointer: '/at',
        expected: 'a string in the format date-time',
        observed: 'a string of 20 characters of the form "9999-99-99A99:99:99A"',
        rule: 'a.json#/properties/at/format',
      },
    ])
  })

  it('says all failures', () => {
    const wrong = {
      status: 'enabled',
      list: [{ a: 1, b: 2 }, { b: 2, a: 1 }, 1, 2],
      amount: 0,
      extra: 1,
      who: { name: 1 },
    }
    expect(lines(schema.check(wrong).failures).toSorted()).toEqual([
      '/amount: a number > 0; a number that is too small',
      '/list: at most 3 items; an array of 4 items',
      '/list: items that are all different; two items are equal',
      '/status: one of "Enabled", "Disabled"; "enabled"',
      '/who/name: a string; an integer',
      ': no members that the schema does not name; the member "extra"',
      ': the member "id"; it is missing',
    ])
  })

  it('never repeats a value, nor a name that may be one', () => {
    const values = ['Jane Q Doe', 'jane@doe.example', 'DE89370400440532013000', '4111111111111111']
    const wrong = {
      id: values[0],
      mail: values[0],
      status: values[1],
      list: values[2],
      at: values[3],
      [String(values[3])]: 1,
      [String(values[1])]: { [String(values[2])]: 1 },
      who: values[0],
    }
    const told = JSON.stringify(schema.check(wrong))
    expect(told).toContain('[masked:string(16)]')
    for (const value of values) expect(told).not.toContain(value)
  })

  it('tells at most 20 failures one by one and counts the others', () => {
    const list = load({ 'a.json': { items: { type: 'string' } } })
    const { failures, more } = list.check(Array.from({ length: 100 }, (_, index) => index))
    expect([failures.length, more]).toEqual([20, 80])
  })

  it('takes little time for hostile values', () => {
    const list = load({
      'a.json': { type: 'array', uniqueItems: true, items: { anyOf: [{ required: ['a'] }, { type: 'string' }] } },
    })
    const start = performance.now()
    expect(list.check(Array.from({ length: 300_000 }, () => ({})))).toMatchObject({ more: null })
    expect(list.check(Array.from({ length: 9_000 }, () => ({})))).toMatchObject({ more: 8_981 })
    expect(list.check(Array.from({ length: 200_000 }, (_, a) => ({ a })))).toEqual({ failures: [], more: 0 })
    expect(performance.now() - start).toBeLessThan(5_000)
  })
})
