// One run of the plan through the library, for the floor: what it sent, and how many connections it opened.
// Arguments: package folder, profile, target file, run folder, file for the recording.
import { subscribe } from 'node:diagnostics_channel'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Exchange } from '../../src/wire/types.ts'

/** What the floor sends again. */
export interface Recording {
  readonly exchanges: readonly Exchange[]
  /** Connections of all kinds, those of TLS probes included. */
  readonly connections: number
}

const [root = '', profile = '', target = '', out = '', file = ''] = process.argv.slice(2)
let connections = 0
subscribe('net.client.socket', () => {
  connections++
})
const { runAssay } = (await import(
  pathToFileURL(join(root, 'dist', 'index.js')).href
)) as typeof import('../../src/index.ts')
const exchanges: Exchange[] = []
const { result } = await runAssay({
  profile,
  target,
  out,
  slow: false,
  env: {},
  onExchange: (exchange) => void exchanges.push(exchange),
})
if (result.result !== 'conformant') throw new Error(`the run against the strict sandbox was ${result.result}`)
const recording: Recording = { exchanges, connections }
writeFileSync(file, JSON.stringify(recording))
