import { expect, test } from 'vitest'
import { createPool } from '../../src/run/pool.ts'

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

test('never more than its size are busy, and all get their turn', async () => {
  const pool = createPool(3, sleep)
  let busy = 0
  let most = 0
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      pool.run(async () => {
        busy++
        most = Math.max(most, busy)
        await sleep(2)
        busy--
        return i
      }),
    ),
  )
  expect(most).toBe(3)
  expect(results).toEqual(Array.from({ length: 20 }, (_, i) => i))
})

test('a waiting job gives its place away', async () => {
  const pool = createPool(1, sleep)
  const order: string[] = []
  const waiting = pool.run(async () => {
    await pool.pause(40)
    order.push('waited')
  })
  const other = pool.run(async () => {
    order.push('other')
  })
  await Promise.all([waiting, other])
  expect(order).toEqual(['other', 'waited'])
})

test('a job that waited goes on before those that have not begun', async () => {
  const pool = createPool(1, sleep)
  const order: string[] = []
  const slow = (name: string) =>
    pool.run(async () => {
      await sleep(10)
      order.push(name)
    })
  const waiting = pool.run(async () => {
    await pool.pause(1)
    order.push('waited')
  })
  await Promise.all([waiting, slow('a'), slow('b'), slow('c')])
  expect(order).toEqual(['a', 'waited', 'b', 'c'])
})

test('a failing job frees its place', async () => {
  const pool = createPool(1, sleep)
  await expect(pool.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  await expect(pool.run(async () => 'next')).resolves.toBe('next')
})
