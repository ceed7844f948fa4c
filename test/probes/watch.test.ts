import { describe, expect, it } from 'vitest'
import type { Tried } from '../../src/probes/drillTypes.ts'
import { acceptedInTime, refusedInTime, watch } from '../../src/probes/watch.ts'

/** A server that changes its mind by a clock of its own; each answer takes 10 ms. */
function server(outcomeAt: (ms: number) => Tried['outcome'], watchMs = 10_000) {
  let time = 1000
  let count = 0
  return {
    drill: {
      watchMs,
      now: () => time,
      sleep: async (ms: number) => {
        time += ms
      },
    },
    attempt: async (): Promise<Tried> => {
      const outcome = outcomeAt(time - 1000)
      time += 10
      count += 1
      return { outcome, detail: outcome, exchange: `x${count}`, at: time }
    },
    count: () => count,
  }
}

const refusedAfter = (ms: number) => (at: number) => (at < ms ? 'accepted' : 'refused') as Tried['outcome']
const watched = async (outcomeAt: (ms: number) => Tried['outcome'], watchMs?: number) => {
  const { drill, attempt } = server(outcomeAt, watchMs)
  return watch(drill, 1000, 'refused', attempt)
}

describe('watching', () => {
  it('measures from the change to the first of the answers that stay', async () => {
    expect(await watched(refusedAfter(0))).toMatchObject({ outcome: 'refused', afterMs: 10 })
    const late = await watched(refusedAfter(5000))
    expect(late.outcome).toBe('refused')
    expect(late.afterMs).toBeGreaterThanOrEqual(5000)
    expect(late.afterMs).toBeLessThan(6100)
  })

  it('is not content with one server of several', async () => {
    const flickers = (at: number): Tried['outcome'] =>
      at < 3000 && Math.floor(at / 50) % 2 === 0 ? 'accepted' : 'refused'
    const seen = await watched(flickers)
    expect(seen.outcome).toBe('refused')
    expect(seen.afterMs).toBeGreaterThan(2500)
  })

  it('ends, and asks less and less often', async () => {
    const { drill, attempt, count } = server(() => 'accepted', 60_000)
    expect(await watch(drill, 1000, 'refused', attempt)).toMatchObject({ outcome: 'accepted' })
    expect(count()).toBeLessThan(80)
  })

  it('does not take a server that is down for one that refuses', async () => {
    expect(await watched(() => 'unclear')).toMatchObject({ outcome: 'unclear' })
    expect(await watched((at) => (at < 100 ? 'accepted' : 'unclear'))).toMatchObject({ outcome: 'unclear' })
  })

  it('waits for what is to be accepted, too', async () => {
    const { drill, attempt } = server((at) => (at < 2000 ? 'refused' : 'accepted'))
    expect(await watch(drill, 1000, 'accepted', attempt)).toMatchObject({ outcome: 'accepted' })
  })
})

describe('times', () => {
  const refused = (afterMs: number) => ({ outcome: 'refused' as const, afterMs, detail: '', exchanges: [] })
  const open = (afterMs: number) => ({ outcome: 'accepted' as const, afterMs, detail: '', exchanges: [] })
  const unclear = { outcome: 'unclear' as const, afterMs: 1, detail: 'down', exchanges: [] }

  it.each([
    ['in time', refused(4999), 5, 'yes'],
    ['just in time', refused(5000), 5, 'yes'],
    ['too late', refused(5001), 5, 'no'],
    ['whenever, without a limit', refused(9000), null, 'yes'],
    ['never, without a limit', open(10_000), null, 'no'],
    ['never, past the limit', open(10_000), 5, 'no'],
    ['not yet, within the limit', open(10_000), 3600, 'unknown'],
    ['nobody knows', unclear, 5, 'unknown'],
  ] as const)('%s', (_what, seen, limit, kind) => {
    expect(refusedInTime('the token', seen, limit, 10_000, 'rs').kind).toBe(kind)
  })

  it('are said in words', () => {
    expect(refusedInTime('the token', refused(5001), 5, 10_000, 'rs')).toMatchObject({
      expected: 'the token: refused within 5 s',
      observed: 'the token: refused after 5001 ms',
      attributed: 'rs',
    })
    expect(refusedInTime('the key', open(10_000), 3600, 10_000, 'as')).toMatchObject({
      reason: 'the key: still accepted after 10000 ms; the profile allows 3600 s, so watch for longer (drills: watch)',
      attributed: 'config',
    })
    expect(acceptedInTime('the key', { ...refused(10_000), detail: 'invalid_client' }, 10_000, 'as')).toMatchObject({
      kind: 'no',
      observed: 'the key: still refused after 10000 ms: invalid_client',
    })
  })
})
