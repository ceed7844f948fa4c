import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { loadSuite, SuiteError } from '../../src/suite/loadSuite.ts'
import type { Suite, Vocabulary } from '../../src/suite/types.ts'

const symbols = ['$as.issuer', '$client2.id', '$now', '$now-5m', '$random64', '$par.request_uri', '$state']

export const vocabulary: Vocabulary = {
  checks: new Set(['par-status-201', 'par-no-store', 'state-unchanged']),
  probes: new Set(['tls-old-versions']),
  mutations: new Set(['dpop-header-upper-case']),
  features: new Set(['client2', 'key_rsa', 'login']),
  isSymbol: (text) => symbols.includes(text),
  symbols,
}

const sources = `
sources:
  RFC9126: { title: Pushed Authorization Requests, status: RFC, url: "https://spec.example/rfc9126" }
`

const requirements = `
spec: RFC9126
requirements:
  - { id: RFC9126-2-a, clause: "2", subject: as, level: shall, applies: always, endpoint: par, text: One., testable: black-box }
  - { id: RFC9126-2.3-a, clause: "2.3", subject: as, level: should, applies: always, endpoint: par, text: Two., testable: black-box }
`

/** Writes files into a fresh folder that lives as long as the test; returns its path. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'assay-')))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

/** Loads files together with a sources file and two requirements. */
export function load(files: Readonly<Record<string, string | Uint8Array>>): Suite {
  const folder = folderWith({ 'reqs/sources.yaml': sources, 'reqs/rfc9126.yaml': requirements, ...files })
  return loadSuite({ folders: [folder], vocabulary })
}

/** The whole message of the error for these files; paths below the folder. */
export function messageFor(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = folderWith({ 'reqs/sources.yaml': sources, 'reqs/rfc9126.yaml': requirements, ...files })
  try {
    loadSuite({ folders: [folder], vocabulary })
  } catch (error) {
    if (error instanceof SuiteError) return error.message.replaceAll(`${folder}/`, '')
    throw error
  }
  return 'no error'
}

/** The message for one case, given as lines of YAML below `cases:`. */
export function messageForCase(...lines: readonly string[]): string {
  const [first = '', ...rest] = lines
  const text = [`  - ${first}`, ...rest.map((line) => `    ${line}`)].join('\n')
  return messageFor({ 'demo/one.yaml': `suite: demo/one\ncases:\n${text}\n` })
}
