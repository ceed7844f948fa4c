import { describe, expect, it } from 'vitest'
import { judgeExchange, judgeVisit } from '../../src/checks/refusal.ts'
import type { PageFacts, VisitOutcome } from '../../src/login/types.ts'
import type { StepName } from '../../src/suite/types.ts'
import type { WireErrorCode } from '../../src/wire/types.ts'
import { exchange, json, noAnswer, type ResponseDraft } from './exchange.ts'
import { unsigned } from './keys.ts'

const judge = (step: StepName, response: ResponseDraft) => judgeExchange(step, exchange(step, {}, response))
const html = (status: number): ResponseDraft => ({
  status,
  headers: [['content-type', 'text/html']],
  body: '<h1>x</h1>',
})
const empty = (status: number, ...headers: [string, string][]): ResponseDraft => ({ status, headers, body: '' })

describe('what counts as accepted', () => {
  it.each<[StepName, ResponseDraft]>([
    ['par', json(201, { request_uri: 'urn:x', expires_in: 60 })],
    ['par', json(200, { request_uri: 'urn:x' })],
    ['token', json(200, { access_token: 'a' })],
    ['token', { ...json(200, { access_token: 'a' }), headers: [] }],
    ['token', json(200, { access_token: 'a', error: 'x' })],
    ['refresh', json(200, { access_token: 'a' })],
    ['resource', empty(200)],
    ['resource', empty(204)],
    ['userinfo', json(200, {})],
    ['introspect', json(200, { active: true })],
    [
      'introspect',
      { status: 200, headers: [], body: unsigned({ alg: 'PS256' }, { token_introspection: { active: true } }, 'AA') },
    ],
    ['revoke', empty(200)],
    ['discovery', json(200, {})],
    ['jwks', json(200, { keys: [] })],
    ['authorize', empty(303, ['Location', 'https://client.example/cb?code=a'])],
  ])('%s: %j', (step, response) => {
    expect(judge(step, response)).toMatchObject({ kind: 'accepted', code: null, formProblems: [] })
  })
})

