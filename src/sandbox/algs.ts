import type { Dialect } from './dialects/types.ts'
import { allowedAlgs } from './signatures.ts'

/** Algorithms that clients may sign with in a dialect. */
export const algsOf = ({ algs }: Dialect): readonly string[] => algs ?? allowedAlgs
