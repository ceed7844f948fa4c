import { createServer, type Server } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { type Choices, plainest } from './choices.ts'
import { makeKey, type OtherCredentials } from './credentials.ts'
import type { FaultId } from './faults.ts'
import { readCall, send } from './http.ts'
import { route } from './routes.ts'
import { useStrangeKey } from './tokens.ts'
import type { World } from './world.ts'

export interface OtherServer {
  readonly issuer: string
  readonly world: World
  close(): Promise<void>
}

const TLS = {
  minVersion: 'TLSv1.2',
  ciphers: [
    ...['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'],
    ...['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384'],
  ].join(':'),
  honorCipherOrder: true,
} as const

async function open(server: Server): Promise<{ port: number; close: () => Promise<void> }> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** Counts requests of the second that is running. */
function limiter(perSecond: number): () => boolean {
  let second = 0
  let count = 0
  return () => {
    const now = Math.floor(Date.now() / 1000)
    count = now === second ? count + 1 : 1
    second = now
    return perSecond > 0 && count > perSecond
  }
}

/**
 * A second, independent authorization server with a resource API. It shares nothing with the sandbox, so that what
 * Assay takes for granted about its own sandbox shows here.
 * @param clock how far the server's clock is ahead, for tests in which time jumps
 */
export async function startOtherServer(
  credentials: OtherCredentials,
  asked: Partial<Choices> = {},
  faults: readonly FaultId[] = [],
  clock: { readonly aheadMs: number } = { aheadMs: 0 },
): Promise<OtherServer> {
  const choices: Choices = { ...plainest, ...asked }
  const broken = new Set(faults)
  useStrangeKey(makeKey(choices.idTokenAlg, 'k1'))
  const tooFast = limiter(choices.requestsPerSecond)
  const worlds: World[] = []
  const listen = (certificates: boolean, origin: () => string): Server => {
    const old = { minVersion: 'TLSv1' as const, ciphers: 'ALL:@SECLEVEL=0' }
    const only13 = choices.tls === '1.3 only' ? { minVersion: 'TLSv1.3' as const } : {}
    const tls = broken.has('old-tls') ? { ...TLS, ...old } : { ...TLS, ...only13 }
    const strict = choices.mutualTls === 'aliases-strict'
    const wanted = certificates ? { requestCert: true, rejectUnauthorized: strict, ca: credentials.ca.ca } : {}
    return createServer({ ...tls, ...wanted, ...credentials.server }, async (request, response) => {
      const [world] = worlds
      if (!world) return
      try {
        const call = await readCall(request, origin())
        const limited = { status: 429, headers: [['Retry-After', '1']] as const }
        await send(response, tooFast() ? limited : await route(call, world), choices)
      } catch {
        await send(response, { status: 500, headers: [['Content-Type', 'text/plain']], body: 'oops' }, choices)
      }
    })
  }
  const ports = { plain: 0, mtls: 0, other: 0 }
  const host = choices.mutualTls === 'aliases-other-name' ? 'localhost' : '127.0.0.1'
  const origins = {
    plain: () => `https://127.0.0.1:${ports.plain}`,
    mtls: () => `https://${host}:${ports.mtls}`,
    other: () => `https://localhost:${ports.other}`,
  }
  const everywhere = choices.mutualTls === 'everywhere'
  const servers = {
    plain: await open(listen(everywhere, origins.plain)),
    mtls: await open(listen(true, origins.mtls)),
    other: await open(listen(false, origins.other)),
  }
  const [plain, other] = [servers.plain.port, servers.other.port]
  Object.assign(ports, { plain, other, mtls: everywhere ? plain : servers.mtls.port })
  const issuer = `${origins.plain()}${choices.issuerPath}`
  worlds.push({
    ...{ choices, credentials, issuer, logins: 0, origin: origins.plain(), mtlsOrigin: origins.mtls() },
    loginOrigin: choices.loginHost === 'other' ? origins.other() : '',
    resourceOrigin: choices.resourceAt === 'own host' ? origins.other() : origins.plain(),
    has: (fault) => broken.has(fault),
    now: () => Math.floor((Date.now() + clock.aheadMs) / 1000),
    base: choices.issuerPath.replace(/\/$/, ''),
    ...{ pushed: new Map(), interactions: new Map(), codes: new Map(), tokens: new Map(), sessions: new Map() },
    ...{ jtis: new Map(), nonces: { as: [], rs: [] } },
  })
  const [world] = worlds
  if (!world) throw new Error('the server has no state')
  return {
    ...{ issuer, world },
    close: async () => {
      await Promise.all(Object.values(servers).map((server) => server.close()))
    },
  }
}
