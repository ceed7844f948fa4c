import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseDocument, stringify } from 'yaml'
import { parsePlain } from '../../src/yaml/parsePlain.ts'
import { seeded } from './random.ts'

const root = join(import.meta.dirname, '../..')

/** What the full library reads, or null if it finds anything wrong. */
function library(text: string): unknown {
  const document = parseDocument(text, { version: '1.2', schema: 'core', prettyErrors: false })
  return document.errors.length > 0 ? null : document.toJS()
}

describe('files of this package', () => {
  const files = globSync('{suites,profiles}/**/*.yaml', { cwd: root })

  it('are all read by the fast parser, which keeps the start of the command fast', () => {
    expect(files.length).toBeGreaterThan(28)
    for (const file of files) expect(parsePlain(readFileSync(join(root, file), 'utf8')), file).not.toBeNull()
  })

  it('are read as the library reads them', () => {
    for (const file of files) {
      const text = readFileSync(join(root, file), 'utf8')
      expect(parsePlain(text)?.value, file).toEqual(library(text))
    }
  })
})

describe('plain texts', () => {
  const texts = {
    mapping: 'a: 1\nb: text with spaces\nc: true\nd: null\ne:\n',
    nested: 'a:\n  b:\n    c: x\n  d: y\n',
    'list below a key': 'a:\n  - x\n  - y\nb: z\n',
    'list at the level of its key': 'a:\n- x\n- y\nb: z\n',
    'list of mappings': '- a: 1\n  b: 2\n- a: 3\n',
    'list in a list': '- - a\n  - b\n- - c\n',
    'mapping below a dash': '-\n  a: 1\n-\n  b: 2\n',
    'flow in one line': 'a: { b: [c, "d", \'e\'], f: {} , g: [] }\n',
    'flow over lines': 'a: {\n    b: 1,\n    c: [x,\n      y],\n  }\nd: e\n',
    comments: '# head\na: 1 # one\n# between\nb: # none\n  - x # two\n  # inside\n  - y#no comment\n',
    'plain over lines': 'a: one\n  two\n\n  three\nb: c\n',
    quotes: 'a: "x \\" \\\\ \\n y"\nb: \'it\'\'s\'\nc: ""\n',
    'folded text': 'a: >-\n  one\n  two\n\n  three\nb: >\n  four\n',
    'literal text': 'a: |\n  one\n    two\n\n  three\nb: |-\n  four\n\nc: d\n',
    'colons and hashes inside': 'a: https://x.example/?a=b#c\nb: 12:30\nc: [https://x.example:443/a, a#b]\n',
    'symbols and dollars': 'a: $now-5m\nb: [$as.issuer, $random64]\n',
    'words of YAML 1.1': 'a: yes\nb: no\nc: on\nd: [y, n]\n',
    'quoted keys': '"a b": 1\n\'c\': 2\n',
    'no line end': 'a: b',
  }
  it.each(Object.entries(texts))('%s', (_name, text) => {
    const expected = library(text)
    expect(expected).not.toBeNull()
    expect(parsePlain(text)?.value).toEqual(expected)
  })
})

describe('what is left to the full parser', () => {
  const texts = {
    tab: 'a:\n\tb: 1\n',
    'carriage return': 'a: 1\r\nb: 2\r\n',
    anchor: 'a: &x 1\nb: *x\n',
    tag: 'a: !!str 1\n',
    'two documents': 'a: 1\n---\nb: 2\n',
    'document end': 'a: 1\n...\n',
    directive: '%YAML 1.2\n---\na: 1\n',
    'duplicate key': 'a: 1\na: 2\n',
    'duplicate key in flow': '{ a: 1, a: 2 }\n',
    'number with exponent': 'a: 1e3\n',
    'number with zero at the end': 'a: 5.10\n',
    'hexadecimal number': 'a: 0x1F\n',
    'capital word': 'a: True\n',
    'number as key': '1: a\n',
    'explicit key': '? a\n: b\n',
    'colon inside': 'a: b: c\n',
    'bad indentation': 'a: 1\n  b: 2\n',
    'list under text': 'a: b\n  - c\n',
    'open bracket': 'a: [b\n',
    'open quote': 'a: "b\n',
    'text behind a quote': 'a: "b" c\n',
    'single pair in a list': 'a: [b: c]\n',
    'prototype key': '__proto__: { a: 1 }\n',
    'empty text': '',
    'only a comment': '# nothing\n',
    'deep nesting': `a: ${'['.repeat(60)}${']'.repeat(60)}\n`,
    'no-break space': 'a:\u00a0b\n',
  }
  it.each(Object.entries(texts))('%s', (_name, text) => {
    expect(parsePlain(text)).toBeNull()
  })
})

