import { expect, it } from 'vitest'
import { distance, nearest } from '../../src/yaml/suggest.ts'

const known = ['expect', 'refs', 'needs', 'invalid_request', 'RFC9126-2.3-a', 'par-expires-in-below-600']

it.each([
  ['expct', 'expect'],
  ['exepct', 'expect'],
  ['Expect', 'expect'],
  ['invalid-request', 'invalid_request'],
  ['ref', 'refs'],
  ['RFC9126-2.3-b', 'RFC9126-2.3-a'],
  ['par-expires-below-600', 'par-expires-in-below-600'],
  ['something else', null],
  ['x', null],
  ['y'.repeat(100_000), null],
])('%.30s', (word, expected) => {
  expect(nearest(word, known)).toBe(expected)
})

it('counts swapped letters as one', () => {
  expect(distance('abcd', 'acbd', 3)).toBe(1)
  expect(distance('abcd', 'abcd', 3)).toBe(0)
  expect(distance('abcd', 'wxyz', 2)).toBe(3)
})
