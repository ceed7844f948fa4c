import type { Path } from '../yaml/types.ts'
import { readSecret } from './readSecret.ts'
import { complain, type ResourceYaml, type TargetReader } from './targetReader.ts'
import type { ResourceConfig } from './types.ts'

const runnersOwn: readonly string[] = ['authorization', 'dpop', 'host', 'content-length', 'connection']

/** Reads a `resource:`; header values may be secret references. */
export function readResource(reader: TargetReader, yaml: ResourceYaml, path: Path): ResourceConfig {
  const headers: Record<string, string> = {}
  for (const [name, text] of Object.entries(yaml.headers ?? {})) {
    const at = [...path, 'headers', name]
    if (runnersOwn.includes(name.toLowerCase())) {
      const hint = 'remove it; the token is added by itself'
      complain(reader, at, {
        message: `header "${name}" is set by the runner`,
        expected: 'other headers',
        seen: null,
        hint,
      })
    } else if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
      complain(reader, at, {
        message: `"${name}" is no header name`,
        expected: 'a name as in RFC 9110 section 5.1',
        seen: null,
        hint: null,
      })
    }
    const read = readSecret(text, `header "${name}"`, reader.env, reader.files)
    if ('message' in read) complain(reader, at, read)
    else {
      headers[name] = read.value
      if (read.secret) reader.secrets.add(read.value)
    }
  }
  return { url: yaml.url, method: yaml.method ?? 'GET', headers, body: yaml.body ?? null, scope: yaml.scope ?? null }
}
