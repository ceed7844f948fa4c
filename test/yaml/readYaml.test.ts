import { describe, expect, it } from 'vitest'
import { formatIssues } from '../../src/yaml/formatIssues.ts'
import { readYaml } from '../../src/yaml/readYaml.ts'

const read = (text: string | Uint8Array) => readYaml(typeof text === 'string' ? Buffer.from(text) : text, 'file.yaml')
const messages = (text: string | Uint8Array) => formatIssues(read(text).issues)

describe('odd files that are fine', () => {
  it('byte order mark', () => {
    expect(read('\ufeffa: 1\n')).toMatchObject({ value: { a: 1 }, issues: [] })
  })

  it('line ends of Windows, with the same lines and columns', () => {
    const document = read('a: 1\r\nb:\r\n  c: 2\r\n')
    expect(document).toMatchObject({ value: { a: 1, b: { c: 2 } }, issues: [] })
    expect(document.position(['b', 'c'], 'value')).toEqual({ line: 3, column: 6 })
  })

  it('a megabyte of entries', () => {
    const entries = Array.from({ length: 40_000 }, (_, i) => `key${i}: some text number ${i}`)
    const document = read(`${entries.join('\n')}\n`)
    expect(document.issues).toEqual([])
    expect(Object.keys(Object(document.value))).toHaveLength(40_000)
  })

  it('words of YAML 1.1 are text', () => {
    expect(read('a: no\nb: "yes"\n').value).toEqual({ a: 'no', b: 'yes' })
  })
})

