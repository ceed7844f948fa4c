import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ProfileError } from '../../src/profile/errors.ts'
import { loadProfile } from '../../src/profile/loadProfile.ts'
import { profileIds } from '../../src/profile/profileLayers.ts'
import { noExtras } from '../../src/profile/readExtras.ts'
import { noLimits } from '../../src/profile/readLimits.ts'
import { noServerRules } from '../../src/profile/readServerRules.ts'
import { setPaths, suitePaths } from '../../src/profile/suitePaths.ts'

const root = join(import.meta.dirname, '../..')
const folder = join(root, 'profiles')
const suites = join(root, 'suites')

it('reads the profiles of the package by id', () => {
  expect(profileIds(folder)).toEqual([
    'connectid-au',
    'fapi2-client-credentials',
    'fapi2-message-signing',
    'fapi2-security-profile',
    'open-banking-uk',
  ])
  expect(loadProfile({ profile: 'fapi2-security-profile', folder, suites })).toEqual({
    id: 'fapi2-security-profile',
    title: 'FAPI 2.0 Security Profile (Final)',
    suites: ['security-profile'],
    sets: ['fapi2-sp-final'],
    variants: {
      client_auth: ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'],
      sender_constraint: ['dpop', 'mtls'],
      openid: [true, false],
      request: ['unsigned'],
      response: ['plain'],
      grant: ['authorization_code'],
    },
    bases: [],
    levels: [],
    limits: noLimits,
    api: null,
    useCases: [],
    consents: [],
    authorization: noExtras,
    server: noServerRules,
    directory: null,
    maxWaitS: 600,
    recertificationDays: 365,
    graceDays: 14,
    file: join(folder, 'fapi2-security-profile.yaml'),
    files: [{ path: join(folder, 'fapi2-security-profile.yaml'), digest: expect.stringMatching(/^sha256:/) }],
    digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
  })
  expect(loadProfile({ profile: 'fapi2-client-credentials', folder }).variants.grant).toEqual(['client_credentials'])
})

const good = `profile: my-bank
title: My Bank
suites: [security-profile, ./own, "./own/one.yaml"]
variants:
  client_auth: [private_key_jwt]
  sender_constraint: [dpop]
  openid: [true]
  request: [unsigned]
  response: [plain]
  grant: [authorization_code]
max_wait: 90s
recertification: 30d
`

function profileFile(text: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'assay-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  mkdirSync(join(dir, 'own'))
  writeFileSync(join(dir, 'own/one.yaml'), '')
  writeFileSync(join(dir, 'bank.yaml'), text)
  return join(dir, 'bank.yaml')
}

function message(text: string): string {
  const file = profileFile(text)
  try {
    loadProfile({ profile: file, folder, suites })
  } catch (error) {
    if (error instanceof ProfileError) return error.message.replaceAll(join(file, '..'), '').replaceAll(`${root}/`, '')
    throw error
  }
  return 'no error'
}

it('reads a profile by path, with suites of the package and of its own folder', () => {
  const file = profileFile(good)
  const profile = loadProfile({ profile: file, folder, suites })
  expect(profile).toMatchObject({ id: 'my-bank', maxWaitS: 90, recertificationDays: 30, graceDays: 14, file })
  const hasty = profileFile(`${good}grace: 12h\n`)
  expect(loadProfile({ profile: hasty, folder, suites }).graceDays).toBe(0.5)
  expect(suitePaths(profile, suites)).toEqual([
    join(suites, 'security-profile'),
    join(file, '../own'),
    join(file, '../own/one.yaml'),
  ])
})

it('a suite of the package may be one of its files', () => {
  const path = suitePaths({ suites: ['requirements/rfc9126'], file: 'x.yaml' }, suites)
  expect(path).toEqual([join(suites, 'requirements/rfc9126.yaml')])
})

it('unknown id', () => {
  expect(() => loadProfile({ profile: 'fapi2-security-profil', folder, suites })).toThrow(
    'there is no profile "fapi2-security-profil"\n  expected: one of connectid-au, fapi2-client-credentials, fapi2-message-signing, fapi2-security-profile, open-banking-uk\n  hint:     did you mean "fapi2-security-profile"?',
  )
})

