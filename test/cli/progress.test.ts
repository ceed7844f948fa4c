import { describe, expect, it } from 'vitest'
import { nextProgress, noProgress, progressLine } from '../../src/cli/progress.ts'
import { showProgress } from '../../src/cli/showProgress.ts'
import type { Terminal } from '../../src/cli/terminal.ts'
import type { CaseResult, RunEvent } from '../../src/index.ts'

const result = (id: string, verdict: CaseResult['verdict']): CaseResult => ({
  ...{
    id,
    verdict,
    variant: 'private_key_jwt+dpop+openid',
    title: id,
    refs: [],
    reason: `reason of ${id}`,
    attributed: null,
  },
  ...{ step: null, durationMs: 1, startMs: 0, exchanges: [], control: null, findings: [] },
})
const start = (id: string): RunEvent => ({ kind: 'case-start', id, variant: 'private_key_jwt+dpop+openid' })
const begin = (total: number): RunEvent => ({ kind: 'run-start', total, target: 'acme', profile: 'fapi2' })
const end = (id: string, verdict: CaseResult['verdict'], done: number, total: number): RunEvent => ({
  ...{ kind: 'case-end', result: result(id, verdict), done, total },
})

describe('progress line', () => {
  it('tells how far, what came of it, how long and what goes on', () => {
    const events = [
      begin(10),
      start('a'),
      start('b'),
      start('c'),
      end('a', 'fail', 1, 10),
      end('b', 'pass', 2, 10),
      start('d'),
    ]
    const progress = events.reduce(nextProgress, noProgress)
    expect(progressLine(progress, 65_400, 80)).toBe('2/10  1:05  1 pass  1 fail  c and 1 more')
  })

  it('is never longer than the terminal is wide', () => {
    const progress = [begin(10), start('a-very-long-name-of-a-case-that-goes-on-and-on')].reduce(
      nextProgress,
      noProgress,
    )
    expect(progressLine(progress, 0, 30)).toBe('0/10  0:00  a-very-long-name-…')
  })
})

function shown(isTty: boolean, events: readonly RunEvent[]): string {
  let text = ''
  const write = (more: string): void => {
    text += more
  }
  const output = { write, isTty, colour: false, columns: 80 }
  const terminal: Terminal = {
    ...{ out: output, err: output, env: {}, folder: '.', interactive: false },
    ask: async () => null,
    onInterrupt: () => () => {},
  }
  const progress = showProgress(terminal)
  for (const event of events) progress.event(event)
  progress.end()
  progress.end()
  return text
}

describe('display', () => {
  it('prints few plain lines where there is no terminal: the start, each fault, ten milestones', () => {
    const ends = Array.from({ length: 100 }, (_, n) => end(`case-${n}`, n === 41 ? 'fail' : 'pass', n + 1, 100))
    const text = shown(false, [begin(100), { kind: 'note', text: 'a note' }, ...ends])
    expect(text).not.toContain('\x1b')
    expect(text).not.toContain('\r')
    const lines = text.trimEnd().split('\n')
    expect(lines[0]).toBe('Testing acme against fapi2: 100 cases')
    expect(lines[1]).toBe('a note')
    expect(lines).toContain('fail       case-41 [private_key_jwt+dpop+openid] reason of case-41')
    expect(lines).toHaveLength(13)
    expect(lines.at(-1)).toMatch(/^100\/100 {2}0:0\d {2}99 pass {2}1 fail$/)
  })

  it('leaves most of many faults to the summary', () => {
    const ends = Array.from({ length: 100 }, (_, n) => end(`case-${n}`, 'incomplete', n + 1, 100))
    const text = shown(false, [begin(100), ...ends])
    expect(text.match(/^incomplete/gm)).toHaveLength(20)
    expect(text).toContain('... more of them are left to the summary')
  })

  it('lets no control character of a server through', () => {
    const event = end('a', 'fail', 1, 2)
    const hostile = { ...event, result: { ...result('a', 'fail'), reason: 'x\x1b[2Jy\r\nz\u202e' } } as RunEvent
    expect(shown(false, [begin(2), hostile])).toContain('] x\u{fffd}[2Jy  z\u{fffd}\n')
    expect(shown(false, [{ kind: 'note', text: 'a\x1b[31m' }])).toBe('a\u{fffd}[31m\n')
  })

  it('leaves no status line behind on a terminal', () => {
    const text = shown(true, [begin(2), end('a', 'fail', 1, 2)])
    expect(text.split('\n').map((line) => line.split('\r\x1b[K').at(-1))).toEqual([
      'Testing acme against fapi2: 2 cases',
      'fail       a [private_key_jwt+dpop+openid] reason of a',
      '',
    ])
  })
})
