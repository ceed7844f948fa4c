/** What a target file is written from; '' stands for what is not known. */
export interface TargetAnswers {
  readonly target: string
  readonly organisation: string
  readonly application: string
  readonly environment: string
  readonly issuer: string
  /** Paths of PEM files, relative to the target file. */
  readonly ca: readonly string[]
  readonly client_auth: string
  readonly sender_constraint: string
  readonly openid: boolean
  readonly client1: ClientAnswers
  /** null: there is no second client. */
  readonly client2: ClientAnswers | null
  readonly scope: string
  readonly resource_url: string
  readonly username: string
  /** `$env:NAME` or `$file:path`. */
  readonly password: string
}

export interface ClientAnswers {
  readonly id: string
  readonly jwks: string | null
  readonly cert: string | null
  readonly key: string | null
  readonly redirect_uri: string
}

/** A YAML scalar: plain where every YAML reader takes it for this very string, else double-quoted (which is JSON). */
export function scalar(text: string): string {
  const plain = /^[A-Za-z/$][\w ./:@$+-]*$/.test(text) && !/: | #|:$|\s$/.test(text)
  const isWord = /^(true|false|null|yes|no|on|off|y|n)$/i.test(text)
  return plain && !isWord ? text : JSON.stringify(text)
}

function clientLines(name: string, client: ClientAnswers): readonly string[] {
  const { id, jwks, cert, key, redirect_uri } = client
  return [
    `  ${name}:`,
    `    id: ${scalar(id)}`,
    ...(jwks === null
      ? []
      : [`    jwks: ${scalar(jwks)}    # JWK set with the private signing key; its public part is registered`]),
    ...(cert === null || key === null ? [] : [`    tls: { cert: ${scalar(cert)}, key: ${scalar(key)} }`]),
    `    redirect_uri: ${scalar(redirect_uri)}    # registered; it never has to be reachable`,
  ]
}

/** The text of a target file, with comments for whoever goes on editing it. */
export function targetText(answers: TargetAnswers): string {
  const { ca, client1, client2 } = answers
  const trust = ca.length === 1 ? scalar(ca[0] ?? '') : `[${ca.map(scalar).join(', ')}]`
  const lines = [
    '# What is under test: one partner application. Paths are relative to this file.',
    '# Check it with: assay doctor --target <this file>',
    `target: ${scalar(answers.target)}`,
    `organisation: ${scalar(answers.organisation)}`,
    `application: ${scalar(answers.application)}`,
    `environment: ${scalar(answers.environment)}`,
    `issuer: ${scalar(answers.issuer)}`,
    ...(ca.length === 0 ? [] : [`trust: { ca: ${trust} }    # added to the system roots`]),
    'variants:    # one entry per combination to test',
    `  - { client_auth: ${answers.client_auth}, sender_constraint: ${answers.sender_constraint}, openid: ${answers.openid} }`,
    'clients:',
    ...clientLines('client1', client1),
    ...(client2 === null
      ? ['  # client2: { ... }    # a second client opens the cases that mix two clients up']
      : clientLines('client2', client2)),
    `scope: ${scalar(answers.scope)}`,
    `resource: { url: ${scalar(answers.resource_url)}, method: GET }    # with "scope: ...", what it needs, a token without it is tried`,
    'login:',
    '  driver: http    # browser: for pages that need JavaScript',
    `  username: ${scalar(answers.username)}`,
    `  password: ${scalar(answers.password)}    # secrets only by reference: $env:NAME or $file:path`,
  ]
  return `${lines.join('\n')}\n`
}
