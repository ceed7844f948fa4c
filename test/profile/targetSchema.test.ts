import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { schemaFiles } from '../../scripts/schemaFiles.ts'
import { profileSchema } from '../../src/profile/profileSchema.ts'
import { targetSchema } from '../../src/profile/targetSchema.ts'
import { checkSchema } from '../../src/yaml/checkSchema.ts'
import { damage } from '../yaml/damage.ts'
import { seeded } from '../yaml/random.ts'
import { text } from './support.ts'

const target = {
  ...parse(text),
  accommodate: { assertion_aud: 'endpoint', authorization_params: { a: 'b' } },
  login: {
    username: 'u',
    password: '$env:X',
    driver: 'http',
    steps: [{ fill: { a: 'b' } }, { click: 'c' }],
    cancel: 'd',
  },
}
const profile = {
  profile: 'a',
  title: 'b',
  suites: ['c', './d'],
  variants: {
    client_auth: ['private_key_jwt'],
    sender_constraint: ['dpop'],
    openid: [true],
    request: ['unsigned'],
    response: ['jarm'],
    grant: ['client_credentials'],
  },
  max_wait: '1s',
  recertification: '1d',
}

it.each([
  ['target.schema.json', targetSchema, target],
  ['profile.schema.json', profileSchema, profile],
] as const)('%s: our checker and a JSON Schema validator agree', (name, schema, sample) => {
  const validate = new Ajv2020({ strict: true }).compile(JSON.parse(schemaFiles[name] ?? ''))
  expect(validate(sample), JSON.stringify(validate.errors)).toBe(true)
  let refused = 0
  for (let seed = 1; seed <= 2000; seed++) {
    const value = damage(sample, seeded(seed))
    const ok = validate(value)
    if (!ok) refused++
    const said = checkSchema(value, schema).map(({ message }) => message)
    expect(said.length === 0, `seed ${seed}: ${JSON.stringify(value)}\n${said.join('\n')}`).toBe(ok)
  }
  expect(refused).toBeGreaterThan(500)
})
