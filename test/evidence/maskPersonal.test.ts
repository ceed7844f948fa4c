import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../src/evidence/redact.ts'
import { exchangeOf } from './exchangeOf.ts'

const person = {
  name: 'Jane Q. Sample-Doe',
  email: 'jane.doe@bank.example',
  phone: '+49 30 901820 17',
  iban: 'DE02 1203 0000 0000 2020 51',
  card: '4111 1111 1111 1111',
  street: 'Sample Street 17b',
  birth: '1984-03-09',
}

/** One of each, in places whose names say so and in places whose names do not. */
const payload = {
  accounts: [
    {
      accountId: 'acc-1',
      status: 'open',
      currency: 'EUR',
      holder: { first: person.name, since: person.birth },
      HolderFullName: person.name,
      postal_address: { lines: [person.street], country: 'DE', number: 17 },
      contact: person.email,
      reach: person.phone,
      ref: person.iban,
      other: person.card,
      birthdate: person.birth,
      balance: { amount: '1042.17', at: '2026-01-02T06:00:00Z', creditLineIncluded: true },
      accountNumber: 12345678,
      identifier: 4111111111111111,
      nickname: 'Current account',
    },
  ],
  total: 1,
  asOf: 1767225600,
  iat: 1767225600,
}

const body = (value: unknown): string => JSON.stringify(value, null, 2)
const wide = {
  step: 'resource',
  url: `https://rs.example/accounts/${person.iban.replaceAll(' ', '')}?email=${encodeURIComponent(person.email)}`,
}

function redacted(
  text: string,
  { show = [] as string[], step = 'resource', url = 'https://rs.example/a' } = {},
): string {
  const redactor = createRedactor({ secrets: [], show })
  const exchange = exchangeOf({
    step,
    url,
    answer: text,
    type: text.startsWith('<') ? 'text/html' : 'application/json',
  })
  redactor.learn(exchange)
  return JSON.stringify(redactor.exchange(exchange))
}

const bodyOf = (text: string): string => {
  const { response } = JSON.parse(text) as { response: { body: string } }
  return response.body
}

