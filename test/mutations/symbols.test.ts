import { describe, expect, test } from 'vitest'
import { newDraft } from '../../src/flow/draft.ts'
import { isSymbol, resolve, SymbolError } from '../../src/mutations/symbols.ts'
import { draftFlow } from './draftFlow.ts'

const flow = draftFlow()
const draft = newDraft('resource', 'GET', 'https://rs.example/accounts?page=1')
const value = (text: unknown) => resolve(text, flow, draft)

describe('symbols', () => {
  test.each([
    ['$as.issuer', 'https://as.example'],
    ['$as.token_endpoint', 'https://as.example/token'],
    ['$client.id', 'client1-id'],
    ['$client2.id', 'client2-id'],
    ['$client1.redirect_uri', 'https://rp.example/client1'],
    ['$now', 1_800_000_000],
    ['$now+10s', 1_800_000_010],
    ['$now-5m', 1_799_999_700],
    ['$now+1h', 1_800_003_600],
    ['$scope.reversed', 'accounts openid'],
    ['$token.access_token', 'the-token'],
    ['$authorization.inverted_case', 'dpOp the-token'],
    ['$authorization.truncated', 'DPoP the-'],
    ['$step.url_with_query', 'https://rs.example/accounts?assay=1'],
    ['$step.url_with_fragment', 'https://rs.example/accounts#assay'],
    ['$step.url_upper_case_host', 'HTTPS://RS.EXAMPLE/accounts'],
    ['$step.url_explicit_port', 'https://rs.example:443/accounts'],
    ['$step.url_dot_segments', 'https://rs.example/assay/../accounts'],
  ])('%s', (symbol, expected) => {
    expect(isSymbol(symbol)).toBe(true)
    expect(value(symbol)).toBe(expected)
  })

  test('random text has the length asked for and differs each time', () => {
    expect(value('$random64')).toHaveLength(64)
    expect(value('$random64')).not.toBe(value('$random64'))
    expect(value('$random1000')).toHaveLength(1000)
  })

  test('arrays and objects are resolved inside; literals stay what they are', () => {
    expect(value(['$as.issuer', 'x', 1, null])).toEqual(['https://as.example', 'x', 1, null])
    expect(value({ a: { b: '$client.id' } })).toEqual({ a: { b: 'client1-id' } })
    expect(value('no $symbol inside')).toBe('no $symbol inside')
  })

  test.each(['$as', '$nothing', '$now+10', '$now*2', '$client3.id', '$random', '$client.secret'])(
    '%s is unknown',
    (text) => {
      expect(isSymbol(text)).toBe(false)
    },
  )

  test('a symbol without a value in this flow is an error of its own', () => {
    expect(() => value('$as.introspection_endpoint')).toThrow(SymbolError)
    expect(() => value('$par.request_uri')).toThrow('"$par.request_uri" has no value in this flow')
  })
})
