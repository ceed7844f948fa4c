import type { Issue } from './types.ts'

const most = 50
const window = 110

/**
 * Issues as text for a terminal: `file:line:column: message`, expected, seen and hint, the source line and a caret.
 * At most 50 are shown in full; the rest is counted.
 */
export function formatIssues(issues: readonly Issue[]): string {
  const blocks = issues.slice(0, most).map(formatIssue)
  if (issues.length > most) blocks.push(`... and ${issues.length - most} more`)
  return blocks.join('\n\n')
}

function formatIssue(issue: Issue): string {
  const place = issue.line === null ? issue.file : `${issue.file}:${issue.line}:${issue.column}`
  const lines = [`${place}: ${issue.message}`]
  if (issue.expected !== null) lines.push(`  expected: ${issue.expected}`)
  if (issue.seen !== null) lines.push(`  seen:     ${issue.seen}`)
  if (issue.hint !== null) lines.push(`  hint:     ${issue.hint}`)
  if (issue.excerpt !== null && issue.line !== null && issue.column !== null) {
    lines.push(...caret(issue.excerpt, issue.line, issue.column))
  }
  return lines.join('\n')
}

function caret(excerpt: string, line: number, column: number): string[] {
  // A line may be a megabyte long: show a piece of it around the column.
  const start = column > window ? column - 1 - Math.floor(window / 2) : 0
  const head = start > 0 ? '...' : ''
  const tail = start + window < excerpt.length ? '...' : ''
  const piece = excerpt.slice(start, start + window)
  // Tabs and control characters take one column each, so that the caret stands below what it means.
  const shown = (head + piece + tail).replaceAll(/\p{C}/gu, ' ')
  const gutter = String(line)
  const blank = ' '.repeat(gutter.length)
  return [`  ${gutter} | ${shown}`, `  ${blank} | ${' '.repeat(head.length + column - 1 - start)}^`]
}
