import { describe, expect, it } from 'vitest'
import { recordRun } from '../../src/evidence/recordRun.ts'
import { junit } from '../../src/report/junit.ts'
import { sampleRun } from '../support/sampleRun.ts'
import { HOSTILE, withHostileText } from './hostile.ts'
import { parseXml, type XmlElement } from './parseXml.ts'

/**
 * The rules of the common JUnit schema (the one that Jenkins, GitLab and Buildkite read), as a table: per element the
 * children, the attributes that must be there and those that may be.
 */
const SCHEMA: Readonly<
  Record<
    string,
    { readonly children: readonly string[]; readonly must: readonly string[]; readonly may: readonly string[] }
  >
> = {
  testsuites: {
    children: ['testsuite'],
    must: [],
    may: ['name', 'time', 'tests', 'failures', 'errors', 'skipped', 'disabled'],
  },
  testsuite: {
    children: ['properties', 'testcase', 'system-out', 'system-err'],
    must: ['name', 'tests', 'failures', 'errors', 'skipped', 'timestamp', 'time'],
    may: ['hostname', 'id', 'package', 'file'],
  },
  properties: { children: ['property'], must: [], may: [] },
  property: { children: [], must: ['name', 'value'], may: [] },
  testcase: {
    children: ['properties', 'skipped', 'error', 'failure', 'system-out', 'system-err'],
    must: ['name', 'classname', 'time'],
    may: ['file', 'line', 'assertions'],
  },
  skipped: { children: [], must: ['message'], may: ['type'] },
  error: { children: [], must: ['message', 'type'], may: [] },
  failure: { children: [], must: ['message', 'type'], may: [] },
  'system-out': { children: [], must: [], may: [] },
}

function problems(element: XmlElement): string[] {
  const rule = SCHEMA[element.name]
  if (rule === undefined) return [`unknown element ${element.name}`]
  const attributes = Object.keys(element.attributes)
  const order = element.children.map(({ name }) => rule.children.indexOf(name))
  return [
    ...rule.must.filter((name) => !attributes.includes(name)).map((name) => `${element.name} without ${name}`),
    ...attributes
      .filter((name) => !rule.must.includes(name) && !rule.may.includes(name))
      .map((name) => `${element.name} with ${name}`),
    ...(order.includes(-1) ? [`${element.name} holds ${element.children.map(({ name }) => name).join(' ')}`] : []),
    ...(element.name === 'testcase' && order.some((place, index) => place < (order[index - 1] ?? 0))
      ? ['children of testcase out of order']
      : []),
    ...['tests', 'failures', 'errors', 'skipped']
      .filter((name) => name in element.attributes && !/^\d+$/.test(element.attributes[name] ?? ''))
      .map((name) => `${name} is no number`),
    ...('time' in element.attributes && !/^\d+(\.\d{1,3})?$/.test(element.attributes.time ?? '')
      ? [`time is "${element.attributes.time}"`]
      : []),
    ...('timestamp' in element.attributes &&
    !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(element.attributes.timestamp ?? '')
      ? ['timestamp is no xs:dateTime without zone']
      : []),
    ...element.children.flatMap(problems),
  ]
}

function casesOf(root: XmlElement): readonly XmlElement[] {
  return root.children.flatMap((suite) => suite.children.filter(({ name }) => name === 'testcase'))
}

const holds = (testCase: XmlElement | undefined, name: string): XmlElement | undefined =>
  testCase?.children.find((child) => child.name === name)

