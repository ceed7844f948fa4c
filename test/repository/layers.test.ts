import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT, repositoryFiles } from './files.ts'
import { importsOf, packagesBehind } from './imports.ts'
import { breaches, FOLDERS, findCycle } from './layers.ts'

const sources = repositoryFiles().filter(({ path }) => /^src\/.*\.ts$/.test(path))
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
}
/** Those of the second kind become part of what is built. */
const dependencies = new Set(Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }))

describe('import table', () => {
  it('is kept by every source file', () => {
    expect(sources.length).toBeGreaterThan(10)
    expect(breaches(sources, dependencies)).toEqual([])
  })

  it('has no cycle of files', () => {
    expect(findCycle(sources)).toBeNull()
  })

  it('points up only', () => {
    const order = Object.keys(FOLDERS)
    for (const [folder, allowed] of Object.entries(FOLDERS)) {
      for (const other of Object.keys(allowed))
        expect(order.indexOf(other), `${folder} -> ${other}`).toBeLessThan(order.indexOf(folder))
    }
  })
})

describe('what a run waits for before its first request', () => {
  const packages = new Set(packagesBehind('src/app/runAssay.ts', sources))

  it('is not the library of the status record, the reports, the browser, the YAML checker or the other client', () => {
    for (const name of ['kysely', 'junit-report-builder', 'hono', 'playwright-core', 'ajv', 'yaml', 'openid-client'])
      expect([...packages]).not.toContain(name)
    expect([...packages]).toContain('undici')
  })

  it("is none of Node's own that load a second HTTP client", () => {
    for (const name of ['node:http', 'node:https', 'node:http2', 'node:sqlite'])
      expect([...packages]).not.toContain(name)
  })
})

describe('import reader', () => {
  it('finds every form of import and no other text', () => {
    const text = `
      import './side.ts'
      import a, { b } from './value.ts'
      import type { C } from './type.ts'
      import * as d from "./all.ts"
      export { e } from './again.ts'
      export type { F } from './typeagain.ts'
      import {
        g,
        type H,
      } from './lines.ts'
      // import x from './comment.ts'
      /* import('./block.ts') */
      const later = await import('./dynamic.ts')
      type T = typeof import('./typeof.ts')
    `
    expect(importsOf(text)).toEqual([
      { specifier: './side.ts', typeOnly: false, dynamic: false },
      { specifier: './value.ts', typeOnly: false, dynamic: false },
      { specifier: './type.ts', typeOnly: true, dynamic: false },
      { specifier: './all.ts', typeOnly: false, dynamic: false },
      { specifier: './again.ts', typeOnly: false, dynamic: false },
      { specifier: './typeagain.ts', typeOnly: true, dynamic: false },
      { specifier: './lines.ts', typeOnly: false, dynamic: false },
      { specifier: './dynamic.ts', typeOnly: false, dynamic: true },
      { specifier: './typeof.ts', typeOnly: true, dynamic: true },
    ])
  })
})

describe('each rule catches its breach', () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ['src/wire/a.ts', `import { x } from '../flow/x.ts'`, 'src/wire may not import src/flow'],
    ['src/checks/a.ts', `import { x } from '../wire/x.ts'`, 'src/checks may import only types of src/wire'],
    ['src/cli/a.ts', `import { x } from '../flow/x.ts'`, 'src/cli may import only src/index.ts, not "../flow/x.ts"'],
    [
      'src/cli/a.ts',
      `const { x } = await import('../run/x.ts')`,
      'src/cli may import only src/index.ts, not "../run/x.ts"',
    ],
    ['src/run/a.ts', `import { x } from '../app/x.ts'`, 'src/run may not import src/app'],
    ['src/app/a.ts', `import { x } from '../cli/x.ts'`, 'src/app may not import src/cli'],
    ['src/helpers/a.ts', '', 'folder src/helpers is not in the import table'],
    ['src/wire/a.ts', `import { x } from './x.js'`, '"./x.js" does not end in .ts'],
    ['src/wire/a.ts', `import { x } from '../../test/x.ts'`, '"../../test/x.ts" leaves src/'],
    ['src/flow/a.ts', `import { request } from 'undici'`, 'src/flow may not import "undici"'],
    ['src/flow/a.ts', `import { readFile } from 'node:fs/promises'`, 'src/flow may not import "node:fs"'],
    [
      'src/login/a.ts',
      `import { chromium } from 'playwright-core'`,
      '"playwright-core" must be loaded by import() when used',
    ],
    ['src/wire/a.ts', `import { x } from 'left-pad'`, '"left-pad" is not in package.json'],
    [
      'src/verdict/a.ts',
      `import { createHash } from 'node:crypto'`,
      'src/verdict is pure, it may not import "node:crypto"',
    ],
    ['src/flow/a.ts', `console.log('x')`, '"console.": console only in src/cli'],
    ['src/flow/a.ts', 'const a = process.env', '"process.env": process only in src/cli'],
    ['src/flow/a.ts', `const a = \`\${process.argv}\``, '"process.argv": process only in src/cli'],
    ['src/flow/a.ts', `await fetch('https://as.example')`, '"fetch(": only src/wire opens connections'],
    ['src/verdict/a.ts', 'const now = Date.now()', '"Date.now()": clock and randomness are passed in'],
  ]
  it.each(rows)('%s: %s', (path, text, message) => {
    expect(breaches([{ path, text }], dependencies)).toEqual([`${path}: ${message}`])
  })

  it('allows what the table allows', () => {
    const files = [
      {
        path: 'src/checks/a.ts',
        text: `import type { Exchange } from '../wire/types.ts'\nimport { verify } from 'node:crypto'`,
      },
      {
        path: 'src/login/b.ts',
        text: `import type { Page } from 'playwright-core'\nconst p = await import('playwright-core')`,
      },
      {
        path: 'src/app/e.ts',
        text: `import { run } from '../run/run.ts'\nimport { writeRun } from '../evidence/writeRun.ts'`,
      },
      { path: 'src/cli/c.ts', text: `import type { RunEvent } from '../index.ts'\nconsole.log(process.env)` },
      { path: 'src/flow/d.ts', text: `const advice = 'set process.env.X, see console.log'; const clock = Date.now` },
    ]
    expect(breaches(files, dependencies)).toEqual([])
  })

  it('finds a cycle of files', () => {
    const files = [
      { path: 'src/wire/a.ts', text: `import { b } from './b.ts'` },
      { path: 'src/wire/b.ts', text: `import { c } from './c.ts'` },
      { path: 'src/wire/c.ts', text: `import { a } from './a.ts'` },
    ]
    expect(findCycle(files)).toEqual(['src/wire/a.ts', 'src/wire/b.ts', 'src/wire/c.ts', 'src/wire/a.ts'])
    expect(findCycle(files.map((file) => ({ ...file, text: file.text.replace('{ c }', 'type { c }') })))).toBeNull()
  })
})
