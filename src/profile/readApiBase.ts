import { describe } from '../yaml/describe.ts'
import type { Path } from '../yaml/types.ts'
import { readSecret } from './readSecret.ts'
import { complain, type TargetReader, type TargetYaml } from './targetReader.ts'

/**
 * `api:`, else the origin of the resource that the variant uses; without a slash at its end, as paths start with one.
 * @param path of the value in the file
 */
export function readApiBase(reader: TargetReader, api: string | undefined, resource: string, path: Path): string {
  if (api === undefined) return URL.canParse(resource) ? new URL(resource).origin : ''
  if (api.includes('?')) {
    const expected = 'an https URL without query'
    complain(reader, path, { message: '"api" has a query', expected, seen: describe(api), hint: 'remove it' })
  }
  return api.replace(/\/+$/, '')
}

/** `params:`, with secret references resolved. */
export function readParams(reader: TargetReader, yaml: TargetYaml['params']): Readonly<Record<string, string>> {
  const params: Record<string, string> = {}
  for (const [name, text] of Object.entries(yaml ?? {})) {
    const at = ['params', name]
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) {
      const expected = 'the name of a {placeholder}: letters, digits and _'
      complain(reader, at, { message: `"${name}" is no name of a parameter`, expected, seen: null, hint: null })
    }
    const read = readSecret(text, `"${name}"`, reader.env, reader.files)
    if ('message' in read) complain(reader, at, read)
    else {
      params[name] = read.value
      if (read.secret) reader.secrets.add(read.value)
    }
  }
  return params
}
