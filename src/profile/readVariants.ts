import { readApiBase } from './readApiBase.ts'
import { readClients } from './readClients.ts'
import { readResource } from './readResource.ts'
import { type ClientsYaml, complain, type TargetReader, type TargetYaml, type VariantYaml } from './targetReader.ts'
import type { ResourceConfig, TargetVariant, Variant } from './types.ts'
import { variantKey } from './variantKey.ts'
import { variantRules } from './variantRules.ts'

function choices(yaml: VariantYaml): Variant {
  return {
    client_auth: yaml.client_auth,
    sender_constraint: yaml.sender_constraint,
    openid: yaml.openid,
    request: yaml.request ?? 'unsigned',
    response: yaml.response ?? 'plain',
    grant: yaml.grant ?? 'authorization_code',
  }
}

/** Reads `variants:` with their clients and checks what the features ask of clients, scope and login. */
export function readVariants(
  reader: TargetReader,
  yaml: TargetYaml,
  resource: ResourceConfig,
): readonly TargetVariant[] {
  const shared = yaml.clients === undefined ? null : readClients(reader, yaml.clients, ['clients'])
  const variants = yaml.variants.map((one, index): TargetVariant => {
    const path = ['variants', index]
    const variant = choices(one)
    const clients = one.clients === undefined ? shared : readClients(reader, one.clients, [...path, 'clients'])
    const scope = one.scope ?? yaml.scope ?? null
    if (clients === null) missing(reader, index, 'clients')
    if (scope === null) missing(reader, index, 'scope')
    const declared = one.clients ?? yaml.clients
    if (declared !== undefined && scope !== null) checkRules(reader, yaml, index, variant, declared, scope)
    const own = one.resource === undefined ? resource : readResource(reader, one.resource, [...path, 'resource'])
    return {
      variant,
      key: variantKey(variant),
      clients: clients ?? {},
      scope: scope ?? '',
      resource: own,
      api: readApiBase(reader, one.api ?? yaml.api, own.url, one.api === undefined ? ['api'] : [...path, 'api']),
    }
  })
  variants.forEach(({ key }, index) => {
    const first = variants.findIndex((other) => other.key === key)
    if (first === index) return
    const message = `variant ${key} is listed twice`
    const seen = `entries ${first + 1} and ${index + 1}`
    complain(reader, ['variants', index], {
      message,
      expected: 'each variant once',
      seen,
      hint: 'remove one of the two',
    })
  })
  return variants
}

function missing(reader: TargetReader, index: number, member: 'clients' | 'scope'): void {
  complain(reader, ['variants', index], {
    message: `this variant has no "${member}"`,
    expected: `"${member}" at the top of the file or in the variant`,
    seen: null,
    hint: `add "${member}: ..."`,
  })
}

function checkRules(
  reader: TargetReader,
  yaml: TargetYaml,
  index: number,
  variant: Variant,
  clients: ClientsYaml,
  scope: string,
): void {
  const facts = { variant, clients, scope, hasLogin: yaml.login !== undefined }
  for (const { key, applies, check } of variantRules) {
    const wrong = applies(variant) ? check(facts) : null
    if (wrong === null) continue
    // A default stands nowhere in the file: then the complaint is about the variant as a whole.
    const isWritten = Object.hasOwn(yaml.variants[index] ?? {}, key)
    complain(reader, isWritten ? ['variants', index, key] : ['variants', index], wrong)
  }
}
