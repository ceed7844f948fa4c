import { describe, expect, it } from 'vitest'
import { headerProblem, hstsProblem, isUuid, rulesOf, topicOf } from '../../src/checks/headerRules.ts'
import type { Answered } from '../../src/checks/readExchange.ts'
import type { HeaderRule } from '../../src/profile/types.ts'
import type { HeaderLines } from '../../src/wire/types.ts'
import { exchangeOf } from '../evidence/exchangeOf.ts'

function answered(headers: HeaderLines, sent: HeaderLines = [], body = '{}'): Answered {
  const exchange = exchangeOf({
    step: 'resource',
    method: 'GET',
    url: 'https://rs.example/a',
    headers: sent,
    answer: body,
  })
  if (exchange.response === null) throw new Error('no response')
  return { ...exchange, response: { ...exchange.response, headers } }
}

const id = '5f0a5b3e-7c1d-4f6a-9b1e-2d3c4b5a6978'
const echoed: HeaderRule = { kind: 'echoed' }
const present: HeaderRule = { kind: 'present' }
const is = (value: string): HeaderRule => ({ kind: 'is', value })
const has = (value: string): HeaderRule => ({ kind: 'has', value })
const matches = (pattern: string): HeaderRule => ({ kind: 'matches', pattern })
const date = 'Tue, 03 Feb 2026 09:30:00 GMT'

interface Row {
  readonly name: string
  readonly rule: HeaderRule
  readonly came: HeaderLines
  readonly sent?: HeaderLines
  /** null: nothing is wrong. */
  readonly problem: string | null
}

const rows: readonly Row[] = [
  { name: 'x-id', rule: echoed, sent: [['X-Id', id]], came: [['X-ID', id]], problem: null },
  { name: 'x-id', rule: echoed, sent: [['x-id', id]], came: [['x-id', id.toUpperCase()]], problem: null },
  { name: 'x-id', rule: echoed, sent: [['x-id', 'Abc']], came: [['x-id', 'abc']], problem: '"abc" instead of "Abc"' },
  { name: 'x-id', rule: echoed, sent: [['x-id', id]], came: [], problem: 'it is missing' },
  {
    name: 'x-id',
    rule: echoed,
    sent: [['x-id', 'a']],
    came: [
      ['x-id', 'a'],
      ['X-Id', 'a'],
    ],
    problem: '2 lines: "a" and "a"',
  },
  { name: 'x-id', rule: echoed, came: [['x-id', id]], problem: null },
  { name: 'x-id', rule: echoed, came: [['x-id', '4711']], problem: '"4711" is no UUID' },
  { name: 'x-id', rule: present, came: [['x-id', ' ']], problem: 'it is empty' },
  { name: 'x-id', rule: { kind: 'absent' }, came: [], problem: null },
  { name: 'x-id', rule: { kind: 'absent' }, came: [['x-id', 'a']], problem: 'it is there: "a"' },
  { name: 'x-v', rule: is('1'), came: [['x-v', '1']], problem: null },
  { name: 'x-v', rule: is('1'), came: [['x-v', '1.0']], problem: '"1.0"' },
  { name: 'x-v', rule: matches('[12]'), came: [['x-v', '2']], problem: null },
  { name: 'x-v', rule: matches('[12]'), came: [['x-v', '12']], problem: '"12"' },
  {
    name: 'content-type',
    rule: is('application/json'),
    came: [['content-type', 'Application/JSON; charset=utf-8']],
    problem: null,
  },
  {
    name: 'content-type',
    rule: is('application/json; charset=utf-8'),
    came: [['content-type', 'application/json']],
    problem: null,
  },
  {
    name: 'content-type',
    rule: is('application/json'),
    came: [['content-type', 'application/problem+json']],
    problem: '"application/problem+json"',
  },
  { name: 'content-type', rule: is('application/json'), came: [], problem: 'it is missing' },
  { name: 'cache-control', rule: has('no-store'), came: [['cache-control', 'private, No-Store']], problem: null },
  {
    name: 'cache-control',
    rule: has('no-store'),
    came: [
      ['cache-control', 'private'],
      ['cache-control', 'no-store'],
    ],
    problem: null,
  },
  {
    name: 'cache-control',
    rule: has('no-store'),
    came: [['cache-control', 'x="no-store"']],
    problem: '"x=\\"no-store\\""',
  },
  {
    name: 'cache-control',
    rule: is('no-cache, no-store'),
    came: [['cache-control', 'no-store,no-cache']],
    problem: null,
  },
  {
    name: 'cache-control',
    rule: is('no-store'),
    came: [['cache-control', 'no-store, private']],
    problem: '"no-store, private"',
  },
  { name: 'cache-control', rule: has('max-age'), came: [['cache-control', 'max-age=0']], problem: null },
  { name: 'date', rule: present, came: [['date', date]], problem: null },
  {
    name: 'date',
    rule: present,
    came: [['date', '2026-01-01T00:00:00Z']],
    problem: '"2026-01-01T00:00:00Z" is no date of RFC 9110',
  },
  {
    name: 'date',
    rule: present,
    came: [['date', 'Tue, 03 Feb 2026 10:30:00 GMT']],
    problem: '"Tue, 03 Feb 2026 10:30:00 GMT" is 3600 s ahead of the time',
  },
  {
    name: 'date',
    rule: present,
    came: [['date', 'Tue, 03 Feb 2026 09:20:00 GMT']],
    problem: '"Tue, 03 Feb 2026 09:20:00 GMT" is 600 s behind the time',
  },
  { name: 'date', rule: present, came: [['date', 'Tue, 03 Feb 2026 09:34:00 GMT']], problem: null },
  {
    name: 'date',
    rule: present,
    came: [
      ['date', 'Tue, 03 Feb 2026 09:20:00 GMT'],
      ['age', '600'],
    ],
    problem: null,
  },
  {
    name: 'date',
    rule: present,
    came: [
      ['date', date],
      ['date', date],
    ],
    problem: `2 lines: "${date}" and "${date}"`,
  },
  { name: 'location', rule: present, came: [['location', '../b/1']], problem: null },
  { name: 'location', rule: present, came: [['location', 'https://[']], problem: '"https://[" is no URL' },
  {
    name: 'strict-transport-security',
    rule: has('includeSubDomains'),
    came: [['strict-transport-security', 'max-age=1; includesubdomains']],
    problem: null,
  },
  {
    name: 'strict-transport-security',
    rule: present,
    came: [['strict-transport-security', 'includeSubDomains']],
    problem: 'no max-age in "includeSubDomains"',
  },
]

