import { describe, expect, it } from 'vitest'
import { load, messageFor, pem, text } from './support.ts'

const withDrills = (lines: string): string => `${text}drills:\n${lines}`

describe('drills of a target file', () => {
  it('are none, unless the file allows them', () => {
    expect(load().drills).toBeNull()
  })

  it('are read with their secrets', () => {
    const target = load(
      withDrills(`  watch: 5s
  jwks_uri: { listen: "https://127.0.0.1:9555/jwks", tls: { cert: certs/one.pem, key: certs/one.key } }
  headers: { authorization: $env:ADMIN }
  actions:
    revoke_client: { post: "https://admin.example/{client_id}", headers: { x-reason: drill }, body: { id: $client.id, deep: [{ k: $jwks }] } }
    offboard_client: { delete: "https://admin.example/{client_id}" }
`),
      {},
      { ADMIN: 'Bearer secret-of-the-admin' },
    )
    expect(target.drills).toMatchObject({
      watchMs: 5000,
      jwksUri: { url: 'https://127.0.0.1:9555/jwks', tls: { cert: pem.one.cert } },
      actions: {
        revoke_client: {
          method: 'POST',
          url: 'https://admin.example/{client_id}',
          headers: { authorization: 'Bearer secret-of-the-admin', 'x-reason': 'drill' },
          body: { id: '$client.id', deep: [{ k: '$jwks' }] },
        },
        offboard_client: { method: 'DELETE', body: null },
      },
    })
    expect(target.secrets).toContain('Bearer secret-of-the-admin')
  })

  it.each([
    [
      'an unknown action',
      '  actions: { delete_everything: { post: "https://a.example" } }\n',
      /unknown key "delete_everything"/,
    ],
    [
      'two methods',
      '  actions: { revoke_client: { post: "https://a.example", put: "https://a.example" } }\n',
      /unknown key "(put|post)"/,
    ],
    ['clear text', '  actions: { revoke_client: { post: "http://a.example" } }\n', /"post" is not https/],
    [
      'an unknown symbol',
      '  actions: { revoke_client: { post: "https://a.example", body: { a: [$token] } } }\n',
      /:25:\d+: "\$token" is no symbol of drills/,
    ],
    ['a missing secret', '  headers: { authorization: $env:NONE }\n', /no environment variable NONE/],
    [
      'https without a certificate',
      '  jwks_uri: { listen: "https://127.0.0.1:9555/jwks" }\n',
      /"jwks_uri" is https and has no certificate/,
    ],
    [
      'a key of another certificate',
      '  jwks_uri: { listen: "https://127.0.0.1:9555/jwks", tls: { cert: certs/one.pem, key: certs/two.key } }\n',
      /"key" is not the key of "cert"/,
    ],
    ['a place without a port', '  jwks_uri: { listen: "https://127.0.0.1/jwks" }\n', /"listen"/],
    ['no duration', '  watch: soon\n', /"watch"/],
  ])('are refused with their place: %s', (_what, lines, message) => {
    expect(messageFor(withDrills(lines))).toMatch(message)
  })
})