it('file that is not there', () => {
  expect(() => loadProfile({ profile: './nowhere.yaml', folder, suites })).toThrow(
    'the profile file cannot be read (ENOENT)',
  )
})

it('an id leads to no other folder', () => {
  expect(() => loadProfile({ profile: '../package.json', folder, suites })).toThrow(ProfileError)
})

it('the file of the package must have the id as its name', () => {
  const file = profileFile(good)
  expect(() => loadProfile({ profile: 'bank', folder: join(file, '..'), suites })).toThrow(
    '"profile" is not the name of its file',
  )
})

it('everything that is wrong at once', () => {
  const bad = good
    .replace('security-profile', 'security-profil')
    .replace('[dpop]', '[dpop, mtsl]')
    .replace('[true]', '["true"]')
    .replace('max_wait: 90s', 'max_wait: 90')
    .replace('recertification: 30d', 'recertfication: 30 days')
  expect(message(bad)).toMatchInlineSnapshot(`
    "/bank.yaml:3:10: there is no suite "security-profil"
      expected: a folder or file such as suites/security-profil.yaml
      hint:     did you mean "security-profile"?
      3 | suites: [security-profil, ./own, "./own/one.yaml"]
        |          ^

    /bank.yaml:6:29: "sender_constraint" entry 2 has an unknown value
      expected: dpop or mtls
      seen:     "mtsl"
      hint:     did you mean "mtls"?
      6 |   sender_constraint: [dpop, mtsl]
        |                             ^

    /bank.yaml:7:12: "openid" entry 1 is not true or false
      expected: true or false
      seen:     "true"
      hint:     YAML 1.2 knows only true and false, without quotes
      7 |   openid: ["true"]
        |            ^

    /bank.yaml:11:11: "max_wait" is not text
      expected: text: the longest wait that a case may ask for, e.g. 10m
      seen:     the number 90
      hint:     put it in quotes
      11 | max_wait: 90
         |           ^

    /bank.yaml:12:1: unknown key "recertfication" in the file
      expected: one of profile, title, extends, suites, requirements, variants, levels, limits, api, use_cases, consents, authorization, server, directory, max_wait, recertification, grace
      hint:     did you mean "recertification"?
      12 | recertfication: 30 days
         | ^

    /bank.yaml:1:1: "recertification" is missing in the file
      expected: how long a conformant result stays valid, e.g. 365d
      hint:     add "recertification: ..."
      1 | profile: my-bank
        | ^"
  `)
})

it('odd files', () => {
  expect(message('')).toContain('the file is not a mapping')
  expect(message(good.replace('title:', 'profile:'))).toContain('the same key stands twice')
  expect(message(good.replace('90s', '1e3'))).toContain('"1e3" is easily misread')
})

describe('requirement sets', () => {
  const withSets = (list: string) => good.replace('variants:', `requirements: ${list}\nvariants:`)

  it('are those of the package by id, or files of the own folder', () => {
    const file = profileFile(withSets('[fapi2-sp-final, ./own/one.yaml]'))
    const profile = loadProfile({ profile: file, folder, suites })
    expect(profile.sets).toEqual(['fapi2-sp-final', join(file, '../own/one.yaml')])
    expect(setPaths(profile, suites)).toEqual([join(suites, 'sets/fapi2-sp-final.yaml'), join(file, '../own/one.yaml')])
  })

  it('may be left out', () => {
    expect(loadProfile({ profile: profileFile(good), folder, suites }).sets).toEqual([])
  })

  it('must be there', () => {
    expect(message(withSets('[fapi2-sp-finl]'))).toMatchInlineSnapshot(`
      "/bank.yaml:4:16: there is no requirement set "fapi2-sp-finl"
        expected: a file such as suites/sets/fapi2-sp-finl.yaml
        hint:     did you mean "fapi2-sp-final"?
        4 | requirements: [fapi2-sp-finl]
          |                ^"
    `)
    expect(message(withSets('[./own/two.yaml]'))).toContain('there is no requirement set "./own/two.yaml"')
  })
})
