// The floor: a bare undici and jose loop that sends the requests of a recorded run again, case by case, eight at once.
// Arguments: target file, CA file, file with the exchanges. JWTs are made and signed anew, handles replaced by new ones.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { JWK } from 'jose'
import { Agent, request as send } from 'undici'
import { parse } from 'yaml'
import type { Exchange } from '../../src/wire/types.ts'
import { measured } from './measured.ts'
import { createSigner } from './resign.ts'
import { learn, type Names, substitute } from './substitute.ts'

const [target = '', caFile = '', dump = ''] = process.argv.slice(2)
const agent = new Agent({ connect: { ca: readFileSync(caFile) } })
const added = new Set(['host', 'connection', 'content-length', 'cookie'])
const jwtForm = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/

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

const shared: Names = new Map()
const first = (JSON.parse(readFileSync(dump, 'utf8')) as Exchange[])[0]
const keys = registeredKeys()

async function sendAgain(exchange: Exchange, own: Names, jar: Map<string, string>): Promise<void> {
  const rename = (text: string): string => substitute(text, own, shared)
  const { request, response } = exchange
  const shiftS = Math.floor((Date.now() - exchange.timing.startedAt) / 1000)
  const signer = createSigner(keys, shiftS, rename)
  const headers: string[] = []
  const authorization = rename(request.headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? '')
  const token = authorization === '' ? null : authorization.slice(authorization.indexOf(' ') + 1)
  for (const [name, value] of request.headers) {
    if (added.has(name.toLowerCase())) continue
    const isJwt = name.toLowerCase() === 'dpop' && jwtForm.test(value)
    headers.push(name, isJwt ? await signer.resign(value, token).catch(() => value) : rename(value))
  }
  if (request.headers.some(([name]) => name.toLowerCase() === 'cookie') && jar.size > 0) {
    headers.push('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
  }
  let body = request.body
  if (body !== null && body.includes('=')) {
    const fields = [...new URLSearchParams(body)]
    const made = fields.map(async ([name, value]) => [
      name,
      jwtForm.test(value) ? await signer.resign(value, null).catch(() => value) : rename(value),
    ])
    body = new URLSearchParams((await Promise.all(made)) as [string, string][]).toString()
  }
  const answer = await send(rename(request.url), { method: request.method as 'GET', headers, body, dispatcher: agent })
  const text = await answer.body.text()
  for (const cookie of [answer.headers['set-cookie'] ?? []].flat()) {
    const [pair = ''] = cookie.split(';')
    jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
  }
  const location = (headers_: readonly (readonly [string, string])[]): string =>
    headers_.find(([name]) => name.toLowerCase() === 'location')?.[1] ?? ''
  learn(own, location(response?.headers ?? []), String(answer.headers.location ?? ''))
  learn(own, response?.body ?? '', text)
}

async function chain(exchanges: readonly Exchange[], own: Names, jar: Map<string, string>): Promise<void> {
  for (const exchange of exchanges) if (exchange.response) await sendAgain(exchange, own, jar).catch(() => {})
}

const figures = await measured(async () => {
  if (!first) throw new Error('there are no exchanges to send again')
  const exchanges = JSON.parse(readFileSync(dump, 'utf8')) as Exchange[]
  const chains = Map.groupBy(exchanges, (exchange) => exchange.label.caseId)
  const login = new Map<string, string>()
  for (const id of ['discovery', 'honest-flow']) {
    await chain(chains.get(id) ?? [], shared, login)
    chains.delete(id)
  }
  const waiting = [...chains.values()]
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await chain(next, new Map(), new Map(login))
  }
  await Promise.all(Array.from({ length: 8 }, worker))
})
process.stdout.write(`${JSON.stringify(figures)}\n`)
await agent.close()
