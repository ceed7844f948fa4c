import { describe, expect, it } from 'vitest'
import { loadRegistry } from '../../src/directory/loadRegistry.ts'
import { RegistryError } from '../../src/directory/RegistryError.ts'

const text = `registry: acme-ecosystem
roles: { data: [accounts, transactions] }
organisations:
  - id: org-1
    name: Acme Bank
    verified: true
    servers: [{ id: as-1, issuer: "https://as.acme.example", keys: [AbC3456789012345678901234567890123456789012] }]
    applications:
      - { id: app, clients: [one, two], owner: Team, contacts: [desk], roles: [data] }
  - { id: org-2, name: Other Bank, status: suspended }
`

function messageFor(content: string): string {
  try {
    loadRegistry(content, '/registry.yaml')
    return 'no error'
  } catch (error) {
    if (error instanceof RegistryError) return error.message
    throw error
  }
}

describe('a registry', () => {
  it('is read', () => {
    const { organisations, roleScopes } = loadRegistry(text, '/registry.yaml')
    const [acme, other] = organisations
    expect(roleScopes).toEqual({ data: ['accounts', 'transactions'] })
    expect(acme).toMatchObject({ id: 'org-1', verified: true, standing: { active: true, word: 'active' } })
    expect(acme?.servers[0]?.keys).toHaveLength(1)
    expect(acme?.servers[0]?.certificates).toBeNull()
    expect(acme?.applications?.[0]).toMatchObject({ clients: ['one', 'two'], owner: 'Team', contacts: 1 })
    expect(other).toMatchObject({ verified: false, standing: { active: false, word: 'suspended' }, servers: [] })
  })

  it('takes fingerprints with and without colons', () => {
    const hex = 'AB'.repeat(32)
    const colons = Array(32).fill('cd').join(':')
    const content = text.replace('keys: [AbC3', `certificates: ["${hex}", "${colons}"], keys: [AbC3`)
    const [acme] = loadRegistry(content, '/registry.yaml').organisations
    const listed = acme?.servers[0]?.certificates?.map(({ fingerprint256 }) => fingerprint256)
    expect(listed).toEqual(['ab'.repeat(32), 'cd'.repeat(32)])
  })

  it.each([
    ['an unknown key', text.replace('verified: true', 'verifed: true'), /:6:5: unknown key "verifed"[\s\S]*verified/],
    [
      'a role that is not listed',
      text.replace('roles: [data]', 'roles: [dta]'),
      /:9:80: there is no role "dta"[\s\S]*data/,
    ],
    ['an id twice', text.replace('id: org-2', 'id: org-1'), /:10:11: organisation "org-1" stands twice/],
    ['a client twice', text.replace('[one, two]', '[one, two, one]'), /"clients" .*twice/],
    [
      'a client of two applications',
      text.replace('status: suspended', 'applications: [{ id: app, clients: [two] }]'),
      /:10:72: client "two" stands twice/,
    ],
    ['a thumbprint that is none', text.replace('AbC3456789012345678901234567890123456789012', 'short'), /a thumbprint/],
    ['an issuer with a query', text.replace('as.acme.example', 'as.acme.example?x=1'), /:7:.*issuer/],
    ['no YAML', 'registry: [', /registry.yaml:1/],
  ])('is refused with its place: %s', (_what, content, message) => {
    expect(messageFor(content)).toMatch(message)
  })

  it('says everything that is wrong at once', () => {
    const content = text.replace('id: org-2', 'id: org-1').replace('roles: [data]', 'roles: [other]')
    const message = messageFor(content)
    expect(message).toContain('there is no role "other"')
    expect(message).toContain('organisation "org-1" stands twice')
  })
})
