import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { directoryFacts } from '../../src/directory/directoryFacts.ts'
import { federationDirectory } from '../../src/directory/federationDirectory.ts'
import type { DirectoryAnswer, FederationConfig } from '../../src/directory/types.ts'
import type { WireRequest } from '../../src/wire/types.ts'
import { answering, type Served } from './answering.ts'

const nowS = 1_800_000_000
const issuer = 'https://as.acme.example'
const anchor = 'https://anchor.example'
const middle = 'https://middle.example'
const top = 'https://top.example'

type Claims = Record<string, unknown>

/** Keys by entity, made when first asked for. */
const pairs = new Map<string, ReturnType<typeof generateKeyPairSync>>()
const pairOf = (entity: string) => {
  const known = pairs.get(entity) ?? generateKeyPairSync('ec', { namedCurve: 'P-256' })
  pairs.set(entity, known)
  return known
}
const jwkOf = (entity: string) => ({ ...pairOf(entity).publicKey.export({ format: 'jwk' }), kid: `${entity}#1` })
const jwksOf = (entity: string) => ({ keys: [jwkOf(entity)] })

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
function signed(entity: string, claims: Claims, header: Claims = {}): string {
  const input = `${encode({ typ: 'entity-statement+jwt', alg: 'ES256', kid: `${entity}#1`, ...header })}.${encode(claims)}`
  const key = { key: pairOf(entity).privateKey, dsaEncoding: 'ieee-p1363' as const }
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`
}

const life = { iat: nowS - 10, exp: nowS + 3600 }
const configuration = (entity: string, more: Claims = {}, header: Claims = {}): string =>
  signed(entity, { iss: entity, sub: entity, ...life, jwks: jwksOf(entity), ...more }, header)
const about = (superior: string, subject: string, more: Claims = {}, header: Claims = {}): string =>
  signed(superior, { iss: superior, sub: subject, ...life, jwks: jwksOf(subject), ...more }, header)
const endpoint = (entity: string) => ({ federation_entity: { federation_fetch_endpoint: `${entity}/fetch` } })
const subjectOf = ({ url }: WireRequest): string => new URL(url).searchParams.get('sub') ?? ''
const place = (entity: string): string => `${entity}/.well-known/openid-federation`

/** A superior with what it says about others. */
const superior = (entity: string, hints: readonly string[], says: Readonly<Record<string, string>>) => ({
  [place(entity)]: {
    body: configuration(entity, {
      metadata: endpoint(entity),
      ...(hints.length > 0 ? { authority_hints: hints } : {}),
    }),
  },
  [`${entity}/fetch`]: { body: (request: WireRequest) => says[subjectOf(request)] ?? null },
})

const openidProvider = { issuer, jwks: { keys: [jwkOf('protocol')] }, scopes_supported: ['openid', 'accounts'] }
const leaf = (more: Claims = {}, header: Claims = {}): Record<string, Served> => ({
  [place(issuer)]: {
    body: configuration(
      issuer,
      {
        authority_hints: [middle],
        metadata: { openid_provider: openidProvider, federation_entity: { organization_name: 'Acme Bank' } },
        ...more,
      },
      header,
    ),
  },
})

const sound: Readonly<Record<string, Served>> = {
  ...leaf(),
  ...superior(middle, [anchor], { [issuer]: about(middle, issuer) }),
  ...superior(anchor, [], { [middle]: about(anchor, middle), [top]: about(anchor, top) }),
}

const config: FederationConfig = {
  source: 'federation',
  anchor,
  anchorKeys: [jwkOf(anchor)],
  entity: null,
  trustMarks: [],
  organisation: null,
  clientOrganisation: null,
  roleScopes: null,
}
const subject = { organisation: 'Acme Bank', issuer, clients: [] }
const directory = (table: Readonly<Record<string, Served>>, more: Partial<FederationConfig> = {}) =>
  federationDirectory({ ...config, ...more }, { send: answering(table), now: () => nowS * 1000 })
const lookUp = (
  table: Readonly<Record<string, Served>>,
  more: Partial<FederationConfig> = {},
): Promise<DirectoryAnswer> => directory(table, more).lookUp(subject)

const rulesOf = (answer: DirectoryAnswer): readonly string[] =>
  'chain' in answer ? [...new Set(answer.chain?.faults.map(({ rule }) => rule))] : [answer.kind]

describe('a trust chain (OpenID Federation 1.0)', () => {
  it('resolves over an intermediate, and says what the server is', async () => {
    const answer = await lookUp(sound)
    expect(answer).toMatchObject({
      kind: 'found',
      chain: { path: [issuer, middle, anchor], faults: [], expires: nowS + 3600 },
      record: { organisation: { name: 'Acme Bank', servers: [{ issuer }], applications: null } },
    })
    expect(answer.exchanges).toHaveLength(5)
    expect(directoryFacts(directory(sound), answer, subject)).toMatchObject({
      source: 'federation',
      name: anchor,
      registration: 'registered',
    })
  })

  it('takes the valid way of several, and does not run in circles', async () => {
    const table = {
      ...leaf({ authority_hints: [top, middle] }),
      ...superior(top, [middle, issuer], { [issuer]: about(top, issuer) }),
      ...superior(middle, [top, anchor], { [issuer]: about(middle, issuer), [top]: about(middle, top) }),
      ...superior(anchor, [], { [middle]: about(anchor, middle) }),
    }
    expect(await lookUp(table)).toMatchObject({ kind: 'found', chain: { path: [issuer, middle, anchor], faults: [] } })
  })

  it('applies what superiors say of the metadata, first their words and then their policies', async () => {
    const metadata = { openid_provider: { issuer: `${issuer}/new` }, oauth_client: { client_name: 'not declared' } }
    const policy = (only: readonly string[]) => ({
      metadata_policy: { openid_provider: { scopes_supported: { subset_of: only } } },
    })
    const table = {
      ...sound,
      ...superior(middle, [anchor], {
        [issuer]: about(middle, issuer, { metadata, ...policy(['openid', 'payments']) }),
      }),
      ...superior(anchor, [], { [middle]: about(anchor, middle, policy(['accounts', 'openid'])) }),
    }
    expect(await lookUp(table)).toMatchObject({
      kind: 'found',
      record: { organisation: { servers: [{ issuer: `${issuer}/new` }] } },
    })
  })

  const withMiddle = (more: Claims, header: Claims = {}) =>
    superior(middle, [anchor], { [issuer]: about(middle, issuer, more, header) })
  const withAnchor = (more: Claims) => superior(anchor, [], { [middle]: about(anchor, middle, more) })

  it.each<[string, Record<string, Served>, readonly string[]]>([
    ['another typ', leaf({}, { typ: 'JWT' }), ['form']],
    ['no kid', withMiddle({}, { kid: undefined }), ['form', 'signature']],
    ['alg none', withMiddle({}, { alg: 'none' }), ['form', 'signature']],
    ['an HMAC', withMiddle({}, { alg: 'HS256' }), ['form', 'signature']],
    ['no keys', withMiddle({ jwks: { keys: [] } }), ['form', 'signature']],
    ['two keys of one name', withMiddle({ jwks: { keys: [jwkOf(issuer), jwkOf(issuer)] } }), ['form']],
    ['an expired statement', withMiddle({ exp: nowS - 61 }), ['time']],
    ['a statement of tomorrow', withMiddle({ iat: nowS + 61 }), ['time']],
    ['a statement without an end', withMiddle({ exp: undefined }), ['time']],
    ['times as text', withMiddle({ exp: String(nowS + 100) }), ['time']],
    ['another subject', withMiddle({ sub: `${issuer}/x` }), ['link']],
    ['another issuer', withMiddle({ iss: anchor }), ['link']],
    ['keys that the superior does not know', withMiddle({ jwks: jwksOf('https://other.example') }), ['signature']],
    ['a critical claim', withMiddle({ crit: ['x'], x: 1 }), ['critical']],
    [
      'metadata against the policy',
      withAnchor({ metadata_policy: { openid_provider: { scopes_supported: { superset_of: ['payments'] } } } }),
      ['policy'],
    ],
    [
      'policies that contradict',
      withMiddle({ metadata_policy: { openid_provider: { issuer: { value: null, essential: true } } } }),
      ['policy'],
    ],
    [
      'a critical operator',
      withAnchor({ metadata_policy_crit: ['r'], metadata_policy: { openid_provider: { issuer: { r: 1 } } } }),
      ['policy'],
    ],
    ['a chain that is too long', withAnchor({ constraints: { max_path_length: 0 } }), ['constraints']],
    [
      'a name that is excluded',
      withAnchor({ constraints: { naming_constraints: { excluded: ['.acme.example'] } } }),
      ['constraints'],
    ],
    [
      'a name that is not permitted',
      withAnchor({ constraints: { naming_constraints: { permitted: ['.other.example'] } } }),
      ['constraints'],
    ],
  ])('is not valid with %s', async (_what, change, rules) => {
    const answer = await lookUp({ ...sound, ...change })
    expect(answer.kind).toBe('untrusted')
    expect(rulesOf(answer)).toEqual(rules)
    expect(directoryFacts(directory(sound), answer, subject).registration).toBe('unregistered')
  })

  it.each<[string, Record<string, Served>]>([
    ['clocks a little apart', withMiddle({ iat: nowS + 30, exp: nowS - 30 })],
    ['a chain of just that length', withAnchor({ constraints: { max_path_length: 1 } })],
    [
      'a name that is permitted',
      withAnchor({ constraints: { naming_constraints: { permitted: ['.acme.example', 'middle.example'] } } }),
    ],
    [
      'an operator that nobody needs to know',
      withAnchor({ metadata_policy: { openid_provider: { issuer: { regexp: 'x' } } } }),
    ],
    ['a policy for other types', withAnchor({ metadata_policy: { openid_relying_party: { p: { essential: true } } } })],
  ])('is valid with %s', async (_what, change) => {
    expect(await lookUp({ ...sound, ...change })).toMatchObject({ kind: 'found', chain: { faults: [] } })
  })

  it('is not valid with an anchor that only bears the name', async () => {
    const answer = await lookUp(sound, { anchorKeys: [{ ...jwkOf('https://other.example'), kid: `${anchor}#1` }] })
    expect(rulesOf(answer)).toEqual(['signature'])
  })

  it('loses the types of metadata that a superior does not allow', async () => {
    const answer = await lookUp({
      ...sound,
      ...withAnchor({ constraints: { allowed_entity_types: ['oauth_client'] } }),
    })
    expect(answer).toMatchObject({ record: { organisation: { servers: [{ issuer: null }] } } })
  })

  it.each<[string, Record<string, Served>, string]>([
    ['the server is not in any federation', { [place(issuer)]: { status: 404, body: '' } }, 'unregistered'],
    ['the superior does not know it', superior(middle, [anchor], {}), 'unregistered'],
    ['no superior is named', leaf({ authority_hints: [] }), 'unregistered'],
    ['another anchor is above it', superior(middle, [], { [issuer]: about(middle, issuer) }), 'unregistered'],
    ['a superior is down', { [place(middle)]: { error: 'CONNECTION_REFUSED' } }, 'unknown'],
    ['a superior has a bad day', { [`${middle}/fetch`]: { status: 503, body: '' } }, 'unknown'],
    ['a statement is none', { [place(issuer)]: { body: '<html>' } }, 'unknown'],
    ['a superior has no fetch endpoint', { [place(middle)]: { body: configuration(middle) } }, 'unknown'],
  ])('when %s: not found', async (_what, change, kind) => {
    expect((await lookUp({ ...sound, ...change })).kind).toBe(kind)
  })

  it('is of the entity that the target file names', async () => {
    const entity = 'https://entity.acme.example'
    const table = {
      [place(entity)]: {
        body: configuration(entity, {
          authority_hints: [anchor],
          metadata: { oauth_authorization_server: { issuer } },
        }),
      },
      ...superior(anchor, [], { [entity]: about(anchor, entity) }),
    }
    expect(await lookUp(table, { entity })).toMatchObject({
      kind: 'found',
      record: { organisation: { id: entity, servers: [{ issuer }] } },
    })
  })
})

