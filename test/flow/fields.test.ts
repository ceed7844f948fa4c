import { describe, expect, test } from 'vitest'
import { decodeFields, encodeFields, type Fields, getField, removeField, setField } from '../../src/flow/fields.ts'
import { urlWith } from '../../src/flow/finish.ts'

const fields = (): Fields => [
  ['a', '1'],
  ['b', '2'],
  ['A', '3'],
]

describe('fields', () => {
  test('form names are case-sensitive, header names are not', () => {
    expect(getField(fields(), 'A')).toBe('3')
    expect(getField(fields(), 'A', true)).toBe('1')
  })

  test('setting keeps the place and drops repeats', () => {
    const some = fields()
    setField(some, 'a', 'x', true)
    expect(some).toEqual([
      ['a', 'x'],
      ['b', '2'],
    ])
  })

  test('removing takes all of that name', () => {
    const some = fields()
    removeField(some, 'a', true)
    expect(some).toEqual([['b', '2']])
  })

  test('what is encoded is decoded again, repeats and empty values kept', () => {
    const pairs: [string, string][] = [
      ['scope', 'openid a+b'],
      ['scope', ''],
      ['redirect_uri', "https://x.example/cb?a=1&b='(*)'"],
    ]
    expect(decodeFields(encodeFields(pairs))).toEqual(pairs)
    expect(encodeFields(pairs)).not.toMatch(/['()*]/)
  })
})

test.each([
  ['https://a.example/x', 'https://a.example/x?p=1'],
  ['https://a.example/x?q=2', 'https://a.example/x?q=2&p=1'],
  ['https://a.example/x#f', 'https://a.example/x?p=1#f'],
])('the query goes behind %s', (url, expected) => {
  expect(urlWith(url, [['p', '1']])).toBe(expected)
})
