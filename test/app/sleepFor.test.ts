import { expect, it } from 'vitest'
import { sleepFor } from '../../src/app/sleepFor.ts'

const DAY_MS = 86_400_000

it('waits its time without a signal, or with one that is not given', async () => {
  const before = performance.now()
  await sleepFor(undefined)(30)
  await sleepFor(new AbortController().signal)(30)
  expect(performance.now() - before).toBeGreaterThanOrEqual(55)
})

it('ends with the signal, and does not begin after it', async () => {
  const stop = new AbortController()
  const waiting = sleepFor(stop.signal)(DAY_MS)
  stop.abort()
  await waiting
  await sleepFor(stop.signal)(DAY_MS)
})
