import type { Complaint } from '../yaml/types.ts'
import type { TargetFiles } from './targetFiles.ts'

/** Values of the environment by name; passed in so that only the command line reads the real one. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A value and whether it is secret, or what is wrong with the reference. */
export type SecretValue = { readonly value: string; readonly secret: boolean } | Complaint

/**
 * Resolves `$env:NAME` and `$file:path` (without the line end that editors add); other texts are what they are.
 * @param field name in quotes for messages
 */
export function readSecret(text: string, field: string, env: Environment, files: TargetFiles): SecretValue {
  const [, kind, name = ''] = /^\$(env|file):(.+)$/s.exec(text) ?? []
  if (kind === 'env') {
    const value = env[name]
    if (value !== undefined && value !== '') return { value, secret: true }
    const seen = value === undefined ? `no environment variable ${name}` : `environment variable ${name} is empty`
    return { message: `${field} cannot be read`, expected: `a value in ${name}`, seen, hint: `export ${name}=...` }
  }
  if (kind !== 'file') return { value: text, secret: false }
  const file = files.read(name, field)
  if (!('text' in file)) return file
  const value = file.text.replace(/\r?\n$/, '')
  if (value !== '') return { value, secret: true }
  return {
    message: `${field} cannot be read`,
    expected: 'a secret in the file',
    seen: `${file.path} is empty`,
    hint: null,
  }
}
