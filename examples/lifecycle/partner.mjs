// What the partner has: a server (the sandbox), and keys.
import { createHash, generateKeyPairSync } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The partner's server: always at the same address, with new keys and certificates at each start. */
export function partnerServer({ start }) {
  let sandbox = null
  let ports = ''

  async function stop() {
    if (sandbox === null || sandbox.exitCode !== null) return
    const ended = new Promise((done) => sandbox.once('close', done))
    sandbox.kill('SIGINT')
    await ended
  }

  /** Starts it anew; `options` of `assay sandbox`. */
  async function serve(options = '') {
    await stop()
    const line = `sandbox --dir partner --variant private_key_jwt+dpop+openid --drills --json ${ports} ${options}`
    sandbox = start(line, ['ignore', 'pipe', 'ignore'])
    const facts = await new Promise((ready, failed) => {
      sandbox.stdout.once('data', (chunk) => ready(JSON.parse(chunk)))
      sandbox.once('close', (code) => failed(new Error(`the sandbox ended with ${code}`)))
    })
    ports = `--port ${new URL(facts.issuer).port} --mtls-port ${new URL(facts.mtlsOrigin).port}`
  }

  return { serve, stop }
}

/** RFC 7638 thumbprint of the first key in a JWK set: the name of the credential. */
export function thumbprintIn(file) {
  const [{ crv, kty, x, y, e, n }] = JSON.parse(readFileSync(file, 'utf8')).keys
  // JSON leaves out what is undefined; the order is that of RFC 7638.
  const members = kty === 'RSA' ? { e, kty, n } : { crv, kty, x, y }
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url')
}

/** Writes a key pair that signs evidence: `<name>.pem` and `<name>.pub`. */
export function makeKey(folder, name) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  writeFileSync(join(folder, `${name}.pem`), privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 })
  writeFileSync(join(folder, `${name}.pub`), publicKey.export({ format: 'pem', type: 'spki' }))
}