describe('a trust mark (OpenID Federation 1.0 section 7)', () => {
  const type = 'https://acme.example/marks/certified'
  const marks = 'https://marks.example'
  const owner = 'https://owner.example'
  const mark = (claims: Claims = {}, header: Claims = {}, by = marks): string =>
    signed(
      by,
      { iss: marks, sub: issuer, trust_mark_type: type, ...life, ...claims },
      { typ: 'trust-mark+jwt', kid: `${marks}#1`, ...header },
    )
  const shown = (jwt: string, listed = type) => leaf({ trust_marks: [{ trust_mark_type: listed, trust_mark: jwt }] })
  const issuing: Record<string, Served> = {
    ...sound,
    [place(marks)]: { body: configuration(marks, { authority_hints: [anchor] }) },
    ...superior(anchor, [], { [middle]: about(anchor, middle), [marks]: about(anchor, marks) }),
  }
  const anchorSays = (more: Claims): Record<string, Served> => ({
    [place(anchor)]: { body: configuration(anchor, { metadata: endpoint(anchor), ...more }) },
  })
  const factOf = async (change: Record<string, Served>) => {
    const answer = await lookUp({ ...issuing, ...change }, { trustMarks: [type] })
    return 'chain' in answer ? answer.chain?.trustMarks[0] : undefined
  }
  const delegation = (claims: Claims = {}, header: Claims = {}, by = owner): string =>
    signed(
      by,
      { iss: owner, sub: marks, trust_mark_type: type, iat: nowS, ...claims },
      { typ: 'trust-mark-delegation+jwt', kid: `${owner}#1`, ...header },
    )
  const owned = anchorSays({ trust_mark_owners: { [type]: { sub: owner, jwks: jwksOf(owner) } } })
  const withStatus = (served: Served): Record<string, Served> => ({
    [place(marks)]: {
      body: configuration(marks, {
        authority_hints: [anchor],
        metadata: { federation_entity: { federation_trust_mark_status_endpoint: `${marks}/status` } },
      }),
    },
    [`${marks}/status`]: served,
  })
  const statusAnswer = (status: string, more: Claims = {}, typ = 'trust-mark-status-response+jwt') => ({
    body: ({ body = '' }: WireRequest) =>
      signed(
        marks,
        { iss: marks, iat: nowS, trust_mark: new URLSearchParams(body).get('trust_mark'), status, ...more },
        { typ },
      ),
  })

  it.each<[string, Record<string, Served>]>([
    ['with an end', shown(mark())],
    ['without an end', shown(mark({ exp: undefined }))],
    ['of an accepted issuer', { ...shown(mark()), ...anchorSays({ trust_mark_issuers: { [type]: [marks] } }) }],
    ['that anybody may issue', { ...shown(mark()), ...anchorSays({ trust_mark_issuers: { [type]: [] } }) }],
    ['with a delegation', { ...shown(mark({ delegation: delegation() })), ...owned }],
    ['that is active', { ...shown(mark()), ...withStatus(statusAnswer('active')) }],
    [
      'by the anchor itself',
      shown(signed(anchor, { iss: anchor, sub: issuer, trust_mark_type: type, ...life }, { typ: 'trust-mark+jwt' })),
    ],
  ])('is good: one %s', async (_what, change) => {
    expect(await factOf(change)).toMatchObject({ faults: [], unknown: null, detail: expect.stringContaining(type) })
  })

  it.each<[string, Record<string, Served>, readonly string[]]>([
    ['none', {}, ['present']],
    ['one of another type', shown(mark(), 'https://acme.example/marks/other'), ['present']],
    ['one that calls itself another', shown(mark({ trust_mark_type: 'x' })), ['form']],
    ['no JWT', shown('none'), ['form']],
    ['another typ', shown(mark({}, { typ: 'JWT' })), ['form']],
    ['one about somebody else', shown(mark({ sub: middle })), ['subject']],
    ['one that has expired', shown(mark({ exp: nowS - 61 })), ['time']],
    ['one signed by somebody else', shown(mark({}, {}, middle)), ['signature']],
    ['an issuer outside the federation', shown(mark({ iss: top })), ['issuer']],
    [
      'an issuer that is not accepted',
      { ...shown(mark()), ...anchorSays({ trust_mark_issuers: { [type]: [top] } }) },
      ['issuer'],
    ],
    ['no delegation where it has an owner', { ...shown(mark()), ...owned }, ['delegation']],
    [
      'a delegation to somebody else',
      { ...shown(mark({ delegation: delegation({ sub: top }) })), ...owned },
      ['delegation'],
    ],
    [
      'a delegation that has expired',
      { ...shown(mark({ delegation: delegation({ exp: nowS - 61 }) })), ...owned },
      ['delegation'],
    ],
    [
      'a delegation by another than the owner',
      { ...shown(mark({ delegation: delegation({}, {}, top) })), ...owned },
      ['delegation'],
    ],
    ['a delegation by nobody', shown(mark({ delegation: delegation() })), ['delegation']],
    ['a revoked one', { ...shown(mark()), ...withStatus(statusAnswer('revoked')) }, ['status']],
    ['one that its issuer does not know', { ...shown(mark()), ...withStatus({ status: 404, body: '' }) }, ['status']],
  ])('is not good: %s', async (_what, change, rules) => {
    const fact = await factOf(change)
    expect(fact?.faults.map(({ rule }) => rule)).toEqual(rules)
  })

  it.each<[string, Record<string, Served>]>([
    ['the issuer is down', { ...shown(mark()), [place(marks)]: { error: 'TIMEOUT' } }],
    ['its status cannot be asked for', { ...shown(mark()), ...withStatus({ status: 500, body: '' }) }],
    ['the status is of another typ', { ...shown(mark()), ...withStatus(statusAnswer('active', {}, 'JWT')) }],
    [
      'the status is about another mark',
      { ...shown(mark()), ...withStatus(statusAnswer('active', { trust_mark: 'x' })) },
    ],
  ])('cannot be told when %s', async (_what, change) => {
    expect(await factOf(change)).toMatchObject({ faults: [], unknown: expect.any(String) })
  })
})
