// The sandbox of the bench in a process of its own, with one variant. Prints where its files are, then its processor time
// (s) for each line on its standard input; ends when that ends.
import { createInterface } from 'node:readline'
import { startSandbox } from '../../src/index.ts'
import { spent } from './measured.ts'

const [dir = '.'] = process.argv.slice(2)
const variants = [{ client_auth: 'private_key_jwt', sender_constraint: 'dpop', openid: true }] as const
const { targetFile, caFile, close } = await startSandbox({ dir, variants })
process.stdout.write(`${JSON.stringify({ targetFile, caFile })}\n`)
for await (const _ of createInterface({ input: process.stdin })) process.stdout.write(`${JSON.stringify(spent())}\n`)
await close()
