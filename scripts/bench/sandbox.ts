// The sandbox of the bench in a process of its own, with one variant; ends when its standard input does.
import { startSandbox } from '../../src/index.ts'

const [dir = '.'] = process.argv.slice(2)
const variants = [{ client_auth: 'private_key_jwt', sender_constraint: 'dpop', openid: true }] as const
const { targetFile, caFile, close } = await startSandbox({ dir, variants })
process.stdout.write(`${JSON.stringify({ targetFile, caFile })}\n`)
process.stdin.resume()
process.stdin.on('end', async () => {
  await close()
})
