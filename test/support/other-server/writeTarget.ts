import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Variant } from '../../../src/profile/types.ts'
import type { OtherServer } from './startOtherServer.ts'

export type Asked = Pick<Variant, 'client_auth' | 'openid' | 'sender_constraint'> & Partial<Variant>

/** The target file that the owner of the two clients would write by hand, with keys and certificates beside it. */
export function writeTarget(server: OtherServer, dir: string, variants: readonly Asked[], more = ''): string {
  const { credentials, issuer, resourceOrigin, mtlsOrigin } = server.world
  mkdirSync(dir, { recursive: true })
  const write = (name: string, text: string): void => {
    writeFileSync(join(dir, name), text)
    chmodSync(join(dir, name), 0o600)
  }
  write('ca.pem', credentials.ca.ca)
  write('password', credentials.password)
  const blocks = variants.map((variant) => {
    const mine = credentials.clients.filter(
      ({ auth, constraint }) => auth === variant.client_auth && constraint === variant.sender_constraint,
    )
    const clients = mine.map((client) => {
      const name = `client${client.slot}-${client.auth}-${client.constraint}`
      write(`${name}.jwks.json`, JSON.stringify({ keys: [client.privateJwk] }))
      write(`${name}.pem`, client.tls.cert)
      write(`${name}.key`, client.tls.key)
      const signs = variant.client_auth === 'private_key_jwt' || variant.request === 'signed'
      const keys = signs ? `jwks: ${name}.jwks.json, ` : ''
      return `      client${client.slot}: { id: "${client.id}", ${keys}tls: { cert: ${name}.pem, key: ${name}.key }, redirect_uri: "${client.redirectUri}" }`
    })
    const host = variant.sender_constraint === 'mtls' ? mtlsOrigin : resourceOrigin
    const features = Object.entries(variant).map(([name, value]) => `${name}: ${value}`)
    const scope = variant.openid && variant.grant !== 'client_credentials' ? 'openid accounts' : 'accounts'
    return [
      `  - ${features.join('\n    ')}`,
      `    scope: ${scope}`,
      `    resource: { url: "${host}/open-banking/accounts", method: GET }`,
      '    clients:',
      ...clients,
    ].join('\n')
  })
  const file = join(dir, 'target.yaml')
  write(
    'target.yaml',
    `target: elsewhere-bank
organisation: Elsewhere Bank
application: budget
issuer: ${issuer}
trust: { ca: ca.pem }
variants:
${blocks.join('\n')}
scope: openid accounts
resource: { url: "${resourceOrigin}/open-banking/accounts", method: GET }
login: { driver: http, username: ${credentials.username}, password: $file:password }
${more}`,
  )
  return file
}