describe('junit', () => {
  const run = sampleRun({ variants: ['a+b', 'c+d'], copies: 3 })
  const root = parseXml(junit(recordRun(run)))
  const cases = casesOf(root)
  const find = (name: string): XmlElement | undefined => cases.find((testCase) => testCase.attributes.name === name)

  it('follows the schema', () => {
    expect(problems(root)).toEqual([])
  })

  it('has a suite per variant with counts that add up', () => {
    expect(root.children.map(({ attributes }) => attributes.name)).toEqual(['a+b', 'c+d'])
    for (const suite of root.children) {
      const inside = suite.children.filter(({ name }) => name === 'testcase')
      const with_ = (name: string): string => String(inside.filter((testCase) => holds(testCase, name)).length)
      expect(suite.attributes).toMatchObject({
        tests: String(inside.length),
        failures: with_('failure'),
        errors: with_('error'),
        skipped: with_('skipped'),
      })
    }
    expect(root.attributes).toMatchObject({
      tests: String(run.result.cases.length),
      failures: String(run.result.summary.fail),
      errors: String(run.result.summary.incomplete),
    })
  })

  it('names every case once, with its area as class and its time in seconds', () => {
    expect(new Set(cases.map(({ attributes }) => attributes.name)).size).toBe(cases.length)
    expect(find('par-assertion-without-sub [a+b]')?.attributes).toEqual({
      classname: 'security-profile.par',
      name: 'par-assertion-without-sub [a+b]',
      time: '0.04',
    })
  })

  it('uses the plain id where there is one variant', () => {
    const names = casesOf(parseXml(junit(recordRun(sampleRun())))).map(({ attributes }) => attributes.name)
    expect(names).toContain('par-assertion-without-sub')
  })

  it('numbers cases that would have the same name', () => {
    const names = casesOf(
      parseXml(junit(recordRun(sampleRun({ change: (result) => ({ ...result, id: 'same' }) })))),
    ).map(({ attributes }) => attributes.name)
    expect(names.slice(0, 3)).toEqual(['same', 'same #2', 'same #3'])
  })

  it('says of a failure what a reader needs to mend it', () => {
    const failure = holds(find('par-assertion-without-sub [a+b]'), 'failure')
    expect(failure?.attributes).toEqual({
      message: 'The request was accepted (201) although the client assertion has no "sub".',
      type: 'as',
    })
    for (const part of [
      'expected: refused with invalid_client',
      'observed: accepted: 201',
      'attacker A1',
      'how to fix: Check that',
      'https://www.rfc-editor.org/rfc/rfc7523',
    ])
      expect(failure?.text).toContain(part)
  })

  it('has an error for incomplete, a reason for skipped, and a note on a passed test for a warning', () => {
    expect(holds(find('tls-1-1-refused [a+b]'), 'error')?.attributes).toMatchObject({
      type: 'harness',
      message: expect.stringContaining('cannot offer TLS 1.1'),
    })
    expect(holds(find('mtls-other-certificate [a+b]'), 'skipped')?.attributes).toEqual({
      message: 'not applicable: sender_constraint is dpop',
    })
    const warned = find('authorize-hsts [a+b]')
    expect(warned?.children.map(({ name }) => name)).toEqual(['properties', 'system-out'])
    expect(holds(warned, 'system-out')?.text).toMatch(/^warning: The login page has no/)
  })

  it('lists the requirements as properties', () => {
    const properties = holds(find('resource-bearer-scheme [a+b]'), 'properties')?.children.map(
      ({ attributes }) => `${attributes.name}=${attributes.value}`,
    )
    expect(properties).toEqual(
      expect.arrayContaining(['requirement=RFC9449-7-a', 'requirement=RFC6750-3.1-a', 'attributed=resource server']),
    )
  })

  it('stays well-formed with hostile texts, and shows them', () => {
    const hostile = parseXml(junit(recordRun(sampleRun({ change: withHostileText }))))
    expect(problems(hostile)).toEqual([])
    const failure = holds(casesOf(hostile)[0], 'failure')
    expect(failure?.attributes.message).toContain(`<img src=x onerror="document.title='owned'">`)
    expect(failure?.attributes.message).toContain(String.raw`\u0000\u0007\u001b[31mred`)
    expect(failure?.text).toContain(']] > ]] >')
    expect(HOSTILE).toContain('\u001b')
  })

  it('is the same text for the same run', () => {
    const recorded = recordRun(run)
    expect(junit(recorded)).toBe(junit(recorded))
  })
})

describe('the parser of this test', () => {
  it.each([
    '<a>',
    '<a></b>',
    '<a b="1" b="2"/>',
    '<a>&x;</a>',
    '<a>]]></a>',
    '<a b="<"/>',
    '<a/>x',
    '<a>\u0001</a>',
    '<a><b></a></b>',
  ])('refuses %j', (xml) => {
    expect(() => parseXml(xml)).toThrow('not well-formed')
  })
})
