import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Credentials, registeredKeys, type SandboxClient } from './credentials.ts'

/**
 * Writes keys, certificates, passwords and the target file below `dir`, readable by their owner only.
 * @param clients whose keys and certificates the target file refers to
 * @param further files by their path below `dir`
 * @returns absolute paths of the target file and of the CA certificate
 */
export async function writeFolder(
  dir: string,
  credentials: Credentials,
  clients: ReadonlySet<SandboxClient>,
  targetText: string,
  further: readonly (readonly [name: string, text: string])[] = [],
): Promise<{ targetFile: string; caFile: string }> {
  const root = resolve(dir)
  await Promise.all(['certs', 'keys', 'secrets'].map((name) => mkdir(join(root, name), { recursive: true })))
  const files: (readonly [string, string])[] = [
    ...further,
    ['target.yaml', targetText],
    ['certs/ca.pem', `${credentials.serverAuthority.cert}\n`],
    ['certs/client-ca.pem', `${credentials.clientAuthority.cert}\n`],
  ]
  for (const client of clients) {
    const keys = registeredKeys(client)
    if (keys.length > 0) {
      files.push([`keys/${client.id}.jwks.json`, json({ keys: keys.map(({ privateJwk }) => privateJwk) })])
    }
    if (client.tls !== null) {
      files.push([`certs/${client.id}.pem`, `${client.tls.cert}\n`], [`keys/${client.id}.key`, client.tls.key])
    }
    if (client.nextTls !== undefined) {
      const { cert, key } = client.nextTls
      files.push([`certs/${client.id}-next.pem`, `${cert}\n`], [`keys/${client.id}-next.key`, key])
    }
    if (client.expiredTls !== null) {
      const { cert, key } = client.expiredTls
      files.push([`certs/${client.id}-expired.pem`, `${cert}\n`], [`keys/${client.id}-expired.key`, key])
    }
  }
  for (const user of credentials.users) files.push([`secrets/${user.username}.password`, `${user.password}\n`])
  await Promise.all(files.map(([name, text]) => writeFile(join(root, name), text, { mode: 0o600 })))
  return { targetFile: join(root, 'target.yaml'), caFile: join(root, 'certs/ca.pem') }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
