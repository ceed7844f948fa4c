import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { STATES } from '../../src/status/readEvent.ts'
import { decisionsFrom, follow, TRANSITIONS } from '../../src/status/transitions.ts'
import type { LifecycleState } from '../../src/status/types.ts'

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'status.md'), 'utf8')

/** The table as docs/status.md shows it. */
const drawn = TRANSITIONS.map(
  ({ from, mover, to, who }) =>
    `| ${from.map((state) => (state === null ? '(no record)' : `\`${state}\``)).join(', ')} | ${mover} | \`${to}\` | ${who} |`,
)

describe('the table of transitions', () => {
  it('is the one that docs/status.md shows', () => {
    const [, table = ''] = /<!-- transitions -->\n([\s\S]*?)\n<!-- end -->/.exec(page) ?? []
    expect(table.split('\n').slice(2)).toEqual(drawn)
  })

  it('reaches every state and leaves every state', () => {
    const reached = new Set(TRANSITIONS.map(({ to }) => to))
    const left = new Set(TRANSITIONS.flatMap(({ from }) => from))
    expect([...reached].sort()).toEqual([...STATES].sort())
    expect(STATES.filter((state) => !left.has(state))).toEqual([])
  })

  it('has one answer for each event but a decision', () => {
    for (const from of [null, ...STATES])
      for (const mover of new Set(TRANSITIONS.map((one) => one.mover))) {
        const rows = TRANSITIONS.filter((one) => one.mover === mover && one.from.includes(from))
        if (mover !== 'decision') expect(rows.length, `${from} + ${mover}`).toBeLessThanOrEqual(1)
      }
  })

  it('leads to conformant by a certifying run alone', () => {
    const into = TRANSITIONS.filter(({ to }) => to === 'conformant')
    expect(into.map(({ mover, who }) => [mover, who])).toEqual([['certifying run', 'evidence']])
    expect(STATES.flatMap((state) => decisionsFrom(state))).not.toContain('conformant')
  })

  it('lets nothing certify what is suspended, revoked or offboarded', () => {
    for (const from of ['suspended', 'revoked', 'offboarded'] satisfies LifecycleState[])
      expect([follow(from, 'certifying run'), follow(from, 'certifying run with waivers')]).toEqual([null, null])
  })
})
