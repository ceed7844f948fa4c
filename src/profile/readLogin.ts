import type { Path } from '../yaml/types.ts'
import { readSecret } from './readSecret.ts'
import { complain, type LoginYaml, type TargetReader } from './targetReader.ts'
import type { LoginConfig, LoginStep } from './types.ts'

/** Filled in by the login driver. */
const placeholders: readonly string[] = ['$username', '$password']
const secretField = /pass|pwd|secret|pin\b|otp|totp|token/i

/** Reads `login:`; secrets are resolved and kept for redaction. */
export function readLogin(reader: TargetReader, yaml: LoginYaml): LoginConfig {
  return {
    driver: yaml.driver ?? 'http',
    username: resolveText(reader, yaml.username, ['login', 'username']),
    password: resolveText(reader, yaml.password, ['login', 'password']),
    steps: yaml.steps?.map((step, index) => readStep(reader, step, ['login', 'steps', index])) ?? null,
    cancel: yaml.cancel ?? null,
  }
}

function resolveText(reader: TargetReader, text: string, path: Path): string {
  const read = readSecret(text, JSON.stringify(path.at(-1)), reader.env, reader.files)
  if ('message' in read) {
    complain(reader, path, read)
    return ''
  }
  if (read.secret) reader.secrets.add(read.value)
  return read.value
}

function readStep(reader: TargetReader, step: NonNullable<LoginYaml['steps']>[number], path: Path): LoginStep {
  if (!('fill' in step)) return step
  const filled = Object.entries(step.fill).map(([selector, text]) => {
    return [selector, readFill(reader, selector, text, [...path, 'fill', selector])]
  })
  return { fill: Object.fromEntries(filled) }
}

function readFill(reader: TargetReader, selector: string, text: string, path: Path): string {
  if (placeholders.includes(text)) return text
  if (text.startsWith('$') && !/^\$(?:env|file):/.test(text)) {
    const message = 'a value of "fill" starts with "$" but is no reference'
    const expected = '$username, $password, $env:NAME, $file:path, or a text that does not start with $'
    complain(reader, path, { message, expected, seen: null, hint: null })
    return text
  }
  if (!text.startsWith('$') && secretField.test(selector)) {
    const message = `the value for ${JSON.stringify(selector)} is written out`
    const hint = 'write $password for the password of the login'
    complain(reader, path, { message, expected: '$password, $env:NAME or $file:path', seen: null, hint })
    return text
  }
  return resolveText(reader, text, path)
}
