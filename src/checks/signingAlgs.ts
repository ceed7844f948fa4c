import { FAPI_ALGS } from '../json/fapiAlgs.ts'

/** What FAPI 2.0 allows, to compare with anything that stands in a header. */
export const ALLOWED_ALGS: readonly string[] = FAPI_ALGS

export const isAllowedAlg = (alg: unknown): boolean => typeof alg === 'string' && ALLOWED_ALGS.includes(alg)

/** `none` in any spelling, as some libraries compare without regard to case. */
export const isNone = (alg: unknown): boolean => typeof alg === 'string' && alg.trim().toLowerCase() === 'none'

/** Keyed with a shared secret (HS256 ...). */
export const isSymmetric = (alg: unknown): boolean => typeof alg === 'string' && /^HS\d/i.test(alg)
