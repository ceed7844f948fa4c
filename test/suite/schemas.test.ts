import { globSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { schemaFiles } from '../../scripts/schemaFiles.ts'
import { variantFeatures } from '../../src/profile/variantFeatures.ts'
import { oneCaseSchema } from '../../src/suite/caseSchema.ts'
import { schemaOfKind } from '../../src/suite/fileKind.ts'
import { checkSchema } from '../../src/yaml/checkSchema.ts'
import type { Schema } from '../../src/yaml/schema.ts'
import { damage } from '../yaml/damage.ts'
import { seeded } from '../yaml/random.ts'

const root = join(import.meta.dirname, '../..')
const read = (name: string) => readFileSync(join(root, name), 'utf8')
const compile = (schema: object) => new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema)
const published = (name: string): Schema => JSON.parse(read(`schemas/${name}`))

describe('published schemas', () => {
  it('are those that the loaders check by; else run "node scripts/schemas.ts"', () => {
    const names = readdirSync(join(root, 'schemas')).filter((name) => name.endsWith('.json'))
    expect(names.sort()).toEqual(Object.keys(schemaFiles).sort())
    for (const [name, text] of Object.entries(schemaFiles)) expect(read(`schemas/${name}`), name).toBe(text)
  })

  it('are valid JSON Schema 2020-12, also for a strict validator', () => {
    for (const text of Object.values(schemaFiles)) compile(JSON.parse(text))
  })

  it('are named in the head line of every YAML file of the package, and accept it', () => {
    const files = globSync('{suites,profiles}/**/*.yaml', { cwd: root })
    const unnamed: string[] = []
    for (const file of files) {
      const text = read(file)
      const named = /^# yaml-language-server: \$schema=(\S+)$/m.exec(text)?.[1]
      if (named === undefined) {
        unnamed.push(file)
        continue
      }
      const path = join(root, dirname(file), named)
      expect(dirname(path)).toBe(join(root, 'schemas'))
      const validate = compile(published(basename(path)))
      expect(validate(parse(text)), `${file}: ${JSON.stringify(validate.errors)}`).toBe(true)
    }
    // Case files name theirs where the author wants the help of an editor.
    expect(unnamed.filter((file) => !file.startsWith('suites/security-profile/'))).toEqual([])
  })

  it('know the same variants in profiles and cases', () => {
    const { openid: _, features: __, ...needs } = oneCaseSchema.properties.needs.properties
    const values = Object.fromEntries(Object.entries(needs).map(([key, { anyOf }]) => [key, anyOf[0].enum]))
    expect(values).toEqual(variantFeatures)
  })
})

describe('our checker and a JSON Schema validator agree', () => {
  const samples: Readonly<Record<keyof typeof schemaOfKind, unknown>> = {
    cases: {
      suite: 'a/b',
      needs: { openid: [true], features: ['client2'] },
      cases: [
        { id: 'a', refs: ['X-1'], at: 'token.form', mutate: { remove: ['a', 'b'] }, expect: 'accept', also: ['c'] },
        {
          id: 'b',
          refs: ['X-1', 'X-2'],
          needs: { client_auth: 'private_key_jwt' },
          at: ['par', 'token'],
          mutate: { set: { a: 1 }, replay: '1s', skip: true },
          expect: { reject: ['x'], status: [400], by: 'authorize' },
        },
        {
          id: 'c',
          refs: ['X-1'],
          title: 't',
          check: 'x',
          fix: 'f',
          witness: true,
          unproven: 'u',
          expect: { either: ['accept', 'x'] },
        },
      ],
    },
    requirements: {
      spec: 'S',
      requirements: [
        {
          id: 'S-1',
          clause: '1.2',
          subject: 'as',
          level: 'may',
          applies: 'always',
          endpoint: 'par',
          text: 't',
          testable: 'no',
          informative: true,
        },
      ],
    },
    sources: { sources: { S: { title: 't', status: 's', url: 'https://s.example/x', clause_anchor: 'section-' } } },
    'attacker-model': { model: 'S', goals: [{ id: 'g', name: 'n', text: 't', requirements: ['S-1'] }], attackers: [] },
    controls: {
      controls: {
        frameworks: [{ id: 'f', title: 't', version: '1', url: 'https://f.example/' }],
        list: [{ id: 'F-1', framework: 'f', title: 't', aliases: ['F.1'], outside: 'o' }],
        rules: [
          { requirements: ['S-*'], controls: ['F-1'] },
          { requirements: ['*'], controls: 'none', reason: 'r' },
        ],
      },
    },
    'requirement-set': { set: 's-final', title: 't', date: '2025-02-22', requirements: ['S-1', 'S-2'] },
  }
  it.each(Object.keys(samples))('%s', (kind) => {
    const schema = schemaOfKind[kind as keyof typeof schemaOfKind]
    const validate = compile(published(`${kind}.schema.json`))
    const sample = samples[kind as keyof typeof samples]
    expect(checkSchema(sample, schema)).toEqual([])
    let refused = 0
    for (let seed = 1; seed <= 1500; seed++) {
      const value = damage(sample, seeded(seed))
      const ok = validate(value)
      if (!ok) refused++
      const said = checkSchema(value, schema).map(({ message }) => message)
      expect(said.length === 0, `seed ${seed}: ${JSON.stringify(value)}\n${said.join('\n')}`).toBe(ok)
    }
    expect(refused).toBeGreaterThan(500)
  })
})
