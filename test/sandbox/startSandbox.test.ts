import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createCredentials } from '../../src/sandbox/credentials.ts'
import { startSandbox } from '../../src/sandbox/startSandbox.ts'
import { benches, temporaryFolder, usual } from './defectHarness.ts'
import { proofKey } from './keys.ts'
import { Walker } from './walker.ts'

const { open } = benches()

describe('startSandbox', () => {
  it("runs two sandboxes side by side that do not take each other's tokens", async () => {
    const [one, two] = await Promise.all([open(), open({ accessTokenTtlS: 300 })])
    expect(one.sandbox.issuer).not.toBe(two.sandbox.issuer)
    const [first, second] = [await one.walker(), await two.walker()]
    const tokens = await Promise.all([first, second].map(async (walker) => walker.redeem(await walker.code())))
    const get = async (walker: Walker, index: number) =>
      (await walker.get('/accounts', await walker.access(tokens[index]?.json.access_token))).status
    expect(await get(first, 0)).toBe(200)
    expect(await get(second, 1)).toBe(200)
    expect(await get(first, 1)).toBe(401)
    expect(await get(second, 0)).toBe(401)
  })

  it('starts in under a second with fresh keys and leaves no handle after close', async () => {
    const script = `
      import { startSandbox } from ${JSON.stringify(new URL('../../src/sandbox/startSandbox.ts', import.meta.url).href)}
      const started = performance.now()
      const sandbox = await startSandbox({ dir: ${JSON.stringify(temporaryFolder())}, nonces: true })
      const took = performance.now() - started
      await fetch(sandbox.issuer).catch(() => {})
      await sandbox.close()
      process.stdout.write(String(took))
    `
    const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', script], { stdio: 'pipe' })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    let noise = ''
    child.stderr.on('data', (chunk) => (noise += chunk))
    const code = await new Promise((resolve) => child.on('exit', resolve))
    expect(noise).toBe('')
    expect(code).toBe(0)
    // RSA keys take a random time to make; a second is what a loaded machine needs.
    expect(Number(output)).toBeLessThan(4000)
  })

  it('refuses connections after close', async () => {
    const sandbox = await startSandbox({ dir: temporaryFolder(), credentials: (await open()).credentials })
    const walker = new Walker(sandbox, (await open()).client(usual), await proofKey())
    expect((await walker.get('/jwks', {})).status).toBe(200)
    await sandbox.close()
    await expect(walker.get('/jwks', {})).rejects.toThrow()
    await walker.close()
  })

  it.each([[], ['plain-http']])(
    'does not wait for idle connections when it closes (defects: %s)',
    async (...defects) => {
      const sandbox = await startSandbox({ dir: temporaryFolder(), credentials: (await open()).credentials, defects })
      const socket = connect(Number(new URL(sandbox.issuer).port), '127.0.0.1')
      await once(socket, 'connect')
      const started = performance.now()
      await sandbox.close()
      expect(performance.now() - started).toBeLessThan(1000)
      socket.destroy()
    },
  )

  it('writes files that only their owner can read, and nothing but what the target needs', async () => {
    const dir = temporaryFolder()
    const sandbox = await startSandbox({ dir, credentials: (await open()).credentials, variants: [{}] })
    await sandbox.close()
    const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) =>
      statSync(join(dir, name)).isFile(),
    )
    expect(files.sort()).toEqual([
      'certs/ca.pem',
      'certs/client-ca.pem',
      'keys/pkjwt-dpop-client1.jwks.json',
      'keys/pkjwt-dpop-client2.jwks.json',
      'secrets/user1.password',
      'secrets/user2.password',
      'target.yaml',
    ])
    for (const name of files) expect(statSync(join(dir, name)).mode & 0o077, name).toBe(0)
    const text = readFileSync(sandbox.targetFile, 'utf8')
    for (const user of sandbox.users) expect(text).not.toContain(user.password)
  })

  it('makes fresh keys and passwords each time', async () => {
    const [one, two] = await Promise.all([createCredentials(), createCredentials()])
    expect(one.users[0]?.password).not.toBe(two.users[0]?.password)
    expect(one.server.key).not.toBe(two.server.key)
    expect(one.clients[0]?.signingKey?.kid).not.toBe(two.clients[0]?.signingKey?.kid)
  })

  it('lists the variants asked for, with their own resource where certificates are needed', async () => {
    const dir = temporaryFolder()
    const variants = [
      { client_auth: 'tls_client_auth', sender_constraint: 'mtls', request: 'signed', response: 'jarm' },
      { request: 'signed' },
      { response: 'jarm' },
      { grant: 'client_credentials', openid: false },
    ] as const
    const sandbox = await startSandbox({ dir, credentials: (await open()).credentials, variants, login: 'javascript' })
    await sandbox.close()
    const text = readFileSync(sandbox.targetFile, 'utf8')
    expect(text).toContain('driver: browser')
    expect(text).toContain(`resource: { url: "${sandbox.mtlsOrigin}/accounts", method: GET, scope: accounts }`)
    expect([...text.matchAll(/^ {8}id: (.*)$/gm)].map(([, id]) => id)).toEqual([
      'pki-mtls-signed-client1',
      'pki-mtls-signed-client2',
      'pkjwt-dpop-jar-client1',
      'pkjwt-dpop-jar-client2',
      'pkjwt-dpop-jarm-client1',
      'pkjwt-dpop-jarm-client2',
      'pkjwt-dpop-client1',
      'pkjwt-dpop-client2',
    ])
  })

  it.each([
    [
      { defects: ['par-expires'] },
      '"defects": unknown id "par-expires", expected an id of the defect table; near it: par-expires-in',
    ],
    [{ codeTtlS: 61 }, '"codeTtlS": expected whole seconds from 1 to 60, seen 61.'],
    [{ requestUriTtlS: 600 }, '"requestUriTtlS": expected whole seconds from 1 to 599, seen 600.'],
    [{ accessTokenTtlS: 0 }, '"accessTokenTtlS": expected whole seconds from 1 to 86400, seen 0.'],
  ])('says what is wrong with %j', async (options, message) => {
    const { credentials } = await open()
    await expect(startSandbox({ dir: temporaryFolder(), credentials, ...options })).rejects.toThrow(message)
  })

  it('fails and lets go of its ports if the folder cannot be written or the port is taken', async () => {
    const { credentials, sandbox } = await open()
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    await expect(startSandbox({ dir: join(file, 'below'), credentials })).rejects.toThrow('ENOTDIR')
    const taken = Number(new URL(sandbox.issuer).port)
    await expect(startSandbox({ dir: temporaryFolder(), credentials, mtlsPort: taken })).rejects.toThrow('EADDRINUSE')
  })

  it('follows the clock it is given', async () => {
    const { credentials } = await open()
    const ahead = 5 * 60 * 1000
    const sandbox = await startSandbox({ dir: temporaryFolder(), credentials, now: () => Date.now() + ahead })
    const walker = new Walker(sandbox, (await open()).client(usual), await proofKey())
    const answer = await walker.par()
    expect(answer.json).toMatchObject({
      error: 'invalid_client',
      error_description: expect.stringContaining('expired'),
    })
    expect(Date.parse(String(answer.headers.date)) - Date.now()).toBeGreaterThan(ahead - 2000)
    await walker.close()
    await sandbox.close()
  })
})