describe('syntax errors', () => {
  it('empty file: no issue here, the value is null', () => {
    expect(read('')).toMatchObject({ value: null, issues: [] })
    expect(read('# only a comment\n')).toMatchObject({ value: null, issues: [] })
  })

  it('tab', () => {
    expect(messages('a:\n\tb: 1\n')).toMatchInlineSnapshot(`
      "file.yaml:2:1: not valid YAML: a tab is used to indent
        hint:     indent with spaces
        2 |  b: 1
          | ^"
    `)
  })

  it('anchors and aliases', () => {
    expect(messages('a: &x { b: 1 }\nc: *x\n')).toMatchInlineSnapshot(`
      "file.yaml:1:7: anchor "&x" is not allowed
        hint:     leave it out; these files have no aliases
        1 | a: &x { b: 1 }
          |       ^

      file.yaml:2:4: alias "*x" is not allowed
        hint:     write the value out; these files have no aliases
        2 | c: *x
          |    ^"
    `)
  })

  it('alias bomb', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]']
    for (let i = 1; i < 12; i++)
      lines.push(
        `a${i}: &a${i} [${Array(9)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      )
    const { issues } = read(lines.join('\n'))
    expect(issues[0]?.message).toBe('anchor "&a0" is not allowed')
  })

  it('tags', () => {
    expect(messages('a: !!str 12\n')).toMatchInlineSnapshot(`
      "file.yaml:1:10: tag "tag:yaml.org,2002:str" is not allowed
        hint:     leave it out; put text that looks like a number in quotes
        1 | a: !!str 12
          |          ^"
    `)
  })

  it('duplicate keys', () => {
    expect(messages('a: 1\nb: 2\na: 3\n')).toMatchInlineSnapshot(`
      "file.yaml:3:1: not valid YAML: the same key stands twice in one mapping
        hint:     remove one of the two
        3 | a: 3
          | ^"
    `)
  })

  it('numbers that are easily misread', () => {
    expect(messages('state: 1e3\nclause: 5.10\n')).toMatchInlineSnapshot(`
      "file.yaml:1:8: "1e3" is easily misread
        expected: text in quotes, or a number, true, false or null in its usual form
        seen:     "1e3", which YAML reads as the number 1000
        hint:     put it in quotes if text is meant, else write 1000
        1 | state: 1e3
          |        ^

      file.yaml:2:9: "5.10" is easily misread
        expected: text in quotes, or a number, true, false or null in its usual form
        seen:     "5.10", which YAML reads as the number 5.1
        hint:     put it in quotes if text is meant, else write 5.1
        2 | clause: 5.10
          |         ^"
    `)
  })

  it('keys that are no text', () => {
    expect(messages('1: a\n? [b]\n: c\n')).toMatchInlineSnapshot(`
      "file.yaml:1:1: key "1" is not a name
        hint:     a key is text; put it in quotes if it has to look like this
        1 | 1: a
          | ^

      file.yaml:2:3: key is not a name
        hint:     a key is text; put it in quotes if it has to look like this
        2 | ? [b]
          |   ^"
    `)
  })

  it('NUL byte', () => {
    expect(messages('a: 1\nb: x\u0000y\n')).toMatchInlineSnapshot(`
      "file.yaml:2:5: control character U+0000 in the file
        expected: text
        hint:     remove it; the file may be damaged or not text at all
        2 | b: x y
          |     ^"
    `)
  })

  it('not UTF-8', () => {
    expect(messages(Uint8Array.of(0x61, 0x3a, 0x20, 0xff, 0xfe))).toMatchInlineSnapshot(`
      "file.yaml: the file is not UTF-8 text
        expected: UTF-8
        hint:     save the file as UTF-8"
    `)
  })

  it('UTF-16', () => {
    expect(messages(Buffer.from('\ufeffa: 1\n', 'utf16le'))).toMatchInlineSnapshot(`
      "file.yaml: the file is not UTF-8 text
        expected: UTF-8
        hint:     save the file as UTF-8"
    `)
  })

  it('too large', () => {
    expect(messages(new Uint8Array(5 * 1024 * 1024))).toMatchInlineSnapshot(`
      "file.yaml: the file is too large
        expected: at most 4194304 bytes
        seen:     5242880 bytes"
    `)
  })

  it('two documents', () => {
    expect(messages('a: 1\n---\nb: 2\n')).toMatchInlineSnapshot(`
      "file.yaml:2:1: not valid YAML: a second document starts here
        hint:     remove the "---" line; one file is one document
        2 | ---
          | ^"
    `)
  })

  it('a bracket that is never closed', () => {
    expect(messages('a: [b, c\nd: e\n')).toMatchInlineSnapshot(`
      "file.yaml:2:1: not valid YAML: this line is not indented like the lines it belongs to
        hint:     line it up with its neighbours, and look for an open bracket above it
        2 | d: e
          | ^"
    `)
  })

  it('a quote that is never closed', () => {
    expect(messages('a: "b\nd: e\n')).toMatchInlineSnapshot(`
      "file.yaml:3:1: not valid YAML: a character is missing here
        hint:     close the bracket or quote above, or put a "," or ":" between the values
        3 | 
          | ^"
    `)
  })

  it('a colon inside a text', () => {
    expect(messages('fix: Do this: not that\n')).toMatchInlineSnapshot(`
      "file.yaml:1:6: not valid YAML: a mapping cannot start in the middle of a line
        hint:     put the text in quotes if it holds ": "
        1 | fix: Do this: not that
          |      ^"
    `)
  })

  it('several errors at once', () => {
    expect(read('a: 1\na: 2\nb: True\nc: &x 1\n').issues.map(({ line, message }) => `${line}: ${message}`)).toEqual([
      '2: not valid YAML: the same key stands twice in one mapping',
      '3: "True" is easily misread',
      '4: anchor "&x" is not allowed',
    ])
  })

  it('a prototype is not changed by a key', () => {
    const document = read('__proto__: { polluted: true }\n')
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
    expect(document.issues[0]?.message).toBe('key "__proto__" is not a name')
  })

  it.each(['['.repeat(100_000), '{a: '.repeat(50_000), '- '.repeat(100_000), '? '.repeat(50_000)])(
    'nested too deep',
    (text) => {
      const { issues } = read(text)
      expect(issues.length).toBeGreaterThan(0)
    },
  )
})

describe('positions', () => {
  const text = 'a: 1\nlist:\n  - id: x\n    refs: [p, q]\n  - id: y\n'

  it.each([
    [['a'], 'key', 1, 1],
    [['a'], 'value', 1, 4],
    [['list', 0], 'value', 3, 5],
    [['list', 0, 'refs'], 'key', 4, 5],
    [['list', 0, 'refs', 1], 'value', 4, 15],
    [['list', 1, 'id'], 'value', 5, 9],
  ] as const)('%j %s', (path, anchor, line, column) => {
    expect(read(text).position(path, anchor)).toEqual({ line, column })
  })

  it('of a path that does not exist is that of the nearest parent', () => {
    expect(read(text).position(['list', 1, 'refs', 3], 'value')).toEqual({ line: 5, column: 5 })
  })

  it('are the same from both parsers', () => {
    // The anchor sends the whole file to the full parser.
    const full = read(text.replace('a: 1', 'a: &x'))
    for (const index of [0, 1])
      expect(full.position(['list', index], 'value')).toEqual(read(text).position(['list', index], 'value'))
  })
})
