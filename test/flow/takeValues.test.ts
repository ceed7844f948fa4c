import { expect, it } from 'vitest'
import { bodyValue, takeValues } from '../../src/flow/takeValues.ts'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

it('takes texts and numbers, from JSON or from a JWS, and says what is missing', () => {
  const body = { Data: { Id: 'c/1', n: 7, list: [{ id: '' }] } }
  const take = { id: '/Data/Id', n: '/Data/n', empty: '/Data/list/0/id', gone: '/Data/Ids', whole: '/Data' }
  for (const text of [JSON.stringify(body), `${encode({ alg: 'PS256' })}.${encode(body)}.c2ln`]) {
    const { values, missing } = takeValues(bodyValue(text), take)
    expect(Object.fromEntries(values)).toEqual({ id: 'c/1', n: '7' })
    expect(missing).toEqual(['empty', 'gone', 'whole'])
  }
  expect(takeValues(bodyValue('<html>'), { id: '/a' }).missing).toEqual(['id'])
})
