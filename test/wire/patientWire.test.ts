import { describe, expect, it } from 'vitest'
import { patientWire } from '../../src/wire/patientWire.ts'
import type { Exchange, HeaderLines, Wire, WireRequest } from '../../src/wire/types.ts'

type Answer = readonly [status: number, headers: HeaderLines]

/** A wire that gives the answers in order, and a clock that stands still but for the sleeping. */
function scripted(...answers: readonly Answer[]) {
  const left = [...answers]
  const sent: { readonly url: string; readonly at: number }[] = []
  const clock = { at: 1_700_000_000_000 }
  const send = async ({ url }: WireRequest): Promise<Exchange> => {
    sent.push({ url, at: clock.at })
    const [status, headers] = left.shift() ?? [200, []]
    return { response: { status, headers } } as unknown as Exchange
  }
  const sleep = async (ms: number): Promise<void> => {
    clock.at += ms
  }
  const wire = patientWire({ send } as unknown as Wire, { now: () => clock.at, sleep })
  const ask = async (url = '/'): Promise<number | undefined> =>
    (await wire.send({ method: 'GET', url, headers: [] }, { caseId: 'x', step: 'x' })).response?.status
  return { ask, sent, waited: () => clock.at - 1_700_000_000_000 }
}

describe('a server that asks to be left alone', () => {
  it.each([
    ['429 with seconds', 429, [['Retry-After', '3']], 3_000],
    ['503 with seconds', 503, [['retry-after', '2']], 2_000],
    ['429 without a hint', 429, [], 1_000],
    ['429 with a date', 429, [['Retry-After', new Date(1_700_000_005_000).toUTCString()]], 5_000],
    ['429 with a date that has passed', 429, [['Retry-After', new Date(1_600_000_000_000).toUTCString()]], 0],
  ] as const)('%s is asked again after that time', async (_, status, headers, ms) => {
    const { ask, waited, sent } = scripted([status, headers])
    expect(await ask()).toBe(200)
    expect({ waited: waited(), sent: sent.length }).toEqual({ waited: ms, sent: 2 })
  })

  it.each([
    ['503 without a hint is down', 503, []],
    ['an hour is too long', 429, [['Retry-After', '3600']]],
    ['a hint that cannot be read is none to wait for', 429, [['Retry-After', 'soon']]],
    ['an error of another kind asks for nothing', 500, [['Retry-After', '1']]],
  ] as const)('%s', async (_, status, headers) => {
    const { ask, waited, sent } = scripted([status, headers])
    expect(await ask()).toBe(status)
    expect({ waited: waited(), sent: sent.length }).toEqual({ waited: 0, sent: 1 })
  })

  it('is asked five times at most', async () => {
    const { ask, sent } = scripted(...Array.from({ length: 9 }, (): Answer => [429, [['Retry-After', '1']]]))
    expect(await ask()).toBe(429)
    expect(sent.length).toBe(5)
  })

  it('gets no other request in the meantime', async () => {
    const urls: string[] = []
    const wakes: (() => void)[] = []
    const clock = { at: 1_700_000_000_000 }
    const send = async ({ url }: WireRequest): Promise<Exchange> => {
      urls.push(url)
      const [status, headers]: Answer = urls.length === 1 ? [429, [['Retry-After', '10']]] : [200, []]
      return { response: { status, headers } } as unknown as Exchange
    }
    const sleep = (): Promise<void> => new Promise((resolve) => void wakes.push(resolve))
    const wire = patientWire({ send } as unknown as Wire, { now: () => clock.at, sleep })
    const ask = (url: string): Promise<Exchange> =>
      wire.send({ method: 'GET', url, headers: [] }, { caseId: 'x', step: 'x' })
    const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
    const first = ask('/first')
    await settle()
    const second = ask('/second')
    await settle()
    expect(urls).toEqual(['/first'])
    clock.at += 10_000
    for (const wake of wakes) wake()
    await Promise.all([first, second])
    expect(urls.toSorted()).toEqual(['/first', '/first', '/second'])
  })
})