describe('what counts as refused', () => {
  it.each<[StepName, ResponseDraft, string | null, string]>([
    ['par', json(400, { error: 'invalid_request' }), 'invalid_request', 'json-error'],
    ['par', json(401, { error: 'invalid_client' }), 'invalid_client', 'json-error'],
    ['par', empty(405), null, 'json-error'],
    [
      'token',
      json(400, { error: 'invalid_grant', error_description: 'The code is used' }),
      'invalid_grant',
      'json-error',
    ],
    [
      'token',
      json(400, { error: 'invalid_request', error_uri: 'https://as.example/errors#1' }),
      'invalid_request',
      'json-error',
    ],
    ['introspect', json(200, { active: false }), null, 'inactive'],
    [
      'introspect',
      { status: 200, headers: [], body: unsigned({ alg: 'PS256' }, { token_introspection: { active: false } }, 'AA') },
      null,
      'inactive',
    ],
    [
      'resource',
      empty(401, ['WWW-Authenticate', 'DPoP algs="ES256", error="invalid_token"']),
      'invalid_token',
      'challenge',
    ],
    [
      'resource',
      empty(401, ['WWW-Authenticate', 'Basic realm="x", Bearer error="invalid_token"']),
      'invalid_token',
      'challenge',
    ],
    ['resource', empty(401, ['WWW-Authenticate', 'DPoP']), null, 'challenge'],
    [
      'resource',
      empty(403, ['WWW-Authenticate', 'Bearer error="insufficient_scope", scope="a"']),
      'insufficient_scope',
      'challenge',
    ],
    ['resource', json(400, { error: 'invalid_request' }), 'invalid_request', 'json-error'],
    ['resource', empty(404), null, 'json-error'],
    ['userinfo', empty(401, ['www-authenticate', 'dpop error=invalid_dpop_proof']), 'invalid_dpop_proof', 'challenge'],
    ['authorize', html(400), null, 'error-page'],
    [
      'authorize',
      empty(303, ['Location', 'https://client.example/cb?error=access_denied']),
      'access_denied',
      'redirect-error',
    ],
  ])('%s: %j', (step, response, code, form) => {
    expect(judge(step, response)).toMatchObject({ kind: 'refused', code, form, formProblems: [], serverError: false })
  })

  it.each<[string, StepName, ResponseDraft, string[]]>([
    [
      'an error under 200',
      'par',
      json(200, { error: 'invalid_request' }),
      ['an error with success status 200, expected 400'],
    ],
    [
      'text/html',
      'token',
      { ...json(400, { error: 'invalid_grant' }), headers: [['content-type', 'text/html']] },
      ['Content-Type text/html, expected application/json'],
    ],
    [
      'no Content-Type',
      'token',
      { ...json(400, { error: 'invalid_grant' }), headers: [] },
      ['no Content-Type header, expected application/json'],
    ],
    [
      'an HTML body',
      'token',
      { ...html(400), headers: [['content-type', 'application/json']] },
      ['the body is not a JSON object with "error"'],
    ],
    ['no error', 'par', json(400, { message: 'no' }), ['"error" is missing']],
    ['a number', 'par', json(400, { error: 17 }), ['"error" is a number, expected a string']],
    [
      'characters',
      'par',
      json(400, { error: 'invalid"request' }),
      ['"error" is empty or has characters outside the allowed set: "invalid\\"request"'],
    ],
    [
      'an empty error',
      'par',
      json(400, { error: '' }),
      ['"error" is empty or has characters outside the allowed set: ""'],
    ],
    [
      'a description with an umlaut',
      'par',
      json(400, { error: 'invalid_request', error_description: 'ungültig' }),
      ['"error_description" is empty or has characters outside the allowed set: "ungültig"'],
    ],
    [
      'a description with a line end',
      'par',
      json(400, { error: 'invalid_request', error_description: 'a\nb' }),
      ['"error_description" is empty or has characters outside the allowed set: "a\\nb"'],
    ],
    [
      'an error_uri that is none',
      'par',
      json(400, { error: 'invalid_request', error_uri: 'http://[' }),
      ['"error_uri" is not a URI: "http://["'],
    ],
    ['403', 'token', json(403, { error: 'invalid_grant' }), ['status 403, expected 400 (401 only for invalid_client)']],
    [
      '401 for another code',
      'token',
      json(401, { error: 'invalid_grant' }),
      ['status 401 with error "invalid_grant", expected 400'],
    ],
    ['a member twice', 'token', { ...json(400, ''), body: '{"error":"a","error":"b"}' }, ['"error" occurs twice']],
    ['401 without challenge', 'resource', empty(401), ['status 401 without a WWW-Authenticate header']],
    ['403 without challenge', 'resource', empty(403), ['status 403 without a WWW-Authenticate header']],
    [
      'a challenge of another scheme',
      'resource',
      empty(401, ['WWW-Authenticate', 'Basic realm="x"']),
      ['no challenge of scheme DPoP or Bearer'],
    ],
    [
      '400 for invalid_token',
      'resource',
      empty(400, ['WWW-Authenticate', 'Bearer error="invalid_token"']),
      ['status 400 with error "invalid_token", expected 401'],
    ],
    [
      '401 for insufficient_scope',
      'resource',
      empty(401, ['WWW-Authenticate', 'Bearer error="insufficient_scope"']),
      ['status 401 with error "insufficient_scope", expected 403'],
    ],
    [
      'a parameter twice',
      'resource',
      empty(401, ['WWW-Authenticate', 'DPoP error="invalid_token", error="x"']),
      ['"error" occurs twice in the DPoP challenge'],
    ],
  ])('in the wrong form: %s', (_, step, response, problems) => {
    const judged = judge(step, response)
    expect(judged.kind).toBe('refused')
    expect(judged.formProblems).toEqual(expect.arrayContaining(problems))
  })

  it.each<[string, string, ResponseDraft]>([
    ['no challenge to a DPoP request', 'RFC9449-7.1-b', empty(401)],
    ['no challenge to a Bearer request', 'RFC6750-3-a', empty(401)],
    ['a parameter twice', 'RFC6750-3-b', empty(401, ['WWW-Authenticate', 'DPoP error="invalid_token", error="x"'])],
    ['another status', 'RFC6750-3.1-a', empty(400, ['WWW-Authenticate', 'Bearer error="invalid_token"'])],
  ])('names the clause: %s', (what, requirement, response) => {
    const scheme = what.includes('Bearer') ? 'Bearer' : 'DPoP'
    const asked = exchange('resource', { headers: [['authorization', `${scheme} abc`]] }, response)
    expect(judgeExchange('resource', asked).formRequirement).toBe(requirement)
  })

  it('wants a challenge where the client used the Authorization header', () => {
    const response = json(401, { error: 'invalid_client' })
    const basic = exchange('token', { headers: [['authorization', 'Basic abc']] }, response)
    expect(judgeExchange('token', basic)).toMatchObject({
      formRequirement: 'RFC6749-5.2-b',
      formProblems: ['status 401 without WWW-Authenticate although the client used the Basic scheme'],
    })
    const challenged = exchange(
      'token',
      { headers: [['authorization', 'Basic abc']] },
      { ...response, headers: [...response.headers, ['WWW-Authenticate', 'Basic']] },
    )
    expect(judgeExchange('token', challenged).formProblems).toEqual([])
  })
})

