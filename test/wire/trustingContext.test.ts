import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type SecureContext } from 'node:tls'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { trustingContext } from '../../src/wire/trustingContext.ts'
import { createCa } from '../support/pki.ts'

let server: Server
let ca: string
let other: string

beforeAll(async () => {
  const [one, two] = [await createCa('One'), await createCa('Two')]
  ca = one.ca
  other = two.ca
  server = createServer(await one.issue()).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

/** null: the server is trusted; otherwise why not. */
const faultOf = (secureContext: SecureContext): Promise<string | null> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, secureContext })
    const end = (fault: string | null): void => {
      socket.destroy()
      resolve(fault)
    }
    socket.once('secureConnect', () => end(null))
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message))
  })

it('trusts what it is given, and no other context does so after it', async () => {
  expect(await faultOf(trustingContext([other, ca]))).toBeNull()
  expect(await faultOf(trustingContext([other]))).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE')
  expect(await faultOf(trustingContext([]))).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE')
})

it('keeps the roots of this machine beside them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'roots-'))
  writeFileSync(join(folder, 'extra.pem'), ca)
  const program = `
    import { connect } from 'node:tls'
    import { trustingContext } from ${JSON.stringify(new URL('../../src/wire/trustingContext.ts', import.meta.url).href)}
    const secureContext = trustingContext([process.argv[1]])
    connect({ host: '127.0.0.1', port: ${(server.address() as AddressInfo).port}, secureContext })
      .once('secureConnect', () => process.exit(0)).once('error', (error) => { throw error })`
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: join(folder, 'extra.pem') }
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, '--', other], { env, stdio: 'inherit' })
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0)
  rmSync(folder, { recursive: true })
})
