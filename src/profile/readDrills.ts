import { durationMs } from '../yaml/durationMs.ts'
import type { Path } from '../yaml/types.ts'
import type { DrillAction } from './drillSchema.ts'
import type { AdminRequest, DrillConfig } from './drillTypes.ts'
import { readSecret } from './readSecret.ts'
import { checkCertificate, pemSecrets, readCertificates, readPrivateKey } from './readTls.ts'
import { complain, type DrillsYaml, type TargetReader } from './targetReader.ts'

const defaultWatchMs = 60_000

const methods = ['post', 'put', 'patch', 'delete'] as const

/** Symbols that a body may hold. */
export const drillSymbols = [
  ...['$client.id', '$keys', '$jwks', '$certificate', '$access_token', '$refresh_token', '$login.username'],
] as const

function readHeaders(
  reader: TargetReader,
  yaml: Readonly<Record<string, string>> | undefined,
  path: Path,
): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, written] of Object.entries(yaml ?? {})) {
    const read = readSecret(written, `header "${name}"`, reader.env, reader.files)
    if ('message' in read) complain(reader, [...path, name], read)
    else {
      headers[name] = read.value
      if (read.secret) reader.secrets.add(read.value)
    }
  }
  return headers
}

/** Texts that start with `$` are symbols, wherever they stand. */
function checkSymbols(reader: TargetReader, value: unknown, path: Path): void {
  if (typeof value === 'string' && value.startsWith('$') && !(drillSymbols as readonly string[]).includes(value)) {
    const expected = `a literal, or one of ${drillSymbols.join(', ')}`
    complain(reader, path, { message: `"${value}" is no symbol of drills`, expected, seen: null, hint: null })
  }
  if (typeof value !== 'object' || value === null) return
  for (const [key, one] of Object.entries(value))
    checkSymbols(reader, one, [...path, Array.isArray(value) ? Number(key) : key])
}

type ActionYaml = NonNullable<NonNullable<DrillsYaml['actions']>[DrillAction]>

const isHeaders = (value: unknown): value is Readonly<Record<string, string>> =>
  typeof value === 'object' && value !== null

function readAction(
  reader: TargetReader,
  yaml: ActionYaml,
  shared: Readonly<Record<string, string>>,
  path: Path,
): AdminRequest {
  const given: Readonly<Record<string, unknown>> = yaml
  const method = methods.find((name) => given[name] !== undefined) ?? 'post'
  checkSymbols(reader, given.body, [...path, 'body'])
  return {
    method: method.toUpperCase(),
    url: String(given[method]),
    headers: {
      ...shared,
      ...readHeaders(reader, isHeaders(given.headers) ? given.headers : undefined, [...path, 'headers']),
    },
    body: given.body ?? null,
  }
}

function readListen(reader: TargetReader, yaml: DrillsYaml['jwks_uri'], path: Path): DrillConfig['jwksUri'] {
  if (yaml === undefined) return null
  const { listen, tls } = yaml
  if (tls === undefined) {
    if (!listen.startsWith('https:')) return { url: listen, tls: null }
    const message = '"jwks_uri" is https and has no certificate'
    complain(reader, [...path, 'listen'], {
      message,
      expected: '"tls" with the certificate that the runner shows there',
      seen: null,
      hint: 'add "tls: { cert: ..., key: ... }"',
    })
    return null
  }
  const files = { cert: reader.files.read(tls.cert, '"cert"'), key: reader.files.read(tls.key, '"key"') }
  for (const name of ['cert', 'key'] as const) {
    const file = files[name]
    if ('message' in file) complain(reader, [...path, 'tls', name], file)
  }
  const { cert, key } = files
  if ('message' in cert || 'message' in key) return null
  const certificates = readCertificates(cert, '"cert"')
  const privateKey = readPrivateKey(key, '"key"')
  for (const secret of pemSecrets(key.text)) reader.secrets.add(secret)
  if ('message' in certificates) complain(reader, [...path, 'tls', 'cert'], certificates)
  if ('message' in privateKey) complain(reader, [...path, 'tls', 'key'], privateKey)
  if ('message' in certificates || 'message' in privateKey) return null
  const [leaf] = certificates
  const wrong = leaf === undefined ? [] : checkCertificate(leaf, privateKey, { cert, key }, reader.now())
  for (const complaint of wrong) complain(reader, [...path, 'tls', 'cert'], complaint)
  return { url: listen, tls: { cert: cert.text, key: key.text } }
}

/** Reads `drills:`; null: the target file allows none. */
export function readDrills(reader: TargetReader, yaml: DrillsYaml | undefined, path: Path): DrillConfig | null {
  if (yaml === undefined) return null
  const shared = readHeaders(reader, yaml.headers, [...path, 'headers'])
  const actions = Object.entries(yaml.actions ?? {}).map(
    ([name, action]) => [name, readAction(reader, action, shared, [...path, 'actions', name])] as const,
  )
  return {
    watchMs: yaml.watch === undefined ? defaultWatchMs : (durationMs(yaml.watch) ?? defaultWatchMs),
    jwksUri: readListen(reader, yaml.jwks_uri, [...path, 'jwks_uri']),
    actions: Object.fromEntries(actions),
  }
}
