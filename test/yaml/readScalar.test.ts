import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { readScalar } from '../../src/yaml/readScalar.ts'

const usual = [
  '',
  '~',
  'null',
  'true',
  'false',
  '0',
  '7',
  '-7',
  '600',
  '1.5',
  '-0.25',
  'text',
  'yes',
  'no',
  'on',
  '1a',
  '1.2.3',
  '.',
  '+',
  '1_000',
  '0b1',
  'infinity',
  '5.3.2.2-12',
  '2024-01-01',
  '12:30',
  '--1',
  '1e',
  'e3',
  'truE',
]
const odd = [
  'Null',
  'NULL',
  'True',
  'TRUE',
  'False',
  'FALSE',
  '1e3',
  '1E3',
  '-1e-3',
  '0x1F',
  '0o17',
  '007',
  '+1',
  '1.0',
  '5.10',
  '1.',
  '.5',
  '.inf',
  '-.INF',
  '.nan',
  '-0',
  '12345678901234567890',
]

it.each(usual)('reads %j like the library', (source) => {
  expect(readScalar(source)).toEqual({ value: parse(source, { schema: 'core' }) ?? null, odd: false })
})

it.each(odd)('finds %j easily misread, and reads it like the library', (source) => {
  const { value, odd: isOdd } = readScalar(source)
  expect(isOdd).toBe(true)
  // Only numbers have a value of their own; the words are refused anyway.
  if (typeof value === 'number') expect(value).toBe(parse(source, { schema: 'core' }))
})
