import type { Variant } from '../profile/types.ts'
import type { Credentials, SandboxClient } from './credentials.ts'

const defaults: Variant = {
  client_auth: 'private_key_jwt',
  sender_constraint: 'dpop',
  openid: true,
  request: 'unsigned',
  response: 'plain',
  grant: 'authorization_code',
}

/** The twelve variants of the Security Profile, the most common one first. */
const securityProfile: readonly Partial<Variant>[] = [true, false].flatMap((openid) =>
  (['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'] as const).flatMap((client_auth) =>
    (['dpop', 'mtls'] as const).map((sender_constraint) => ({ client_auth, sender_constraint, openid })),
  ),
)

/**
 * Text of `target.yaml` for the sandbox. Paths are relative to the file, secrets are references.
 * @param origins of the issuer and of the host that asks for client certificates
 * @throws Error if the sandbox has no client for a variant asked for
 */
export function targetFileText(
  credentials: Credentials,
  origins: { readonly issuer: string; readonly mtls: string },
  options: { readonly variants?: readonly Partial<Variant>[] | undefined; readonly driver: 'http' | 'browser' },
): string {
  const username = credentials.users[0]?.username ?? 'user1'
  return [
    'target: sandbox',
    'organisation: Acme Bank',
    'application: acme-sandbox',
    'environment: sandbox',
    `issuer: ${origins.issuer}`,
    'trust: { ca: certs/ca.pem }',
    'variants:',
    ...(options.variants ?? securityProfile).flatMap((variant) =>
      variantLines({ ...defaults, ...variant }, credentials, origins.mtls),
    ),
    'scope: openid accounts',
    `resource: { url: "${origins.issuer}/accounts", method: GET }`,
    'login:',
    `  driver: ${options.driver}`,
    `  username: ${username}`,
    `  password: $file:secrets/${username}.password`,
    '',
  ].join('\n')
}

function variantLines(variant: Variant, credentials: Credentials, mtlsOrigin: string): string[] {
  const messageSigning = variant.request === 'signed' || variant.response === 'jarm'
  const clients = credentials.clients.filter(
    (client) =>
      client.clientAuth === variant.client_auth &&
      client.senderConstraint === variant.sender_constraint &&
      client.messageSigning === messageSigning,
  )
  if (messageSigning && !(variant.request === 'signed' && variant.response === 'jarm')) {
    throw new Error(
      '"variants": the sandbox has clients for request: signed together with response: jarm, or for neither; ' +
        `seen request: ${variant.request}, response: ${variant.response}. Ask for both.`,
    )
  }
  const features = Object.entries(variant).map(([key, value]) => `    ${key}: ${value}`)
  const [first, ...rest] = features
  return [
    `  - ${first?.trim()}`,
    ...rest,
    `    scope: ${variant.openid ? 'openid accounts' : 'accounts'}`,
    // Certificate-bound tokens only work where the server asks for certificates.
    ...(variant.sender_constraint === 'mtls' ? [`    resource: { url: "${mtlsOrigin}/accounts", method: GET }`] : []),
    '    clients:',
    ...clients.flatMap(clientLines),
  ]
}

function clientLines(client: SandboxClient): string[] {
  return [
    `      ${client.slot}:`,
    `        id: ${client.id}`,
    ...(client.signingKey === null ? [] : [`        jwks: keys/${client.id}.jwks.json`]),
    ...(client.tls === null ? [] : [`        tls: { cert: certs/${client.id}.pem, key: keys/${client.id}.key }`]),
    `        redirect_uri: "${client.redirectUri}"`,
  ]
}
