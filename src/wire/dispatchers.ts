import type { X509Certificate } from 'node:crypto'
import { Agent, Client, type Dispatcher } from 'undici'
import { connector, type WireTap } from './connector.ts'
import type { Credential } from './identities.ts'
import type { CertificateFacts } from './types.ts'

/** 64 KiB is four times what common servers let anybody send. */
const maxHeaderSize = 65_536

export interface DispatchersOptions {
  readonly tap: WireTap
  readonly connectTimeoutMs: number
  readonly factsOf: (certificate: X509Certificate) => CertificateFacts
}

export interface Dispatchers {
  /** Kept-alive connections of one identity. */
  pooled(credential: Credential): Dispatcher
  /** One new connection for one request; the caller closes it. */
  fresh(credential: Credential, origin: string): Dispatcher
  /** Forgets the connections of an identity whose certificate was replaced; running requests end in peace. */
  retire(name: string): void
  close(): Promise<void>
}

/** Connection pools, one per TLS client identity: a connection never changes its certificate. */
export function dispatchers(options: DispatchersOptions): Dispatchers {
  const pools = new Map<string | null, Agent>()
  const retired: Agent[] = []
  const settings = (credential: Credential): Client.Options => ({
    connect: connector({ credential, tap: options.tap, timeoutMs: options.connectTimeoutMs, factsOf: options.factsOf }),
    // One request at a time on a connection: the head recorded last is the one being answered.
    pipelining: 1,
    allowH2: false,
    maxHeaderSize,
    // One timer of our own bounds the whole request.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
  return {
    pooled(credential) {
      const pool = pools.get(credential.name) ?? new Agent(settings(credential))
      pools.set(credential.name, pool)
      return pool
    },
    fresh: (credential, origin) => new Client(origin, settings(credential)),
    retire(name) {
      const pool = pools.get(name)
      if (!pool) return
      pools.delete(name)
      retired.push(pool)
      void pool.close()
    },
    async close() {
      await Promise.all([...pools.values(), ...retired].map((pool) => pool.destroy()))
      pools.clear()
    },
  }
}
