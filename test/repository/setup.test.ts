import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CHROMIUM_PLACES } from '../../src/login/findChromium.ts'
import { ROOT } from './files.ts'

let clone = ''
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'assay-setup-'))
  mkdirSync(join(clone, 'scripts'))
  copyFileSync(join(ROOT, 'scripts', 'setup.mjs'), join(clone, 'scripts', 'setup.mjs'))
  writeJson('package-lock.json', {
    packages: {
      '': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0', optional: true },
    },
  })
  // Stands in for npm: notes what it was asked for, and installs it when told to.
  writeFileSync(
    join(clone, 'npm.cjs'),
    `const fs = require('fs'); fs.appendFileSync('asked', process.argv.slice(2).join(' ') + '\\n')
     if (process.env.FAKE_NPM === 'fail') process.exit(1)
     if (process.argv[2] === 'ci') fs.cpSync('good', 'node_modules', { recursive: true })
     if (process.argv[2] === 'rebuild' && process.env.FAKE_NPM !== 'no-node') fs.cpSync('bin', 'node_modules/.bin', { recursive: true })`,
  )
  packages('good', '1.0.0')
  nodeIn(join('good', '.bin'))
  nodeIn('bin')
})
afterEach(() => rmSync(clone, { recursive: true, force: true }))

function writeJson(path: string, value: unknown): void {
  writeFileSync(join(clone, path), JSON.stringify(value))
}

function packages(folder: string, version: string): void {
  mkdirSync(join(clone, folder, 'a'), { recursive: true })
  writeJson(join(folder, '.package-lock.json'), { packages: { 'node_modules/a': { version } } })
}

function nodeIn(folder: string): void {
  mkdirSync(join(clone, folder), { recursive: true })
  writeFileSync(join(clone, folder, 'node'), '#!/bin/sh\necho v24.0.0\n')
  chmodSync(join(clone, folder, 'node'), 0o755)
}

function setup(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const done = spawnSync(process.execPath, [join(clone, 'scripts', 'setup.mjs'), ...args], {
    cwd: clone,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, npm_execpath: join(clone, 'npm.cjs'), ...env },
  })
  const asked = existsSync(join(clone, 'asked')) ? readFileSync(join(clone, 'asked'), 'utf8').trim().split('\n') : []
  return {
    status: done.status,
    stdout: done.stdout,
    stderr: done.stderr,
    asked: asked.map((line) => line.split(' ')[0]),
  }
}

describe('scripts/setup.mjs', () => {
  it('installs packages where there are none, and says so on stderr only', () => {
    const done = setup()
    expect(done).toMatchObject({ status: 0, stdout: '', asked: ['ci'] })
    expect(done.stderr).toContain('node_modules')
  })

  it('does nothing and says nothing when all is there', () => {
    packages('node_modules', '1.0.0')
    nodeIn(join('node_modules', '.bin'))
    expect(setup()).toEqual({ status: 0, stdout: '', stderr: '', asked: [] })
  })

  it('installs again when a package is of another version than the lock file', () => {
    packages('node_modules', '0.9.0')
    expect(setup()).toMatchObject({ status: 0, asked: ['ci'] })
  })

  it('installs again when the folder of a package is gone', () => {
    packages('node_modules', '1.0.0')
    rmSync(join(clone, 'node_modules', 'a'), { recursive: true })
    expect(setup()).toMatchObject({ status: 0, asked: ['ci'] })
  })

  it('asks for the pinned Node again when its install script was blocked', () => {
    packages('node_modules', '1.0.0')
    expect(setup()).toMatchObject({ status: 0, asked: ['rebuild'] })
  })

  it('fails with advice when the pinned Node cannot be had', () => {
    packages('node_modules', '1.0.0')
    const done = setup([], { FAKE_NPM: 'no-node' })
    expect(done).toMatchObject({ status: 1, asked: ['rebuild'] })
    expect(done.stderr).toContain('ignore-scripts')
    expect(done.stderr).not.toContain('    at ')
  })

  it('fails with advice when npm fails', () => {
    const done = setup([], { FAKE_NPM: 'fail' })
    expect(done).toMatchObject({ status: 1, asked: ['ci'] })
    expect(done.stderr).toContain('"npm ci" failed')
  })

  it('looks for Chromium where the login driver looks for it', () => {
    const text = readFileSync(join(ROOT, 'scripts', 'setup.mjs'), 'utf8')
    const list = /const CHROMIUM_PLACES = \[([^\]]*)\]/.exec(text)?.[1] ?? ''
    const places = [...list.matchAll(/'([^']*)'/g)].map(([, place]) => place?.replaceAll('\\\\', '\\'))
    expect(places).toEqual(CHROMIUM_PLACES)
  })

  it('has nothing to do in this repository, whose tests are running', () => {
    const program = join(ROOT, 'scripts', 'setup.mjs')
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, '--browser'], { encoding: 'utf8' })
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' })
  })
})
