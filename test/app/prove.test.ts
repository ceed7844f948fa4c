import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { ProveEvent } from '../../src/app/proofTypes.ts'
import { openProofWorkers } from '../../src/app/proofWorkers.ts'
import { prove } from '../../src/app/prove.ts'

const folder = mkdtempSync(join(tmpdir(), 'own-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** One case that is too strict, and one that nothing can make fail. */
const own = join(folder, 'own.yaml')
writeFileSync(
  own,
  `suite: ${basename(folder)}/own
cases:
  - id: own-too-strict
    refs: [RFC9126-2.2-a]
    at: par.form
    mutate: { set: { acme: '1' } }
    expect: { reject: [] }
  - id: own-never-fails
    refs: [RFC9126-2.2-a]
    at: par.form
    mutate: { set: { acme: '1' } }
    expect: accept
`,
)

const everything = 120_000

describe('proving', () => {
  it(
    'tells killed defects from survivors, and says nothing about cases it did not give a chance',
    async () => {
      const events: ProveEvent[] = []
      const result = await prove({
        defects: ['par-status', 'par-cache', 'assertion-error'],
        only: ['par-response-status', 'client-assertion-without-sub'],
        jobs: 1,
        onEvent: (event) => events.push(event),
      })
      expect(result.figures).toEqual({
        defects: 3,
        killed: 2,
        killedOther: 0,
        survived: 1,
        collateral: 0,
        unproven: 0,
      })
      const fates = result.defects.map(({ id, fate, killedBy }) => [id, fate, killedBy])
      expect(fates).toEqual([
        ['par-status', 'killed', ['par-response-status']],
        ['par-cache', 'survived', []],
        ['assertion-error', 'killed', ['client-assertion-without-sub']],
      ])
      expect(result).toMatchObject({ ok: false, complete: false, controls: [], unproven: [] })
      expect(result.defects[0]?.variant).toBe('private_key_jwt+dpop+openid')
      const kinds = events.map(({ kind }) => kind)
      expect(kinds.filter((kind) => kind === 'defect-end')).toHaveLength(3)
      expect(kinds.filter((kind) => kind === 'control-end')).toHaveLength(1)
    },
    everything,
  )

  it(
    'finds cases that complain about the strict sandbox, and cases that nothing makes fail',
    async () => {
      const result = await prove({ only: ['own-*'], suites: [own], jobs: 1 })
      expect(result.complete).toBe(true)
      expect(result.ok).toBe(false)
      expect(result.cases).toBe(2)
      expect(result.controls).toMatchObject([{ case: 'own-too-strict', verdict: 'fail' }])
      expect(result.unproven).toContainEqual({ case: 'own-never-fails', reason: null })
      // Only defects that concern what the cases cite were tried.
      expect(new Set(result.defects.map(({ requirement }) => requirement))).toEqual(new Set(['RFC9126-2.2-a']))
    },
    everything,
  )

  it('ends at once when it is interrupted', async () => {
    const abort = new AbortController()
    const proving = prove({ defects: ['par-status'], jobs: 1, signal: abort.signal })
    abort.abort(new Error('enough'))
    await expect(proving).rejects.toThrow('enough')
  })
})

describe('worker threads', () => {
  it(
    'answer with the problem where a sandbox cannot be started, and go on',
    async () => {
      const workers = openProofWorkers(1)
      const task = {
        dialect: 'plain' as const,
        variant: {},
        options: {},
        slow: false,
        only: ['par-response-status'],
        suites: [],
      }
      const [wrong, right] = await Promise.all([
        workers.run({ ...task, defect: 'no-such-defect' }),
        workers.run({ ...task, defect: null }),
      ])
      await workers.close()
      expect(wrong).toMatchObject({ kind: 'problem', problem: expect.stringContaining('unknown id "no-such-defect"') })
      expect(right).toMatchObject({ kind: 'seen', seen: [{ id: 'par-response-status', verdict: 'pass', broken: [] }] })
      expect(await workers.run({ ...task, defect: null })).toEqual({ kind: 'problem', problem: 'no thread is left' })
    },
    everything,
  )
})
