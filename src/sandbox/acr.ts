import type { Dialect } from './dialects/types.ts'

/** Authentication context classes that users of a dialect can reach, the usual one first. */
export const acrOf = ({ acr }: Dialect): readonly string[] => acr ?? ['urn:assay:sandbox:password']
