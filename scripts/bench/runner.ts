// One run of the full Security Profile plan without waiting cases, measured from inside its own process.
// Arguments: target file, run folder, file for the exchanges (empty: none).
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { measured } from './measured.ts'

// The compiled package, as users run it.
const compiled = pathToFileURL(join(import.meta.dirname, '..', '..', 'dist', 'index.js')).href
const { runAssay } = (await import(compiled)) as typeof import('../../src/index.ts')

const [target = '', out = '', dump = ''] = process.argv.slice(2)
const exchanges: unknown[] = []
const figures = await measured(async () => {
  const { result } = await runAssay({
    profile: 'fapi2-security-profile',
    target,
    out,
    slow: false,
    env: {},
    onExchange: (exchange) => void exchanges.push(exchange),
  })
  if (result.result !== 'conformant') throw new Error(`the run against the strict sandbox was ${result.result}`)
})
process.stdout.write(`${JSON.stringify({ ...figures, requests: exchanges.length })}\n`)
if (dump !== '') writeFileSync(dump, JSON.stringify(exchanges))
