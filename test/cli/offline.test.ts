import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeRun } from '../../src/evidence/writeRun.ts'
import { fileReports } from '../../src/report/reports.ts'
import { testKey } from '../evidence/signing.ts'
import { sampleRun } from '../support/sampleRun.ts'

const root = realpathSync(join(import.meta.dirname, '../..'))
// Another machine: nothing of what made the run is there but the folder and the public key.
const machine = realpathSync(mkdtempSync(join(tmpdir(), 'assay-machine-')))
const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'assay-elsewhere-')))
afterAll(() => {
  rmSync(machine, { recursive: true, force: true })
  rmSync(elsewhere, { recursive: true, force: true })
})

/** Loaded before the program: whatever reaches for the network ends it with 99. */
const NO_NETWORK = `
import { Socket } from 'node:net'
import dgram from 'node:dgram'
import dns from 'node:dns'
const stop = (what) => () => { process.stderr.write(what + '\\n'); process.exit(99) }
Socket.prototype.connect = stop('a socket was opened')
dgram.Socket.prototype.send = stop('a datagram was sent')
dns.lookup = dns.promises.lookup = stop('a name was looked up')
`

/** Runs a program that may read only these places and reach nobody; the permission model of Node refuses all else. */
function confined(program: readonly string[], readable: readonly string[]) {
  const places = [join(machine, 'no-network.mjs'), ...readable].map((place) => `--allow-fs-read=${place}`)
  const words = ['--permission', ...places, '--import', join(machine, 'no-network.mjs'), ...program]
  const env = { PATH: process.env.PATH, HOME: join(machine, 'home') }
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: machine, encoding: 'utf8', env })
  return { code: status, out: stdout, err: stderr }
}

const main = join(root, 'src/cli/main.ts')
const PROGRAM = [join(root, 'src/*'), join(root, 'node_modules/*'), join(root, 'package.json')]
const verify = (...words: readonly string[]) =>
  confined([main, 'verify', 'bundle', ...words], [...PROGRAM, join(machine, 'bundle/*'), join(machine, 'operator.pub')])

beforeAll(async () => {
  const key = testKey('ES256')
  const seal = { keys: [key.key], secrets: [] }
  const folder = join(machine, 'bundle')
  await writeRun({ ...sampleRun(), folder, reports: fileReports, token: 'aa', seal })
  mkdirSync(join(machine, 'home'))
  writeFileSync(join(machine, 'operator.pub'), key.publicPem)
  writeFileSync(join(machine, 'no-network.mjs'), NO_NETWORK)
  writeFileSync(join(elsewhere, 'secret'), 'of another folder')
})

describe('assay verify on a machine that knows nothing of the run', () => {
  it('reads nothing but the folder and the key, and reaches nobody', () => {
    const { code, out, err } = verify('--key', 'operator.pub')
    expect({ code, err: err.replace(/\(node:.*\n.*\n/, '') }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^Genuine: everything is as it was signed\n/)
  })

  it('finds a change there, too', () => {
    writeFileSync(join(machine, 'bundle/notes.txt'), 'hello')
    const { code, out } = verify('--key', 'operator.pub')
    rmSync(join(machine, 'bundle/notes.txt'))
    expect({ code, named: out.includes('notes.txt') }).toEqual({ code: 1, named: true })
  })

  it('would not get away with it: reading elsewhere and opening a socket are seen', () => {
    writeFileSync(
      join(machine, 'read.mjs'),
      `import fs from 'node:fs'; fs.readFileSync(${JSON.stringify(join(elsewhere, 'secret'))})`,
    )
    const read = confined([join(machine, 'read.mjs')], [join(machine, 'read.mjs')])
    expect({ code: read.code, denied: read.err.includes('ERR_ACCESS_DENIED') }).toEqual({ code: 1, denied: true })
    writeFileSync(join(machine, 'connect.mjs'), `import net from 'node:net'; net.connect(9, '127.0.0.1')`)
    const connect = confined([join(machine, 'connect.mjs')], [join(machine, 'connect.mjs')])
    expect({ code: connect.code, err: connect.err.includes('a socket was opened') }).toEqual({ code: 99, err: true })
    writeFileSync(join(machine, 'fetch.mjs'), `await fetch('http://127.0.0.1:49151/').catch(() => {})`)
    expect(confined([join(machine, 'fetch.mjs')], [join(machine, 'fetch.mjs')]).code).toBe(99)
  })
})