describe('rules about headers', () => {
  it.each(rows)('$name $rule: $problem', ({ name, rule, came, sent, problem }) => {
    expect(headerProblem(name, rule, answered(came, sent))).toBe(problem)
  })

  it('read Strict-Transport-Security as RFC 6797 says', () => {
    const values = [
      'max-age=1',
      'MAX-AGE="31536000" ; preload',
      ' ; max-age = 5 ;',
      'max-age=0',
      'max-age=1; max-age=1',
      'max-age',
      'max-age=-1',
      '',
    ]
    expect(values.map((value) => hstsProblem(value) === null)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ])
  })

  it('take UUIDs of every version, and none that says nothing', () => {
    const nil = '00000000-0000-0000-0000-000000000000'
    const values = [id, id.toUpperCase(), nil, id.slice(1), `{${id}}`, id.replaceAll('-', '')]
    expect(values.map(isUuid)).toEqual([true, true, false, false, false, false])
  })

  it('are sorted by topic, each a case of its own; an answer without content needs no type', () => {
    const rules = {
      'x-id': echoed,
      date: present,
      'content-type': is('a/b'),
      'cache-control': has('no-store'),
      'x-v': is('1'),
    }
    expect(Object.entries(rules).map(([name, rule]) => topicOf(name, rule))).toEqual([
      'echo',
      'date',
      'type',
      'cache',
      'other',
    ])
    expect(rulesOf(rules, 'type', answered([]))).toEqual([['content-type', is('a/b')]])
    expect(rulesOf(rules, 'type', answered([], [], ''))).toEqual([])
    expect(rulesOf(rules, 'date', answered([], [], ''))).toHaveLength(1)
  })
})
