import { readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { discover } from '../flow/discovery.ts'
import { createWire } from '../wire/createWire.ts'
import { type IssuerFacts, issuerFacts, issuerOf } from './issuerFacts.ts'
import { toolFacts } from './packageRoot.ts'
import { type ClientAnswers, targetText } from './targetText.ts'
import type { InitOptions, InitResult } from './types.ts'

/** No target file can be written for this issuer; the message says why and what to do. */
export class InitError extends Error {
  override readonly name = 'InitError'
  readonly code = 'INIT'
}

const FILL_IN = 'FILL-IN'
/** Placeholders that let the rest of the file be read; names end in `_url` and `_uri` for URLs. */
const placeholder = (name: string): string =>
  /_ur[li]$/.test(name) ? `https://${FILL_IN.toLowerCase()}.example/` : FILL_IN

function readAuthority(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new InitError(`"--ca": "${file}" cannot be read (${why}); name a PEM file with the CA's certificate`)
  }
}

async function readMetadata(
  issuer: string,
  { ca = [], signal }: InitOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const { name, version } = toolFacts()
  const wire = createWire({
    ca: ca.map(readAuthority),
    identities: {},
    now: Date.now,
    userAgent: `${name}/${version}`,
    ...(signal ? { signal } : {}),
  })
  try {
    const found = await discover(wire, { issuer }, true, (step) => ({ caseId: 'init', step }))
    if ('metadata' in found) return found.metadata
    const untrusted = found.exchanges.some(({ error }) => error?.code === 'TLS_UNTRUSTED')
    const advice = untrusted ? 'name the CA of the server certificate with --ca <file>' : 'check the issuer URL'
    throw new InitError(`${found.message}; ${advice}`)
  } finally {
    await wire.close()
  }
}

/** Asks for what is not known beforehand, and remembers what nobody could answer. */
function questioner({ answers, ask }: InitOptions) {
  const missing: string[] = []
  const asked: string[] = []
  const question = async (name: string, text: string, proposal: string | null): Promise<string> => {
    asked.push(name)
    const given = answers[name] ?? (await ask({ name, text, proposal }))
    if (given !== null && given !== '') return given
    if (proposal === '') return ''
    missing.push(name)
    return placeholder(name)
  }
  return { question, missing, asked }
}

type Ask = (name: string, text: string, proposal: string | null) => Promise<string>

/** One of several possibilities; not asked where there is only one. */
async function choose(ask: Ask, name: string, text: string, possible: readonly string[]): Promise<string> {
  const [first, ...others] = possible
  if (first === undefined || others.length === 0) return first ?? FILL_IN
  const chosen = await ask(name, `${text} (${possible.join(', ')})`, first)
  if (possible.includes(chosen)) return chosen
  throw new InitError(
    `"${name}": one of ${possible.join(', ')} is expected, which this server supports; "${chosen}" was given`,
  )
}

async function askClient(
  ask: Ask,
  name: string,
  id: string,
  needs: { jwks: boolean; tls: boolean },
): Promise<ClientAnswers> {
  const file = (kind: string): string => (kind === 'jwks' ? `keys/${name}.jwks.json` : `certs/${name}.${kind}`)
  const prefix = name === 'client1' ? '' : `${name}_`
  return {
    id,
    jwks: needs.jwks
      ? await ask(`${prefix}jwks`, `File with the private JWK set of ${name}, from the target file`, file('jwks'))
      : null,
    cert: needs.tls
      ? await ask(`${prefix}tls_cert`, `PEM certificate of ${name}, from the target file`, file('pem'))
      : null,
    key: needs.tls
      ? await ask(`${prefix}tls_key`, `PEM private key of ${name}, from the target file`, file('key'))
      : null,
    redirect_uri: await ask(`${prefix}redirect_uri`, `Registered redirect URI of ${name}`, null),
  }
}

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')

function notesOf(facts: IssuerFacts): readonly string[] {
  const { clientAuth, senderConstraint, openid, lacks } = facts
  const kind = openid ? 'OpenID' : 'plain OAuth'
  return [`Found: ${[...clientAuth, ...senderConstraint, kind].join(', ')}`, ...lacks.map((one) => `Take care: ${one}`)]
}

/**
 * `assay init`: the text of a target file, from the metadata of the issuer and the user's answers; asks only what
 * metadata cannot tell. What nobody answers is left as a placeholder and named in `missing`.
 * Throws `InitError` when there is no metadata or an answer does not fit.
 */
export async function initTarget(options: InitOptions): Promise<InitResult> {
  const issuer = issuerOf(options.issuer)
  if (!URL.canParse(issuer) || new URL(issuer).protocol !== 'https:') {
    throw new InitError(
      `"issuer": an https URL is expected, "${options.issuer}" was given; e.g. assay init https://as.example`,
    )
  }
  const metadata = await readMetadata(issuer, options)
  const facts = issuerFacts(metadata)
  const { question: ask, missing, asked } = questioner(options)
  const host = new URL(issuer).hostname
  const organisation = await ask('organisation', 'Name of the organisation', host)
  const application = await ask('application', 'Name of the application', `${slug(organisation)}-sandbox`)
  const client_auth = await choose(ask, 'client_auth', 'Client authentication', facts.clientAuth)
  const sender_constraint = await choose(ask, 'sender_constraint', 'Sender constraint', facts.senderConstraint)
  const needs = {
    jwks: client_auth === 'private_key_jwt',
    tls: client_auth !== 'private_key_jwt' || sender_constraint === 'mtls',
  }
  const client1 = await askClient(
    ask,
    'client1',
    await ask('client_id', 'client_id of the client under test', null),
    needs,
  )
  const second = await ask('client2_id', 'client_id of a second client (empty: there is none)', '')
  const client2 = second === '' ? null : await askClient(ask, 'client2', second, needs)
  const text = targetText({
    target: slug(application),
    organisation,
    application,
    environment: await ask('environment', 'Environment', 'sandbox'),
    issuer: typeof metadata.issuer === 'string' ? metadata.issuer : issuer,
    ca: (options.ca ?? []).map((file) => relative(options.folder, resolve(file)) || file),
    ...{ client_auth, sender_constraint, openid: facts.openid, client1, client2 },
    scope: await ask('scope', 'Scope, with single spaces', facts.openid ? 'openid' : null),
    resource_url: await ask('resource_url', 'URL of an API that a GET with this scope may read', null),
    username: await ask('username', 'User name of a test user', null),
    password: await ask('password', 'Where the password stands ($env:NAME or $file:path)', '$env:ASSAY_PASSWORD'),
  })
  const unknown = Object.keys(options.answers).filter((name) => !asked.includes(name))
  if (unknown.length > 0)
    throw new InitError(`"--set": nothing here is called ${unknown.join(', ')}; the answers are ${asked.join(', ')}`)
  return { text, notes: notesOf(facts), missing }
}
