import type { Answer } from '../checks/types.ts'
import { cipherSuites } from '../wire/cipherSuites.ts'
import type { HelloOffer, HelloVersion, TlsProbeRequest, TlsProbeResult, Wire } from '../wire/types.ts'
import { type OfferedUrl, type ServerHost, serverHosts } from './serverHosts.ts'
import type { Probe, ProbeContext } from './types.ts'

/** Per wire, so that the answers live as long as the run. */
const asked = new WeakMap<Wire, Map<string, Promise<TlsProbeResult>>>()

/**
 * One handshake with a host. The same question is put once per run: many probes lean on the same controls, and every
 * variant of a target comes by here. A host that could not be reached is asked again next time.
 */
export function handshake(
  context: ProbeContext,
  host: ServerHost,
  request: Omit<TlsProbeRequest, 'host' | 'port'>,
): Promise<TlsProbeResult> {
  const known = asked.get(context.wire) ?? new Map<string, Promise<TlsProbeResult>>()
  asked.set(context.wire, known)
  const full = { host: host.host, port: host.port, ...request }
  const key = JSON.stringify(full)
  const before = known.get(key)
  if (before) return before
  const result = context.wire.probeTls(full, context.label('tls'))
  known.set(key, result)
  void result.then(({ outcome }) => {
    if (outcome === 'unreachable') known.delete(key)
  })
  return result
}

/** A hand-made hello, see `HelloOffer`. */
export const hello = (context: ProbeContext, host: ServerHost, offer: HelloOffer): Promise<TlsProbeResult> =>
  handshake(context, host, { hello: offer })

const tls13Suites = [0x1301, 0x1302, 0x1303]
/** Everything up to TLS 1.2, the good ones first. */
const olderSuites = [
  0xc02b,
  0xc02f,
  0xc02c,
  0xc030,
  0xcca9,
  0xcca8,
  ...[...cipherSuites.keys()].filter((id) => id >> 8 !== 0x13),
]

/** A hello that leaves nothing but the version to refuse. */
export const helloOf = (...versions: readonly HelloVersion[]): HelloOffer => ({
  versions,
  suites: [
    ...(versions.includes('TLSv1.3') ? tls13Suites : []),
    ...(versions.some((version) => version !== 'TLSv1.3') ? olderSuites : []),
  ],
})

export type Unknown = Extract<Answer, { kind: 'unknown' }>

/** The answer to a question that the network left open. */
export const unreachable = (host: ServerHost, { detail }: TlsProbeResult): Unknown => ({
  kind: 'unknown',
  reason: `${host.name}: ${detail}`,
  attributed: 'network',
})

/**
 * The control of every refusal: does the host finish with a current hello? A host that speaks no TLS at all refuses
 * everything and proves nothing. null: it does.
 */
export async function controlFails(context: ProbeContext, host: ServerHost): Promise<Unknown | null> {
  const control = await hello(context, host, helloOf('TLSv1.2', 'TLSv1.3'))
  if (control.outcome === 'accepted') return null
  if (control.outcome === 'unreachable') return unreachable(host, control)
  const reason = `${host.name} refuses a hello with TLS 1.2 and 1.3 as well (${control.detail}), so that other refusals mean nothing`
  return { kind: 'unknown', reason, attributed: host.owner }
}

/** Makes a probe of a question to one host: asked of all hosts that this caller uses, at the same time. */
export function forEachHost(
  ask: (context: ProbeContext, host: ServerHost) => Promise<Answer>,
  caller?: OfferedUrl['caller'],
): Probe {
  return async (context) => {
    const hosts = serverHosts(context, caller)
    if (hosts.length === 0)
      return [
        {
          kind: 'unknown',
          reason: `neither the metadata nor the target names an https host${caller ? ` for ${caller}s` : ''}`,
          attributed: 'as',
        },
      ]
    return Promise.all(hosts.map((host) => ask(context, host)))
  }
}
