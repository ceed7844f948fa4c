import { expect, it } from 'vitest'
import { fromBase64url, toBase64url } from '../../src/evidence/base64url.ts'

const texts: Readonly<Record<string, string>> = {
  empty: '',
  short: '{"iss":"a"}',
  'of several octets a character': '{"name":"Zoë 漢字 🏦"}',
  'a lone half of a pair': 'x\ud83dy',
  'nearly too long': 'ü€'.repeat(10_000),
  'too long': '漢'.repeat(200_000),
}

it.each(Object.entries(texts))('%s: the same as with a buffer of its own, one after another', (_, text) => {
  const encoded = Buffer.from(text, 'utf8').toString('base64url')
  expect(toBase64url(text)).toBe(encoded)
  expect(fromBase64url(encoded)).toBe(Buffer.from(text, 'utf8').toString('utf8'))
})

it.each(['%%%', 'a', 'eyJ*hbGci', 'ab==cd'])('%s, which is no base64url, is read as buffers read it', (text) => {
  expect(fromBase64url(text)).toBe(Buffer.from(text, 'base64url').toString('utf8'))
})