describe('personal data of payloads', () => {
  it('is masked, its shape kept, and everything else stays', () => {
    const shown = JSON.parse(bodyOf(redacted(body(payload)))) as typeof payload
    expect(shown.accounts[0]).toEqual({
      accountId: 'acc-1',
      status: 'open',
      currency: 'EUR',
      holder: { first: '[masked:string(18)]', since: '[masked:string(10)]' },
      HolderFullName: '[masked:string(18)]',
      postal_address: { lines: ['[masked:string(17)]'], country: '[masked:string(2)]', number: 17 },
      contact: '[masked:string(21)]',
      reach: '[masked:string(16)]',
      ref: '[masked:string(27)]',
      other: '[masked:string(19)]',
      birthdate: '[masked:string(10)]',
      balance: { amount: '1042.17', at: '2026-01-02T06:00:00Z', creditLineIncluded: true },
      accountNumber: '[masked:number(8)]',
      identifier: '[masked:number(16)]',
      nickname: '[masked:string(15)]',
    })
    expect([shown.total, shown.asOf, shown.iat]).toEqual([1, 1767225600, 1767225600])
  })

  const forms: readonly (readonly [string, string])[] = [
    ['whole', body(payload)],
    ['with a byte order mark', `\ufeff${body(payload)}`],
    ['cut in the middle', body(payload).slice(0, -9)],
    ['broken in the middle', body(payload).replace('"currency"', 'currency')],
    ['with a member twice', body(payload).replace('"status": "open"', `"holder": "${person.name}", "status": "open"`)],
    ['too long to be kept whole', body([...Array.from({ length: 2_000 }, () => payload)])],
    ['nested without end', `${'{"a":'.repeat(300)}${body(payload)}`],
    ['as one string', JSON.stringify(person.email)],
  ]
  it.each(forms)('is nowhere in a body %s', (_, text) => {
    const shown = redacted(text, wide)
    for (const value of Object.values(person)) expect(shown).not.toContain(value)
    expect(shown).not.toContain(person.iban.replaceAll(' ', ''))
    expect(shown).not.toContain(encodeURIComponent(person.email))
    expect(shown).toContain('[masked:string(')
  })

  it('is nowhere in text and markup, as far as it can be told', () => {
    for (const text of [`no account ${person.iban} of ${person.email}`, `<a>${person.email} ${person.phone}</a>`]) {
      const shown = bodyOf(redacted(text))
      for (const value of [person.email, person.iban, person.phone]) expect(shown).not.toContain(value)
    }
  })

  it('is hidden in findings, too, once it was seen', () => {
    const redactor = createRedactor({ secrets: [] })
    redactor.learn(exchangeOf({ step: 'resource', url: 'https://rs.example/a', answer: body(payload) }))
    expect(redactor.text(`"name" is ${person.name}`)).toBe('"name" is [masked:string(18)]')
  })

  it('is shown where the profile says so, and only there', () => {
    const show = ['/accounts/*/nickname', '/accounts/0/holder/first', '/total']
    // A value that is masked somewhere is masked everywhere, so this one stands in one place only.
    const text = body(payload).replace(person.name, 'Alexandra Example')
    const shown = JSON.parse(bodyOf(redacted(text, { show }))) as typeof payload
    expect(shown.accounts[0]?.nickname).toBe('Current account')
    expect(shown.accounts[0]?.holder).toEqual({ first: 'Alexandra Example', since: '[masked:string(10)]' })
    expect(shown.accounts[0]?.HolderFullName).toBe('[masked:string(18)]')
  })

  it('of the user is a tag, the same in UserInfo and ID token', () => {
    const redactor = createRedactor({ secrets: [] })
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const token = `${part({ alg: 'PS256' })}.${part({ iss: 'https://as.example', sub: 'user-1' })}.c2lnbmF0dXJl`
    const answers = [
      exchangeOf({ step: 'token', answer: JSON.stringify({ id_token: token }) }),
      exchangeOf({ step: 'userinfo', answer: JSON.stringify({ sub: 'user-1' }) }),
    ]
    for (const answer of answers) redactor.learn(answer)
    const [first = '', second = ''] = answers.map((answer) => redactor.exchange(answer).response?.body ?? '')
    const claims: unknown = JSON.parse(Buffer.from(first.split('.')[1] ?? '', 'base64url').toString())
    expect(JSON.parse(second)).toEqual({ sub: (claims as { sub: string }).sub })
    expect(second).not.toContain('user-1')
  })

  it('of resources is masked under steps that no table knows', () => {
    const shown = redacted(body(payload), { step: 'interop' })
    for (const value of Object.values(person)) expect(shown).not.toContain(value)
  })

  it('is not seen in identifiers and times', () => {
    const plain = { id: '00000000-0000-4000-8000-000000000000', on: '2026-01-02', at: 1767225600123, n: 1767225600 }
    expect(bodyOf(redacted(JSON.stringify(plain)))).toBe(JSON.stringify(plain))
    expect(bodyOf(redacted('{'))).toBe('{')
  })

  it('of consents is masked like that of resources', () => {
    const shown = redacted(body(payload), { step: 'consent:account-access' })
    for (const value of Object.values(person)) expect(shown).not.toContain(value)
  })

  it('is not looked for in metadata, whose names are those of the protocol', () => {
    const metadata = body({
      issuer: 'https://as.example',
      op_policy_uri: 'https://as.example/p',
      service_documentation: 'x',
    })
    expect(bodyOf(redacted(metadata, { step: 'discovery' }))).toBe(metadata)
  })

  it('costs time in proportion to its size', () => {
    const start = performance.now()
    redacted(JSON.stringify({ a: '4'.repeat(200_000), b: '1 '.repeat(100_000), c: 'a@'.repeat(100_000) }))
    redacted(`text ${'1 '.repeat(100_000)} ${'a@'.repeat(100_000)} ${'DE12 '.repeat(50_000)}`)
    expect(performance.now() - start).toBeLessThan(3_000)
  })
})