describe('what says nothing', () => {
  it.each<[StepName, ResponseDraft, boolean]>([
    ['par', json(500, { error: 'server_error' }), true],
    ['par', json(501, {}), true],
    ['resource', html(505), true],
    ['token', json(429, { error: 'slow_down' }), false],
    ['token', html(502), false],
    ['token', html(503), false],
    ['token', html(504), false],
    ['par', json(201, {}), false],
    ['par', html(200), false],
    ['token', json(200, { access_token: '' }), false],
    ['token', json(200, { token: 'a' }), false],
    ['introspect', json(200, { active: 'true' }), false],
    ['introspect', json(200, {}), false],
    ['resource', empty(302, ['Location', '/login']), false],
    ['token', empty(302), false],
    ['authorize', empty(303, ['Location', '/login']), false],
    ['par', empty(100), false],
  ])('%s: %j', (step, response, serverError) => {
    expect(judge(step, response)).toMatchObject({ kind: 'unclear', code: null, serverError })
  })

  it.each<[WireErrorCode, 'dns' | 'connect' | 'tls' | 'request' | 'response', string, string | undefined]>([
    ['CONNECTION_REFUSED', 'connect', 'unreachable', 'network'],
    ['DNS', 'dns', 'unreachable', 'config'],
    ['TIMEOUT', 'response', 'unreachable', 'network'],
    ['CONNECTION_RESET', 'response', 'unreachable', 'network'],
    ['TLS_UNTRUSTED', 'tls', 'unreachable', 'as'],
    ['BAD_RESPONSE', 'response', 'unreachable', 'as'],
    ['ABORTED', 'request', 'unreachable', 'harness'],
    ['TLS_ALERT', 'tls', 'refused', undefined],
    ['TLS_ALERT', 'response', 'refused', undefined],
    ['CONNECTION_RESET', 'tls', 'refused', undefined],
  ])('no answer: %s in %s', (code, phase, kind, attributed) => {
    const judged = judgeExchange('token', noAnswer('token', code, phase))
    expect(judged).toMatchObject({ kind, form: kind === 'refused' ? 'tls' : null, status: null })
    expect(judged.attributed).toBe(attributed)
  })

  it('takes a connection that ends before any answer for a refusal by TLS, but only there', () => {
    const ended = noAnswer('token', 'CONNECTION_RESET', 'response')
    const unanswered = { ...ended, timing: { ...ended.timing, firstByteMs: null } }
    const clear = { ...unanswered, request: { ...unanswered.request, url: 'http://as.example/token' } }
    expect(judgeExchange('token', unanswered)).toMatchObject({ kind: 'refused', form: 'tls' })
    expect(judgeExchange('token', clear)).toMatchObject({ kind: 'unreachable' })
  })

  it('takes 501 for a refusal of methods that a server need not know, and of no other', () => {
    const asked = (method: string) => judgeExchange('par', exchange('par', { method }, html(501)))
    expect(asked('PUT')).toMatchObject({ kind: 'refused', serverError: false })
    expect(asked('POST')).toMatchObject({ kind: 'unclear', serverError: true })
  })

  it('blames the resource server for its own faults', () => {
    expect(judge('resource', html(503)).attributed).toBe('rs')
    expect(judgeExchange('resource', noAnswer('resource', 'TLS_EXPIRED', 'tls')).attributed).toBe('rs')
  })
})

