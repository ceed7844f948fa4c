import type { KnownFault } from './KnownFault.ts'

const all = { requestObjects: 'required', responses: 'jwt', introspectionJwt: 'announced' } as const

/** A fault of a server that signs everything, and what is said of it. */
export const signing = (
  fault: KnownFault['fault'],
  found: KnownFault['found'],
  { choices = {}, slow = false }: Pick<KnownFault, 'choices' | 'slow'> = {},
): KnownFault => ({
  ...{ fault, found, choices: { ...all, ...choices }, variant: { request: 'signed', response: 'jarm' } },
  ...(slow ? { slow } : {}),
})
