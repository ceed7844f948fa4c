// The floor: a bare undici and jose loop that sends the requests of a recorded run again, case by case, eight at once.
// TLS probes are handshakes and nothing else here. Arguments: target file, CA file, file with the recording. JWTs are made and signed anew, handles replaced by new ones.
// Prints the figures and, on standard error, which answers had another status than the recorded ones.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { connect } from 'node:tls'
import type { JWK } from 'jose'
import { Agent, request as send } from 'undici'
import { parse } from 'yaml'
import { measured, spent } from './measured.ts'
import type { Recording } from './record.ts'
import { createSigner, type Renewal } from './resign.ts'
import { jwtsOf, type ScriptedRequest, scriptOf, type Value } from './script.ts'
import { learn, type Names, substitute, wordsOf } from './substitute.ts'

const [target = '', caFile = '', dump = ''] = process.argv.slice(2)
const loaded = spent()
/** Recorded runs do not have to be read and taken apart by a client: this is not counted. */
const { exchanges, connections } = JSON.parse(readFileSync(dump, 'utf8')) as Recording
const script = scriptOf(exchanges)
const preparing = spent(loaded)

const atOnce = 8
const ca = readFileSync(caFile)
const agent = new Agent({ connect: { ca } })
const shared: Names = new Map()
const statuses = new Map<string, number>()
let odd = 0

function registeredKeys(): JWK[] {
  const yaml = parse(readFileSync(target, 'utf8')) as {
    clients?: object
    variants: { clients?: Record<string, { jwks?: string }> }[]
  }
  const clients = yaml.variants.flatMap((variant) => Object.values(variant.clients ?? yaml.clients ?? {})) as {
    jwks?: string
  }[]
  return clients.flatMap(({ jwks }) =>
    jwks ? (JSON.parse(readFileSync(join(dirname(target), jwks), 'utf8')) as { keys: JWK[] }).keys : [],
  )
}

const signer = await createSigner(registeredKeys(), jwtsOf([...script.values()].flat()))

async function fill(value: Value, renewal: Renewal): Promise<string> {
  return typeof value === 'string' ? renewal.rename(value) : signer.resign(value, renewal)
}

async function filled(fields: readonly (readonly [string, Value])[], renewal: Renewal): Promise<[string, string][]> {
  return Promise.all(fields.map(async ([name, value]): Promise<[string, string]> => [name, await fill(value, renewal)]))
}

async function bodyOf({ body }: ScriptedRequest, renewal: Renewal): Promise<string | null> {
  if (body === null || typeof body === 'string') return body
  return new URLSearchParams(await filled(body.fields, renewal)).toString()
}

function take(jar: Map<string, string>, lines: string | string[] | undefined): void {
  for (const cookie of [lines ?? []].flat()) {
    const [pair = ''] = cookie.split(';')
    jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
  }
}

async function sendAgain(one: ScriptedRequest, own: Names, jar: Map<string, string>): Promise<void> {
  const names = [own, shared]
  const rename = (text: string): string => substitute(text, names)
  const authorization = one.headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1]
  const renewal: Renewal = {
    shiftS: Math.floor((Date.now() - one.sentAt) / 1000),
    rename,
    accessToken: typeof authorization === 'string' ? rename(authorization.slice(authorization.indexOf(' ') + 1)) : null,
  }
  const headers = (await filled(one.headers, renewal)).flat()
  if (one.sendsCookies && jar.size > 0)
    headers.push('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
  const query = one.query.length === 0 ? '' : `?${new URLSearchParams(await filled(one.query, renewal))}`
  const answer = await send(`${rename(one.url)}${query}`, {
    method: one.method as 'GET',
    headers,
    body: await bodyOf(one, renewal),
    dispatcher: agent,
  })
  const text = await answer.body.text()
  take(jar, answer.headers['set-cookie'])
  learn(own, one.locationWords, wordsOf(String(answer.headers.location ?? '')))
  learn(own, one.bodyWords, wordsOf(text))
  if (answer.statusCode === one.status) return
  odd++
  const kind = `${one.step} ${answer.statusCode} for ${one.status}`
  statuses.set(kind, (statuses.get(kind) ?? 0) + 1)
}

/** One handshake, no request. */
function handshake(url: URL): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: url.hostname, port: Number(url.port), ca }, () => {
      socket.destroy()
      resolve()
    })
    socket.once('error', reject)
  })
}

async function chain(requests: readonly ScriptedRequest[], own: Names, jar: Map<string, string>): Promise<void> {
  for (const one of requests) await sendAgain(one, own, jar)
}

const figures = await measured(async () => {
  const chains = new Map(script)
  const login = new Map<string, string>()
  for (const id of ['discovery', 'honest-flow']) {
    await chain(chains.get(id) ?? [], shared, login)
    chains.delete(id)
  }
  const anyUrl = new URL(exchanges[0]?.request.url ?? '')
  const jobs = [...chains.values()].map((requests) => () => chain(requests, new Map(), new Map(login)))
  for (let probe = atOnce; probe < connections; probe++) jobs.push(() => handshake(anyUrl))
  const worker = async (): Promise<void> => {
    for (let job = jobs.shift(); job; job = jobs.shift()) await job()
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
})
const requests = [...script.values()].flat().length
const { wall, cpu, rss } = figures
process.stdout.write(
  `${JSON.stringify({ wall: wall - preparing.wall, cpu: cpu - preparing.cpu, rss, requests, odd })}\n`,
)
const list = [...statuses].sort(([, a], [, b]) => b - a).map(([kind, number]) => `${number} x ${kind}`)
process.stderr.write(`floor: ${odd} of ${requests} answers had another status than in the run: ${list.join(', ')}\n`)
await agent.close()
