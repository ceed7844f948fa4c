import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../src/evidence/redact.ts'
import { signedJwt } from '../support/sampleFlow.ts'
import { exchangeOf, type Parts } from './exchangeOf.ts'

const redact = (parts: Parts, secrets: readonly string[] = []) =>
  createRedactor({ secrets }).exchange(exchangeOf(parts))
const decode = (part: string | undefined): unknown => JSON.parse(Buffer.from(part ?? '', 'base64url').toString())
const OPAQUE = 'Zk3fQ9xW2mLr7TbV5nYc8HsD1gJp4KaE'

describe('form bodies', () => {
  it('hides codes, verifiers and tokens and keeps what the evidence needs, byte for byte', () => {
    const body = `grant_type=authorization_code&code=${OPAQUE}&redirect_uri=https%3A%2F%2Frp.example%2fcb&code_verifier=v-${OPAQUE}&scope=openid+accounts&empty=&scope=twice`
    const result = redact({ body }).request.body
    expect(result).toMatch(
      /^grant_type=authorization_code&code=\[redacted:code:sha256:[0-9a-f]{8}\]&redirect_uri=https%3A%2F%2Frp\.example%2fcb&code_verifier=\[redacted:code_verifier:sha256:[0-9a-f]{8}\]&scope=openid\+accounts&empty=&scope=twice$/,
    )
  })

  it('hides an unknown random-looking parameter but shows an unknown word', () => {
    expect(redact({ body: `mystery=${OPAQUE}&colour=blue` }).request.body).toMatch(
      /^mystery=\[redacted:opaque:sha256:\w{8}\]&colour=blue$/,
    )
  })

  it('hides every field that a login page posts, without a digest that a word list could reverse', () => {
    const result = redact({ step: 'authorize', body: 'login=erika&kennwort=geheim&prompt=login&_csrf=abcdef' }).request
      .body
    expect(result).toBe('login=[redacted:field:1]&kennwort=[redacted:field:2]&prompt=login&_csrf=[redacted:field:3]')
  })

  it('hides a login body that is no form as a whole', () => {
    const result = redact({
      step: 'login',
      headers: [['content-type', 'multipart/form-data; boundary=b']],
      body: '--b\r\ncontent-disposition: form-data; name="x"\r\n\r\nsecret\r\n--b--',
    })
    expect(result.request.body).toBe('[redacted:field:1]')
  })

  it('keeps the prefix of a request_uri', () => {
    const uri = `urn:ietf:params:oauth:request_uri:${OPAQUE}`
    const { request, response } = redact({
      step: 'par',
      url: `https://as.example/auth?client_id=c1&request_uri=${encodeURIComponent(uri)}`,
      answer: JSON.stringify({ request_uri: uri, expires_in: 60 }),
    })
    expect(request.url).toMatch(
      /client_id=c1&request_uri=urn:ietf:params:oauth:request_uri:\[redacted:request_uri:sha256:\w{8}\]$/,
    )
    const tag = /\[.*\]/.exec(request.url)?.[0]
    expect(response?.body).toBe(`{"request_uri":"urn:ietf:params:oauth:request_uri:${tag}","expires_in":60}`)
  })
})

