import { InvalidArgumentError } from 'commander'
import type { Variant } from '../index.ts'

/** What each part of the name of a variant stands for. */
const PARTS: Readonly<Record<string, Partial<Variant>>> = {
  private_key_jwt: { client_auth: 'private_key_jwt' },
  tls_client_auth: { client_auth: 'tls_client_auth' },
  self_signed_tls_client_auth: { client_auth: 'self_signed_tls_client_auth' },
  dpop: { sender_constraint: 'dpop' },
  mtls: { sender_constraint: 'mtls' },
  openid: { openid: true },
  oauth: { openid: false },
  signed: { request: 'signed' },
  jarm: { response: 'jarm' },
  client_credentials: { grant: 'client_credentials' },
}

/** Reads the name of a variant as reports have it, e.g. `private_key_jwt+dpop+openid`; what it leaves out takes its default. */
export function variantFrom(text: string): Partial<Variant> {
  const variant: Partial<Variant> = {}
  for (const name of text.split('+')) {
    const part = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined
    if (part === undefined) throw new InvalidArgumentError(`"${name}" is none of ${Object.keys(PARTS).join(', ')}.`)
    if (Object.keys(part).some((feature) => feature in variant))
      throw new InvalidArgumentError(`"${name}" says once more what was said before it.`)
    Object.assign(variant, part)
  }
  return variant
}