describe('a visit of the authorization endpoint', () => {
  const page = (facts: Partial<PageFacts>): PageFacts => ({
    ...{ url: 'https://as.example/authorize', status: 200, title: '', text: '' },
    ...{ hasPasswordField: false, hasForm: false, screenshot: null },
    ...facts,
  })
  const ended = (facts: Partial<PageFacts>): VisitOutcome => ({ kind: 'page', page: page(facts), exchanges: [] })
  const callback = (url: string): VisitOutcome => ({ kind: 'callback', url, exchanges: [] })
  const CB = 'https://client.example/cb'

  it.each<[string, VisitOutcome, string, string | null, string | null]>([
    ['a code', callback(`${CB}?code=a&state=s`), 'accepted', null, null],
    ['a code in the fragment', callback(`${CB}#code=a`), 'accepted', null, null],
    ['a code behind the fragment of a redirect URI', callback(`${CB}#part?code=a`), 'accepted', null, null],
    [
      'a code inside a JWT',
      callback(`${CB}?response=${unsigned({ alg: 'PS256' }, { code: 'a' }, 'AA')}`),
      'accepted',
      null,
      null,
    ],
    ['an error', callback(`${CB}?error=access_denied&state=s`), 'refused', 'access_denied', 'redirect-error'],
    [
      'an error inside a JWT',
      callback(`${CB}?response=${unsigned({ alg: 'PS256' }, { error: 'invalid_scope' }, 'AA')}`),
      'refused',
      'invalid_scope',
      'redirect-error',
    ],
    ['a token', callback(`${CB}#access_token=a&state=s`), 'accepted', null, null],
    ['an ID token', callback(`${CB}#id_token=a&state=s`), 'accepted', null, null],
    ['neither', callback(`${CB}?state=s`), 'unclear', null, null],
    ['an error page with status', ended({ status: 400, text: 'Something' }), 'refused', null, 'error-page'],
    [
      'an error page that names the code',
      ended({ status: 400, text: 'Error: invalid_request_uri expired' }),
      'refused',
      'invalid_request_uri',
      'error-page',
    ],
    ['an error status with a search form', ended({ status: 404, hasForm: true }), 'refused', null, 'error-page'],
    ['an error page with status 200', ended({ text: 'Oops! The request is invalid.' }), 'refused', null, 'error-page'],
    [
      'a German error page',
      ended({ title: 'Fehler', text: 'Die Anfrage ist abgelaufen' }),
      'refused',
      null,
      'error-page',
    ],
    ['a login page', ended({ text: 'invalid password', hasPasswordField: true, hasForm: true }), 'unclear', null, null],
    ['a page with a form', ended({ text: 'error', hasForm: true }), 'unclear', null, null],
    [
      'an error page with a way to try again',
      ended({ title: 'Error', text: 'Try again', hasForm: true, saysError: true }),
      ...(['refused', null, 'error-page'] as const),
    ],
    [
      'an error page that asks for the password',
      ended({ title: 'Error', hasPasswordField: true, hasForm: true, saysError: true }),
      ...(['unclear', null, null] as const),
    ],
    ['a page about something else', ended({ text: 'Welcome to Acme Bank' }), 'unclear', null, null],
    [
      'an error page with status 500 that names the code',
      ended({ status: 500, text: 'The bank cannot do this. invalid_request' }),
      'refused',
      'invalid_request',
      'error-page',
    ],
    ['a crash', ended({ status: 500, text: 'Internal Server Error' }), 'unclear', null, null],
    ['overload', ended({ status: 503, text: 'error' }), 'unclear', null, null],
    [
      'a consent page on the way',
      { kind: 'interaction', page: page({ hasForm: true }), exchanges: [] },
      'accepted',
      null,
      null,
    ],
    [
      'no way through',
      { kind: 'stuck', message: 'no password field', missed: 'password', page: null, exchanges: [] },
      'unclear',
      null,
      null,
    ],
    ['no network', { kind: 'network', message: 'no connection', exchanges: [] }, 'unreachable', null, null],
    [
      'a refused handshake',
      { kind: 'network', message: 'x', exchanges: [noAnswer('authorize', 'TLS_ALERT', 'tls')] },
      'refused',
      null,
      'tls',
    ],
  ])('%s', (_, visit, kind, code, form) => {
    expect(judgeVisit(visit)).toMatchObject({ kind, code, form, formProblems: [] })
  })

  it.each<[string, string]>([
    ['Arabic', 'حدث خطأ. الطلب غير صالح.'],
    ['Chinese', '请求无效'],
    ['Czech', 'Došlo k chybě'],
    ['Finnish', 'Tapahtui virhe'],
    ['Hebrew', 'אירעה שגיאה'],
    ['Japanese', 'リクエストが正しくありません。'],
    ['Korean', '오류가 발생했습니다'],
    ['Polish', 'Żądanie jest nieprawidłowe.'],
    ['Portuguese', 'Algo deu errado'],
    ['Russian', 'Произошла ошибка'],
    ['Swedish', 'Begäran är ogiltig.'],
    ['Turkish', 'İstek geçersiz.'],
  ])('that ends on an error page in %s was refused', (_, text) => {
    expect(judgeVisit(ended({ title: 'x', text }))).toMatchObject({ kind: 'refused', form: 'error-page' })
  })

  it('with a code beside a JWT that holds an error has not refused', () => {
    const jwt = unsigned({ alg: 'PS256' }, { error: 'invalid_scope' }, 'AA')
    expect(judgeVisit(callback(`${CB}?code=a&response=${jwt}`))).toMatchObject({
      kind: 'accepted',
      formProblems: ['both "code" and "error" are in the response'],
    })
  })

  it('with an encrypted JWT cannot be told, and says so', () => {
    expect(judgeVisit(callback(`${CB}?response=eyJhbGciOiJkaXIifQ..a.b.c`))).toMatchObject({
      kind: 'unclear',
      attributed: 'as',
      detail: 'redirect to the client with a "response" that cannot be read: an encrypted JWT (JWE)',
    })
  })

  it('knows a crash from a refusal', () => {
    expect(judgeVisit(ended({ status: 500, text: 'invalid' }))).toMatchObject({
      kind: 'unclear',
      serverError: true,
      attributed: 'as',
    })
  })

  it('blames the configuration for a login that does not go through', () => {
    const stuck: VisitOutcome = {
      kind: 'stuck',
      message: 'no password field',
      missed: null,
      page: page({}),
      exchanges: [],
    }
    expect(judgeVisit(stuck)).toMatchObject({ attributed: 'config', detail: 'no password field' })
  })

  it.each([
    [`${CB}?error=x%22y`, ['"error" is empty or has characters outside the allowed set: "x\\"y"']],
    [
      `${CB}?error=a&error_description=%0a`,
      ['"error_description" is empty or has characters outside the allowed set: "\\n"'],
    ],
    [`${CB}?error=a&error=b`, ['"error" occurs more than once']],
    [`${CB}?code=a&error=b`, ['both "code" and "error" are in the response']],
  ])('looks at the form of %s', (url, problems) => {
    expect(judgeVisit(callback(url)).formProblems).toEqual(problems)
  })

  it('wants iss and state in error responses, where it knows them', () => {
    const expected = { issuer: 'https://as.example', state: 's' }
    const iss = encodeURIComponent('https://as.example')
    expect(judgeVisit(callback(`${CB}?error=a&state=s&iss=${iss}`), expected).formProblems).toEqual([])
    expect(judgeVisit(callback(`${CB}?error=a`), expected).formProblems).toEqual([
      '"iss" is absent, expected https://as.example',
      '"state" is not the one sent',
    ])
    expect(
      judgeVisit(callback(`${CB}?error=a&state=s&iss=x&iss=y`), { ...expected, state: null }).formProblems,
    ).toEqual(['"iss" is x and y, expected https://as.example', '"state" is not the one sent'])
  })
})