describe('JWTs', () => {
  const claims = {
    iss: 'c1',
    sub: 'c1',
    aud: 'https://as.example',
    exp: 1770111060,
    jti: 'id-77',
    secret_note: 'do not tell',
  }

  it('keep header, claim names and harmless values; other values and the signature become tags', () => {
    const jwt = signedJwt(claims)
    const [header, payload, signature] = (redact({ body: `client_assertion=${jwt}` }).request.body ?? '')
      .slice('client_assertion='.length)
      .split('.')
    expect(header).toBe(jwt.split('.')[0])
    expect(decode(payload)).toEqual({ ...claims, jti: '[redacted:claim:1]', secret_note: '[redacted:claim:2]' })
    expect(signature).toMatch(/^\[redacted:jwt:sha256:[0-9a-f]{8}\]$/)
  })

  it('hide "sub" where it is not the client', () => {
    const jwt = signedJwt({ iss: 'https://as.example', sub: 'person-1' })
    const body = redact({ answer: JSON.stringify({ id_token: jwt }) }).response?.body ?? ''
    expect(decode(JSON.parse(body).id_token.split('.')[1])).toEqual({
      iss: 'https://as.example',
      sub: '[redacted:claim:1]',
    })
  })

  it('hide a private key in the header and keep the public part', () => {
    const jwk = { kty: 'EC', crv: 'P-256', x: OPAQUE, y: `y${OPAQUE}`, d: `d${OPAQUE}` }
    const proof = signedJwt({ jti: 'j', htm: 'POST' }, { typ: 'dpop+jwt', jwk })
    const line = redact({ headers: [['DPoP', proof]] }).request.headers[0]
    expect(decode(line?.[1].split('.')[0])).toMatchObject({
      typ: 'dpop+jwt',
      jwk: { ...jwk, d: expect.stringMatching(/^\[redacted:private_key:sha256/) },
    })
  })

  it('keep an empty and a missing signature as the case sent it', () => {
    const [header, payload] = signedJwt({ iss: 'c1' }).split('.')
    expect(redact({ body: `request=${header}.${payload}.` }).request.body).toMatch(/^request=[\w-]+\.[\w-]+\.$/)
    expect(redact({ body: `request=${header}.${payload}` }).request.body).toMatch(/^request=[\w-]+\.[\w-]+$/)
  })

  it('that are encrypted keep their header only', () => {
    const jwe = `${Buffer.from('{"alg":"RSA-OAEP","enc":"A256GCM"}').toString('base64url')}.${OPAQUE}.${OPAQUE}.${OPAQUE}.${OPAQUE}`
    expect(redact({ body: `request=${jwe}` }).request.body).toMatch(
      /^request=eyJ[\w-]+\.\[redacted:jwt:sha256:\w{8}\]$/,
    )
  })

  it('that cannot be read are one tag', () => {
    expect(redact({ body: 'request=eyJhbGciOi.AAAA.BBBB' }).request.body).toMatch(/^request=\[redacted:jwt:/)
  })

  it('have the same tag wherever they stand', () => {
    const token = signedJwt({ iss: 'https://as.example', cnf: { jkt: OPAQUE } })
    const redactor = createRedactor({ secrets: [] })
    const body = redactor.exchange(exchangeOf({ answer: JSON.stringify({ access_token: token }) })).response?.body ?? ''
    const use =
      redactor.exchange(exchangeOf({ step: 'resource', headers: [['Authorization', `DPoP ${token}`]] })).request
        .headers[0]?.[1] ?? ''
    expect(use).toBe(`DPoP ${JSON.parse(body).access_token}`)
    const [, , tag] = use.split('.')
    expect(redactor.text(`the token ${token} was used`)).toBe(`the token ${tag} was used`)
  })
})

describe('headers', () => {
  it('keep names, schemes, cookie names and attributes', () => {
    const { request, response } = redact({
      step: 'resource',
      headers: [
        ['Authorization', `bEaReR ${OPAQUE}`],
        ['AUTHORIZATION', 'Basic Y2xpZW50OnB3'],
        ['Cookie', `a=1; session=${OPAQUE}; =x`],
        ['X-Api-Key', OPAQUE],
        ['x-colour', 'blue'],
      ],
      answerHeaders: [
        ['Set-Cookie', `sid=${OPAQUE}x; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT; HttpOnly`],
        ['WWW-Authenticate', 'DPoP error="invalid_token", algs="PS256 ES256"'],
      ],
    })
    expect(request.headers.map(([name, value]) => `${name}: ${value}`)).toEqual([
      expect.stringMatching(/^Authorization: bEaReR \[redacted:token:sha256:\w{8}\]$/),
      'AUTHORIZATION: Basic [redacted:credentials:1]',
      expect.stringMatching(
        /^Cookie: a=\[redacted:cookie:1\]; session=\[redacted:\w+:sha256:\w{8}\]; =\[redacted:cookie:2\]$/,
      ),
      expect.stringMatching(/^X-Api-Key: \[redacted:/),
      'x-colour: blue',
    ])
    expect(response?.headers[1]?.[1]).toMatch(
      /^sid=\[redacted:cookie:sha256:\w{8}\]; Path=\/; Expires=Wed, 21 Oct 2026 07:28:00 GMT; HttpOnly$/,
    )
    expect(response?.headers[2]?.[1]).toBe('DPoP error="invalid_token", algs="PS256 ES256"')
  })

  it('redact the parameters of a redirect in query and fragment', () => {
    const location = `https://rp.example/cb?code=${OPAQUE}&state=s-1&iss=https%3A%2F%2Fas.example#access_token=t${OPAQUE}&token_type=Bearer`
    const line = redact({ step: 'authorize', answerHeaders: [['Location', location]] }).response?.headers[1]?.[1]
    expect(line).toMatch(
      /^https:\/\/rp\.example\/cb\?code=\[redacted:code:sha256:\w{8}\]&state=s-1&iss=https%3A%2F%2Fas\.example#access_token=\[redacted:access_token:sha256:\w{8}\]&token_type=Bearer$/,
    )
  })
})

describe('JSON bodies', () => {
  it('hide members at any depth and keep white space, order and doubled members', () => {
    const answer = `{ "a" : [ {"refresh_token":"${OPAQUE}"} ],\n "n": 1.50, "scope":"x", "scope":"y", "pin": 1234, "ok": true }`
    const body = redact({ answer }).response?.body
    expect(body).toMatch(
      /^\{ "a" : \[ \{"refresh_token":"\[redacted:refresh_token:sha256:\w{8}\]"\} \],\n "n": 1\.50, "scope":"x", "scope":"y", "pin": "\[redacted:field:1\]", "ok": true \}$/,
    )
  })

  it('hide everything below a secret member', () => {
    expect(redact({ answer: '{"tokens":{"main":["abc","def"]}}' }).response?.body).toBe(
      '{"tokens":{"main":["[redacted:field:1]","[redacted:field:2]"]}}',
    )
  })

  it('keep discovery documents and key sets readable', () => {
    const issuer = 'https://as.example/6fd2cf31-2f8e-4a1f-9a55-0b8f6f1d2c3e'
    const metadata = JSON.stringify({
      issuer,
      token_endpoint: `${issuer}/token`,
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
      code_challenge_methods_supported: ['S256'],
      tls_client_certificate_bound_access_tokens: true,
    })
    expect(redact({ step: 'discovery', answer: metadata }).response?.body).toBe(metadata)
    const jwks = JSON.stringify({ keys: [{ kty: 'RSA', kid: OPAQUE, n: `${OPAQUE}${OPAQUE}`, e: 'AQAB' }] })
    expect(redact({ step: 'jwks', answer: jwks }).response?.body).toBe(jwks)
  })

  it('hide a private key that a server publishes', () => {
    const body = redact({
      step: 'jwks',
      answer: JSON.stringify({ keys: [{ kty: 'EC', d: OPAQUE, x: OPAQUE.toLowerCase() }] }),
    }).response?.body
    expect(body).toMatch(/"d":"\[redacted:private_key:sha256:\w{8}\]"/)
  })

  it('keep error codes', () => {
    const answer =
      '{"error":"invalid_grant","error_description":"code was used","code":"invalid_code","status":{"code":400}}'
    expect(redact({ status: 400, answer }).response?.body).toBe(answer)
  })

  it('that are cut off or broken are still searched', () => {
    expect(redact({ answer: `{"access_token":"${OPAQUE}", "x` }).response?.body).not.toContain(OPAQUE)
  })

  it('a public value quoted by a person stays, a secret one does not', () => {
    const redactor = createRedactor({ secrets: [] })
    redactor.learn(exchangeOf({ body: `nonce=${OPAQUE}&code=c${OPAQUE}` }))
    expect(redactor.text(`nonce ${OPAQUE} came back, code c${OPAQUE} too`)).toMatch(
      new RegExp(`^nonce ${OPAQUE} came back, code \\[redacted:code:sha256:\\w{8}\\] too$`),
    )
    expect(redactor.text('kid 9f8e7d6c5b4a39281706f5e4d3c2b1a0 unknown')).toMatch(/^kid \[redacted:opaque/)
  })
})

describe('a secret that its own exchange quotes before it stands in its place', () => {
  const escaped = (text: string, write: (code: string) => string) =>
    [...text].map((char) => write(char.charCodeAt(0).toString(16).padStart(4, '0'))).join('')
  const ways: Readonly<Record<string, (secret: string) => Parameters<typeof exchangeOf>[0]>> = {
    header: (secret) => ({ headers: [['accept', secret]] }),
    'percent-encoded path': (secret) => ({
      url: `https://as.example/a${escaped(secret, (code) => `%${code.slice(2)}`)}/token`,
    }),
    'claim of a request object': (secret) => ({
      body: `request=${signedJwt({ iss: 'c', nonce: `x-${secret}` })
        .split('.')
        .slice(0, 2)
        .join('.')}.`,
    }),
    'answer header': (secret) => ({ answerHeaders: [['server', `a ${encodeURIComponent(secret)}`]] }),
  }
  const secrets = { 'plain one': 'Sec.ret-1_a', 'odd one': `p=a ss&"w~/rd'` }
  for (const [way, parts] of Object.entries(ways)) {
    it.each(Object.entries(secrets))(`${way}, %s`, (_, secret) => {
      const answer = JSON.stringify({ error: 'none', access_token: secret })
      const { request, response } = redact({ answer, ...parts(secret) })
      const texts = [request.url, request.body ?? '', ...[...request.headers, ...(response?.headers ?? [])].flat()]
      const jwt = /eyJ[\w-]+\.([\w-]+)/.exec(request.body ?? '')?.[1] ?? ''
      const all = [...texts, ...texts.map(safeDecode), Buffer.from(jwt, 'base64url').toString()].join('\n')
      expect(all).not.toContain(secret)
      expect(all).not.toContain(JSON.stringify(secret).slice(1, -1))
      expect(all).toContain('redacted:access_token')
    })
  }

  it.each([
    [
      'unicode escapes of JSON',
      (secret: string) => `{"a":"${escaped(secret, (code) => `\\u${code}`)}","access_token":"${secret}"}`,
    ],
    [
      'character references of HTML',
      (secret: string) =>
        `<a href="/x?y=${escaped(secret, (code) => `&#x${code};`)}"></a><input name="access_token" value="${secret}">`,
    ],
  ])('%s', (_, answer) => {
    const secret = 'Secretword-abc'
    const body = redact({ answer: answer(secret) }).response?.body ?? ''
    const read = body.replace(/(?:\\u|&#x)([0-9a-f]{4});?/g, (__, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
    expect(read).not.toContain(secret)
    expect(read.match(/redacted:access_token/g)).toHaveLength(2)
  })
})

describe('a text in which nothing was found', () => {
  const header = (redactor: ReturnType<typeof createRedactor>, value: string) =>
    redactor.exchange(exchangeOf({ headers: [['accept', value]] })).request.headers.at(-1)?.[1]

  it.each([
    ['long', 'Sesame-open-the-door'],
    ['short, as a word', 'sesam1'],
    ['cut off', 'Sesame-open-the-door-and-more-behind-it'],
  ])('is searched again when a secret that stands in it is learned: %s', (_, secret) => {
    const redactor = createRedactor({ secrets: [] })
    const quoted = secret.slice(0, 20)
    for (const value of ['text/html', `a ${quoted} b`, 'other']) expect(header(redactor, value)).toBe(value)
    redactor.learn(exchangeOf({ answer: JSON.stringify({ access_token: secret }) }))
    expect(header(redactor, `a ${quoted} b`)).toMatch(/^a \[redacted:access_token:(?:1|sha256:\w{8})\] b$/)
    expect(header(redactor, 'text/html')).toBe('text/html')
  })
})

function safeDecode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'))
}

describe('HTML bodies', () => {
  it('hide hidden inputs by name, odd markup included, and links by their parameters', () => {
    const page = `<html><form action="/interaction/${OPAQUE}/login?session_code=abc12345">
<input type="hidden" name="csrf" value="plain-word"><INPUT value=${OPAQUE} type=hidden name=code>
<input name='response' type='hidden' value='${signedJwt({ iss: 'i', code: OPAQUE })}'>
<input type=hidden name=state value="s-1"><input type="submit" value="Agree"><a href="/help?topic=login">Help</a></form>
<script>var boot = {"csrfToken":"${OPAQUE}"}</script></html>`
    const body = redact({ step: 'authorize', answer: page, type: 'text/html' }).response?.body ?? ''
    expect(body).not.toContain(OPAQUE)
    expect(body).toContain('name="csrf" value="[redacted:field:1]"')
    expect(body).toMatch(
      /action="\/interaction\/\[redacted:\w+:sha256:\w{8}\]\/login\?session_code=\[redacted:field:2\]"/,
    )
    expect(body).toContain('name=state value="s-1"')
    expect(body).toContain('value="Agree"')
    expect(body).toContain('href="/help?topic=login"')
  })

  it('of hostile size are cut and cost bounded time', () => {
    const started = process.hrtime.bigint()
    const body = redact({ step: 'authorize', type: 'text/html', answer: '<input "'.repeat(500_000) }).response
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(5000)
    expect(body?.body.length).toBeLessThanOrEqual(256 * 1024)
    expect(body?.bodyTruncated).toBe(true)
    expect(body?.bodyBytes).toBe(4_000_000)
  })
})

it('leaves its own tags alone, and nothing that only looks like one', () => {
  const redactor = createRedactor({ secrets: ['hunter22', 'code', 'sha256'] })
  redactor.learn(exchangeOf({ url: `https://as.example/x?code=${OPAQUE}`, headers: [['Cookie', `s=${OPAQUE}2`]] }))
  const once = redactor.text(
    `hunter22 code sha256 "code": "${OPAQUE}" token=${OPAQUE}3 Bearer ${OPAQUE}2 ${signedJwt({})}, urlencoded`,
  )
  expect(once).toMatch(/^\[redacted:secret:1\] \[redacted:secret:2\] \[redacted:secret:3\] .*urlencoded$/)
  expect(redactor.text(once)).toBe(once)
  expect(redactor.text('[redacted: hunter22]')).toBe('[redacted: [redacted:secret:1]]')
  expect(redactor.exchange(exchangeOf({ body: `code=[redacted:%20${OPAQUE}9]` })).request.body).toMatch(
    /^code=\[redacted:code:sha256:/,
  )
})
