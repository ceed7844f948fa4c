import { describe, expect, it } from 'vitest'
import { messageFor, text } from './support.ts'

const withLogin = (lines: string) => `${text.slice(0, text.indexOf('login:'))}${lines}`

it('password written out: refused without showing it', () => {
  expect(messageFor(withLogin('login:\n  username: user1\n  password: hunter2\n'))).toMatchInlineSnapshot(`
    "target.yaml:23:13: "password" is written out
      expected: $env:NAME or $file:path
      hint:     put it into an environment variable or a file outside the repository and name that here"
  `)
})

it('environment variable that is not set, or empty', () => {
  expect(messageFor(text, {}, {})).toMatchInlineSnapshot(`
    "target.yaml:23:13: "password" cannot be read
      expected: a value in ASSAY_PASSWORD
      seen:     no environment variable ASSAY_PASSWORD
      hint:     export ASSAY_PASSWORD=..."
  `)
  expect(messageFor(text, {}, { ASSAY_PASSWORD: '' })).toContain('environment variable ASSAY_PASSWORD is empty')
})

it('secret file that is missing or empty', () => {
  const byFile = text.replace('$env:ASSAY_PASSWORD', '$file:secret.txt')
  expect(messageFor(byFile)).toMatchInlineSnapshot(`
    "target.yaml:23:13: "password" names a file that cannot be read
      expected: a readable file
      seen:     secret.txt: there is no such file
      hint:     relative paths are relative to the target file"
  `)
  expect(messageFor(byFile, { 'secret.txt': '\n' })).toContain('secret.txt is empty')
})

it('secret in a login step', () => {
  const steps = `${text}  steps:\n    - { fill: { "#password": hunter2 } }\n    - { fill: { "#user": $user } }\n`
  expect(messageFor(steps)).toMatchInlineSnapshot(`
    "target.yaml:25:30: the value for "#password" is written out
      expected: $password, $env:NAME or $file:path
      hint:     write $password for the password of the login

    target.yaml:26:26: a value of "fill" starts with "$" but is no reference
      expected: $username, $password, $env:NAME, $file:path, or a text that does not start with $"
  `)
})

describe('a password written into the file is never shown, wherever and however', () => {
  const secret = 'Xk9-hunter2'
  const cases: Readonly<Record<string, string>> = {
    'as password': `login:\n  username: u\n  password: ${secret}\n`,
    quoted: `login:\n  username: u\n  password: "${secret}"\n`,
    'on one line': `login: { username: u, password: ${secret} }\n`,
    'below a misspelled key': `login:\n  username: u\n  pasword: ${secret}\n`,
    'on one line with another mistake': `login: { user: u, password: ${secret} }\n`,
    'as login itself': `login: ${secret}\n`,
    'as list': `login:\n  username: u\n  password: [${secret}]\n`,
    'as alias': `login:\n  username: u\n  password: *${secret}\n`,
    'as anchor': `login:\n  username: u\n  password: &${secret} x\n`,
    'as tag': `login:\n  username: u\n  password: !${secret} x\n`,
    'with a quote left open': `login:\n  username: u\n  password: "${secret}\n`,
    'with a colon': `login:\n  username: u\n  password: ${secret}: x\n`,
    'with an escape': `login:\n  username: u\n  password: "\\${secret}"\n`,
    'in a step': `login:\n  username: u\n  password: $env:ASSAY_PASSWORD\n  steps: [{ fill: { "#pin": ${secret} } }]\n`,
    'as a wrong reference': `login:\n  username: u\n  password: $${secret}\n`,
    'as a step of the wrong form': `login:\n  username: u\n  password: $env:ASSAY_PASSWORD\n  steps: [${secret}]\n`,
    'over two lines': `login:\n  username: u\n  password:\n    ${secret}\n`,
  }
  it.each(Object.entries(cases))('%s', (_name, lines) => {
    const message = messageFor(withLogin(lines))
    expect(message).not.toBe('no error')
    expect(message).not.toContain('hunter2')
  })

  it('a number as password', () => {
    const message = messageFor(withLogin('login:\n  username: u\n  password: 93847562\n'))
    expect(message).toContain('"password" is not text')
    expect(message).not.toContain('93847562')
    const odd = messageFor(withLogin('login:\n  username: u\n  password: 0x93847562\n'))
    expect(odd).not.toContain('93847562')
  })
})
