import { describe, expect, it } from 'vitest'
import { RegistryError } from '../../src/directory/RegistryError.ts'
import { ecJwk, jwks, load, messageFor, text } from './support.ts'

const publicKey = (more: Record<string, unknown> = {}) => {
  const { d: _, ...key } = ecJwk({ kid: 'a1', ...more })
  return key
}
const registry = `registry: acme\norganisations:\n  - { id: org-1, name: Acme Bank }\n`
const withDirectory = (lines: string): string => `${text}directory: ${lines}\n`
const federation = '{ source: federation, anchor: "https://anchor.example", anchor_jwks: anchor.json }'

describe('directory of a target file', () => {
  it('is none, unless one is named', () => {
    expect(load()).toMatchObject({ directory: null, directoryNames: null })
  })

  it('is a registry beside the file', () => {
    const target = load(withDirectory('{ source: registry, file: registry.yaml, organisation: org-1 }'), {
      'registry.yaml': registry,
    })
    expect(target.directory).toMatchObject({
      source: 'registry',
      organisation: 'org-1',
      clientOrganisation: null,
      registry: { id: 'acme', organisations: [{ name: 'Acme Bank' }] },
    })
  })

  it('is a participants document', () => {
    const { directory } = load(
      withDirectory('{ source: participants, url: "https://directory.example/p", role_scopes: { DADOS: [accounts] } }'),
    )
    expect(directory).toMatchObject({ url: 'https://directory.example/p', roleScopes: { DADOS: ['accounts'] } })
  })

  it('is a federation, with the public keys of its anchor', () => {
    const { directory } = load(withDirectory(federation), { 'anchor.json': jwks(publicKey()) })
    expect(directory).toMatchObject({ anchor: 'https://anchor.example', anchorKeys: [{ kid: 'a1' }], trustMarks: [] })
  })

  it('may be no more than the names in that of the profile', () => {
    expect(load(withDirectory('{ client_organisation: org-2 }'))).toMatchObject({
      directory: null,
      directoryNames: { organisation: null, clientOrganisation: 'org-2', entity: null },
    })
  })

  it.each<[string, string, Record<string, string>, RegExp]>([
    [
      'a missing registry',
      '{ source: registry, file: none.yaml }',
      {},
      /:24:38: "file" names a file that cannot be read/,
    ],
    ['an unknown source', '{ source: ldap, url: "https://d.example" }', {}, /"source" has an unknown value/],
    [
      'a key of another source',
      '{ source: registry, file: r.yaml, url: "https://d.example" }',
      {},
      /unknown key "url"/,
    ],
    ['a URL in clear text', '{ source: participants, url: "http://d.example" }', {}, /"url" is not https/],
    [
      'keys that are no JSON',
      federation,
      { 'anchor.json': 'none' },
      /"anchor_jwks" is no usable JWK set[\s\S]*not JSON/,
    ],
    ['no keys', federation, { 'anchor.json': jwks() }, /no keys/],
    ['keys without a name', federation, { 'anchor.json': jwks(publicKey({ kid: undefined })) }, /a key without "kid"/],
    ['a private key', federation, { 'anchor.json': jwks(ecJwk({ kid: 'a1' })) }, /a private key/],
  ])('is refused with its place: %s', (_what, lines, files, message) => {
    expect(messageFor(withDirectory(lines), files)).toMatch(message)
  })

  it('says what is wrong in the registry at its own place', () => {
    const target = withDirectory('{ source: registry, file: registry.yaml }')
    const load1 = () => load(target, { 'registry.yaml': registry.replace('id: org-1, ', '') })
    expect(load1).toThrow(RegistryError)
    expect(load1).toThrow(/registry\.yaml:3:5: "id" is missing/)
  })
})
