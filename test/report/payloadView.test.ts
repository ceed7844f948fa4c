import { describe, expect, it } from 'vitest'
import { jsonLines } from '../../src/report/html/jsonLines.ts'
import { payloadView } from '../../src/report/html/payloadView.ts'

const payload = { accounts: [{ id: 'a', 'x/y': { deep: [1, [2, 3]] }, empty: {}, none: [] }, { id: 'b' }], total: 2 }

/** What a pointer leads to, of a line's value on its own. */
const at = (pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, token) => (value as Record<string, unknown>)[token], payload)

describe('lines of JSON with their places', () => {
  it('lead to the values that stand on them', () => {
    const lines = jsonLines(JSON.stringify(payload)).filter(({ pointer }) => pointer !== null)
    expect(lines.map(({ pointer }) => pointer)).toEqual([
      '',
      '/accounts',
      '/accounts/0',
      '/accounts/0/id',
      '/accounts/0/x~1y',
      '/accounts/0/x~1y/deep',
      '/accounts/0/x~1y/deep/0',
      '/accounts/0/x~1y/deep/1',
      '/accounts/0/x~1y/deep/1/0',
      '/accounts/0/x~1y/deep/1/1',
      '/accounts/0/empty',
      '/accounts/0/none',
      '/accounts/1',
      '/accounts/1/id',
      '/total',
    ])
    for (const { text, pointer } of lines) {
      const value = text
        .trim()
        .replace(/^"(?:[^"\\]|\\.)*": ?/, '')
        .replace(/,$/, '')
      if (value !== '{' && value !== '[') expect(JSON.parse(value)).toEqual(at(pointer ?? ''))
    }
  })

  it('keep every character of what is no JSON', () => {
    const broken = '{"a": [1, {"b": tru'
    expect(
      jsonLines(broken)
        .map(({ text }) => text)
        .join('')
        .replaceAll(/\s/g, ''),
    ).toBe(broken.replaceAll(/\s/g, ''))
  })
})

describe('a payload with what is wrong in it', () => {
  const marks = [
    { pointer: '/accounts/1/id', words: 'an integer; a string of 1 character' },
    { pointer: '/accounts/1', words: 'the member "name"; it is missing' },
    { pointer: '/nowhere', words: 'never shown' },
  ]

  it('has the words beside the lines', () => {
    const page = String(payloadView(JSON.stringify(payload), marks))
    expect(page).toContain(
      '<mark>      &quot;id&quot;: &quot;b&quot;</mark> <span class="wrong">an integer; a string of 1 character</span>',
    )
    expect(page.match(/<mark>/g)).toHaveLength(2)
    expect(page).not.toContain('never shown')
  })

  it('is cut to the lines around the marks where it is long', () => {
    const list = Array.from({ length: 5_000 }, (_, index) => ({ id: `n${index}` }))
    const page = String(payloadView(JSON.stringify(list), [{ pointer: '/4000/id', words: 'wrong' }]))
    expect(page).toContain('n4000')
    expect(page).not.toContain('n3990')
    expect(page.length).toBeLessThan(2_000)
  })

  it('lets no markup of a server through', () => {
    const page = String(payloadView('{"<b>": "<script>"}', [{ pointer: '/<b>', words: '<i>' }]))
    expect(page).not.toMatch(/<script>|<b>|<i>/)
  })
})
