import { createServer } from 'node:net'
import { issueClientCertificate, issueServerCertificate } from './certificates.ts'
import type { Credentials, SandboxClient } from './credentials.ts'

/** What a target file needs for drills, before the admin API is there. */
export interface DrillFiles {
  /** Where client1 of each variant publishes its keys, by client_id. */
  readonly jwksUris: ReadonlyMap<string, string>
  /** Lines of the target file. @param origin of the admin API */
  lines(origin: string): readonly string[]
  /** Files beside it. @param authorization header value of the admin API */
  files(authorization: string): readonly (readonly [name: string, text: string])[]
}

/** A port that nobody listens at now. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Gets a place ready at which whoever drills can serve the keys of client1. */
export async function drillFiles(
  credentials: Credentials,
  clients: readonly SandboxClient[],
  now: number,
): Promise<DrillFiles> {
  const url = `https://127.0.0.1:${await freePort()}/client1.jwks.json`
  const publishers = clients.filter(({ slot, clientAuth }) => slot === 'client1' && clientAuth === 'private_key_jwt')
  const names = { dns: ['localhost'], ip: ['127.0.0.1'] }
  const certificate = await issueServerCertificate(credentials.serverAuthority, names, now)
  return {
    jwksUris: new Map(publishers.map(({ id }) => [id, url])),
    lines: (origin) => [
      'drills:',
      // Everything here takes effect at once; what does not within that time never will.
      '  watch: 2s',
      `  jwks_uri: { listen: "${url}", tls: { cert: certs/drill.pem, key: keys/drill.key } }`,
      '  headers: { authorization: $file:secrets/admin.authorization }',
      '  actions:',
      `    set_client_certificate: { put: "${origin}/admin/clients/{client_id}/certificate", body: { certificate: $certificate } }`,
      `    revoke_grant: { post: "${origin}/admin/grants/revoke", body: { access_token: $access_token } }`,
      `    revoke_client: { post: "${origin}/admin/clients/{client_id}/revoke" }`,
      `    restore_client: { post: "${origin}/admin/clients/{client_id}/restore" }`,
      `    rotate_server_keys: { post: "${origin}/admin/keys/rotate" }`,
      `    offboard_client: { post: "${origin}/admin/clients/{client_id}/offboard" }`,
    ],
    files: (authorization) => [
      ['secrets/admin.authorization', `${authorization}\n`],
      ['certs/drill.pem', `${certificate.cert}\n`],
      ['keys/drill.key', certificate.key],
    ],
  }
}

/** Credentials in which the first client of those that a CA certifies has a certificate to rotate to. */
export async function withNextCertificates(
  credentials: Credentials,
  served: ReadonlySet<string>,
  now: number,
): Promise<Credentials> {
  const { clientAuthority } = credentials
  const clients = credentials.clients.map(async (client) => {
    if (client.slot !== 'client1' || client.subjectDn === null || !served.has(client.id)) return client
    return { ...client, nextTls: await issueClientCertificate(clientAuthority, client.subjectDn, now) }
  })
  return { ...credentials, clients: await Promise.all(clients) }
}
