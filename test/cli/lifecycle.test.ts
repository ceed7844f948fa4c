import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** What differs from one time to the next: names of runs and keys, times, digests, ports, and how many cases there are. */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/\b\d{8}-\d{6}-[0-9a-f]{6}\b/g, '<run>'],
  [/\b\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?/g, '<time>'],
  [/sha256:[0-9a-f]{64}/g, '<digest>'],
  [/(?<![\w-])[\w-]{43}(?![\w-])/g, '<key>'],
  [/127\.0\.0\.1:\d+/g, '<server>'],
  [/✓ \d+ pass.*/g, '✓ pass'],
  [/\d+ differences.*/g, 'differences'],
]
const settled = (text: string): string => VOLATILE.reduce((rest, [found, name]) => rest.replace(found, name), text)

interface Asked {
  readonly stage: string
  readonly exit: number
  /** The first line of the answer. */
  readonly said: string
}

/** What the gate said at each stage, in the order of the story. */
function gates(page: string): readonly Asked[] {
  return page.split('\n## ').flatMap((stage) => {
    const [title = ''] = stage.split('\n')
    const answers = [...stage.matchAll(/```\n\$ assay gate [^\n]*\n([^\n]*)\n[^`]*```/g)]
    return answers.map(([block, said = '']) => ({
      ...{ stage: title, said },
      exit: Number(/\n\(exit (\d+)\)\n/.exec(block)?.[1] ?? 0),
    }))
  })
}

describe('the life of one partner, as an operator types it', () => {
  let page = ''
  beforeAll(async () => {
    page = await new Promise((resolve, reject) => {
      execFile(process.execPath, [join(root, 'examples/lifecycle/lifecycle.mjs')], (error, stdout, stderr) =>
        error === null ? resolve(stdout) : reject(new Error(`${stdout.slice(-2000)}\n${stderr}`)),
      )
    })
  }, 240_000)

  it('gets the right answer of the gate at each stage', () => {
    const found = gates(settled(page)).map(({ stage, exit, said }) => [stage, exit, said])
    expect(found).toEqual([
      ['1. Registered', 1, 'not admitted: "registered" since <time>: registered, no run yet'],
      ['2. Credentialed', 1, 'not admitted: "credentialed" since <time>: key "<key>" was issued, no run yet'],
      [
        '3. Testing',
        1,
        'not admitted: "testing" since <time>: run <run> was conformant, but only a run that an operator observed certifies',
      ],
      [
        '3. Testing',
        1,
        'not admitted: "testing" since <time>: run <run> was conformant, but none of the operator keys has signed its evidence',
      ],
      ['4. Conformant', 0, 'admitted: "conformant" since <time>: run <run> was conformant; valid until <time>'],
      [
        '6. Conditional',
        0,
        'admitted: "conditional" since <time>: run <run> was not conformant; a certifying run is due by <time>',
      ],
      [
        '6. Conditional',
        1,
        'not admitted: "conditional" since <time>: run <run> was not conformant; a certifying run is due by <time>',
      ],
      ['7. Expired', 1, 'not admitted: "expired" since <time>: time ran out: a certifying run is due by <time>'],
      ['8. Conformant again', 0, 'admitted: "conformant" since <time>: run <run> was conformant; valid until <time>'],
      ['9. Suspended', 1, 'not admitted: "suspended" since <time>: incident 12: a key was published'],
      ['9. Suspended', 1, 'not admitted: "testing" since <time>: incident 12 is closed'],
      ['9. Suspended', 0, 'admitted: "conformant" since <time>: run <run> was conformant; valid until <time>'],
      ['10. Offboarded', 1, 'not admitted: "suspended" since <time>: its last credential "<key>" was revoked'],
      ['10. Offboarded', 1, 'not admitted: "offboarded" since <time>: contract 4711 ended'],
    ])
  })

  it('is what the documentation shows', () => {
    const shown = readFileSync(join(root, 'docs/lifecycle.md'), 'utf8')
    // Else: node examples/lifecycle/lifecycle.mjs > docs/lifecycle.md
    expect(settled(page)).toBe(settled(shown))
  })
})