describe('random texts', () => {
  /** A random value of the kind that such files hold. */
  function value(random: ReturnType<typeof seeded>, depth: number): unknown {
    const kind = random.int(depth > 3 ? 5 : 8)
    const words = [
      'a',
      'some text',
      'x: y',
      '# z',
      '- q',
      '',
      'true',
      '12',
      '1.5',
      "it's",
      '"quoted"',
      'a, b',
      '[c]',
      ' d ',
      'no',
      '$now-5m',
      '*e',
      '&f',
      'ü',
      'line\nbreak',
      'e: ',
      '1e3',
      'g #h',
      'i#j',
      '@k',
      '!l',
      '%m',
      '|',
      '>',
      '?',
      ':',
      '-',
      '~',
      '0x1',
    ]
    if (kind < 3) return random.pick(words)
    if (kind === 3) return random.pick([0, 1, -7, 600, 1.5, true, false, null])
    if (kind === 4)
      return random.pick(['plain words that go on and on so that the writer folds them at some place', 'short'])
    const size = random.int(4)
    if (kind === 5) return Array.from({ length: size }, () => value(random, depth + 1))
    return Object.fromEntries(
      Array.from({ length: size }, (_, i) => [
        `${random.pick(['k', 'key', 'a-b', 'a.b', 'c d', 'no', '1'])}${i}`,
        value(random, depth + 1),
      ]),
    )
  }

  it('written by the library are read as it reads them, or left to it', () => {
    let fast = 0
    for (let seed = 1; seed <= 1500; seed++) {
      const random = seeded(seed)
      const data = { root: value(random, 0), next: value(random, 1) }
      const text = stringify(data, {
        lineWidth: random.pick([0, 40, 80]),
        indent: random.pick([2, 4]),
        indentSeq: random.pick([true, false]),
        ...(random.int(4) === 0 ? { collectionStyle: 'flow' as const } : {}),
      })
      const read = parsePlain(text)
      if (read === null) continue
      fast++
      expect(read.value, `seed ${seed}:\n${text}`).toEqual(library(text))
    }
    expect(fast).toBeGreaterThan(300)
  })

  it('damaged at random places are read as the library reads them, or left to it', () => {
    const samples = [
      readFileSync(join(root, 'suites/requirements/rfc9126.yaml'), 'utf8').slice(0, 1500),
      'suite: a/b\nneeds: { openid: true }\ncases:\n  - id: one\n    refs: [A-1, "B-2"]\n    at: [par.form, token.form]\n    mutate: { set: { a: $now-5m, b: [1, x] } }\n    expect: { reject: [] }\n    fix: >-\n      Some text\n      goes on.\n\n  - id: two # why\n    refs:\n      - C\n    fix: Plain text\n      over lines.\n',
    ]
    const noise = [
      ' ',
      '  ',
      '\n',
      ':',
      ': ',
      '-',
      '- ',
      ',',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '#',
      ' #',
      '|',
      '>',
      '&',
      '*',
      '!',
      '%',
      '@',
      '?',
      '? ',
      '\n  ',
      '\n- ',
      'x',
      '0',
      '~',
      '\\',
      '\n\n',
      '>-\n',
    ]
    let fast = 0
    for (let seed = 1; seed <= 3000; seed++) {
      const random = seeded(seed)
      let text = random.pick(samples)
      const times = 1 + random.int(3)
      for (let i = 0; i < times; i++) {
        const at = random.int(text.length)
        text = text.slice(0, at) + (random.int(3) === 0 ? '' : random.pick(noise)) + text.slice(at + random.int(4))
      }
      const read = parsePlain(text)
      if (read === null) continue
      fast++
      expect(read.value, `seed ${seed}:\n${text}`).toEqual(library(text))
    }
    expect(fast).toBeGreaterThan(500)
  })
})
