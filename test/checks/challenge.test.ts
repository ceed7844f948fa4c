import { describe, expect, it } from 'vitest'
import { challengeParam, parseChallenges } from '../../src/checks/challenge.ts'

const parse = (...values: readonly string[]) =>
  parseChallenges(values.map((value) => ['WWW-Authenticate', value] as const))

describe('WWW-Authenticate', () => {
  it.each([
    ['Bearer', [['Bearer']]],
    ['Bearer realm="a"', [['Bearer', ['realm', 'a']]]],
    [
      'DPoP algs="ES256 PS256", error="use_dpop_nonce"',
      [['DPoP', ['algs', 'ES256 PS256'], ['error', 'use_dpop_nonce']]],
    ],
    ['Bearer, DPoP algs="x"', [['Bearer'], ['DPoP', ['algs', 'x']]]],
    [
      'Basic realm="a, b\\"c", Bearer ERROR = "invalid_token" ,error_description="x"',
      [
        ['Basic', ['realm', 'a, b"c']],
        ['Bearer', ['error', 'invalid_token'], ['error_description', 'x']],
      ],
    ],
    ['bearer error=invalid_token', [['bearer', ['error', 'invalid_token']]]],
    ['Negotiate abc==, Bearer', [['Negotiate'], ['Bearer']]],
    ['Bearer realm=""', [['Bearer', ['realm', '']]]],
    [', ,Bearer ,', [['Bearer']]],
    ['', []],
  ])('%s', (value, expected) => {
    const { challenges, problems } = parse(value)
    expect(challenges.map(({ scheme, params }) => [scheme, ...params])).toEqual(expected)
    expect(problems).toEqual([])
  })

  it('reads several lines, whatever the case of the name', () => {
    const { challenges } = parseChallenges([
      ['www-authenticate', 'DPoP error="a"'],
      ['Content-Type', 'x'],
      ['WWW-AUTHENTICATE', 'Bearer'],
    ])
    expect(challenges.map(({ scheme }) => scheme)).toEqual(['DPoP', 'Bearer'])
  })

  it('keeps a token68', () => {
    expect(parse('Negotiate YII-._~+/1==').challenges).toEqual([
      { scheme: 'Negotiate', token68: 'YII-._~+/1==', params: [] },
    ])
  })

  it.each([
    ['Bearer realm="x', 'the value of "realm" is neither a token nor a closed quoted string'],
    ['"Bearer"', 'unexpected text "\\"Bearer\\""'],
    ['Bearer error="a", error="b"', '"error" occurs twice in the Bearer challenge'],
    ['Bearer error="a"x', 'x'],
    ['Bearer error="a" @', 'unexpected text "@"'],
  ])('notices what breaks the grammar: %s', (value, problem) => {
    const { problems, challenges } = parse(value)
    // A word behind a closed string is read as a scheme of its own.
    if (problem === 'x') expect(challenges.at(-1)?.scheme).toBe('x')
    else expect(problems).toEqual([problem])
  })

  it('finds a parameter by name', () => {
    const [challenge] = parse('DPoP error="a", algs="ES256"').challenges
    expect(challenge && challengeParam(challenge, 'algs')).toBe('ES256')
    expect(challenge && challengeParam(challenge, 'realm')).toBeNull()
  })

  it('is done in time with hostile text', () => {
    const started = performance.now()
    for (const text of [
      'Bearer '.repeat(5000),
      `Bearer a="${'\\'.repeat(50_000)}`,
      'a=,'.repeat(20_000),
      '='.repeat(50_000),
      'a '.repeat(50_000),
    ])
      parse(text)
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
