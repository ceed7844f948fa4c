import type { Variant } from '../profile/types.ts'
import type { Credentials, SandboxClient } from './credentials.ts'
import type { Dialect } from './dialects/types.ts'

/** What a variant is where it does not say otherwise: the most common way to use the Security Profile. */
export const defaultVariant: Variant = {
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

/** A variant with the two clients that serve it. */
interface ServedVariant {
  readonly variant: Variant
  readonly clients: readonly SandboxClient[]
}

/**
 * The variants to list, with the clients that serve them.
 * @param asked missing features take their defaults; without any, the twelve variants of the Security Profile
 */
export function servedVariants(
  credentials: Credentials,
  asked: readonly Partial<Variant>[] = securityProfile,
): readonly ServedVariant[] {
  return asked.map((partial) => {
    const variant = { ...defaultVariant, ...partial }
    const clients = credentials.clients.filter(
      (client) =>
        client.clientAuth === variant.client_auth &&
        client.senderConstraint === variant.sender_constraint &&
        client.request === variant.request &&
        client.response === variant.response,
    )
    return { variant, clients }
  })
}

/**
 * Text of `target.yaml` for the sandbox. Paths are relative to the file, secrets are references.
 * @param origins of the issuer and of the host that asks for client certificates
 * @param further lines at the end, one each
 */
export function targetFileText(
  variants: readonly ServedVariant[],
  origins: { readonly issuer: string; readonly mtls: string },
  { target }: Dialect,
  login: { readonly username: string; readonly driver: 'http' | 'browser' },
  further: readonly string[] = [],
): string {
  return [
    'target: sandbox',
    'organisation: Acme Bank',
    'application: acme-sandbox',
    'environment: sandbox',
    `issuer: ${origins.issuer}`,
    'trust: { ca: certs/ca.pem }',
    'variants:',
    ...variants.flatMap((served) => variantLines(served, origins.mtls, target)),
    `scope: ${target.scope.openid}`,
    `resource: ${resourceText(origins.issuer, target)}`,
    ...paramLines(target),
    'login:',
    `  driver: ${login.driver}`,
    `  username: ${login.username}`,
    `  password: $file:secrets/${login.username}.password`,
    ...further,
    '',
  ].join('\n')
}

const resourceText = (origin: string, { resource: { path, scope } }: Dialect['target']): string =>
  `{ url: "${origin}${path}", method: GET, scope: ${scope} }`

const paramLines = ({ params }: Dialect['target']): string[] =>
  params === undefined ? [] : [`params: ${JSON.stringify(params)}`]

function variantLines({ variant, clients }: ServedVariant, mtlsOrigin: string, target: Dialect['target']): string[] {
  const features = Object.entries(variant).map(
    ([key, value], index) => `${index === 0 ? '  - ' : '    '}${key}: ${value}`,
  )
  return [
    ...features,
    `    scope: ${variant.openid ? target.scope.openid : target.scope.plain}`,
    // Certificate-bound tokens only work where the server asks for certificates.
    ...(variant.sender_constraint === 'mtls' ? [`    resource: ${resourceText(mtlsOrigin, target)}`] : []),
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
    ...(client.nextTls === undefined
      ? []
      : [`        next_tls: { cert: certs/${client.id}-next.pem, key: keys/${client.id}-next.key }`]),
    ...(client.expiredTls === null
      ? []
      : [`        expired_tls: { cert: certs/${client.id}-expired.pem, key: keys/${client.id}-expired.key }`]),
    `        redirect_uri: "${client.redirectUri}"`,
  ]
}
