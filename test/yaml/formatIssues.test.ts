import { expect, it } from 'vitest'
import { formatIssues } from '../../src/yaml/formatIssues.ts'
import type { Issue } from '../../src/yaml/types.ts'

const issue: Issue = {
  file: 'f.yaml',
  line: 3,
  column: 5,
  field: 'a',
  message: 'm',
  expected: null,
  seen: null,
  hint: null,
  excerpt: 'abc def',
}

it('puts the caret below the column', () => {
  expect(formatIssues([issue])).toBe('f.yaml:3:5: m\n  3 | abc def\n    |     ^')
})

it('shows a piece of a line that is a megabyte long', () => {
  const excerpt = `${'x'.repeat(500_000)}HERE${'y'.repeat(500_000)}`
  const text = formatIssues([{ ...issue, excerpt, column: 500_001 }])
  const [, line = '', caret = ''] = text.split('\n')
  expect(text.length).toBeLessThan(400)
  expect(line.slice(caret.indexOf('^'), caret.indexOf('^') + 4)).toBe('HERE')
})

it('keeps tabs and escape sequences of the file away from the terminal', () => {
  const text = formatIssues([{ ...issue, excerpt: 'a\t\u001b[31mred' }])
  expect(text.includes('\t') || text.includes('\u001b')).toBe(false)
})

it('counts what it does not show', () => {
  const text = formatIssues(Array.from({ length: 60 }, () => issue))
  expect(text.match(/f\.yaml/g)).toHaveLength(50)
  expect(text.endsWith('... and 10 more')).toBe(true)
})

it('leaves out the position of a complaint about a whole file', () => {
  expect(formatIssues([{ ...issue, line: null, column: null }])).toBe('f.yaml: m')
})
