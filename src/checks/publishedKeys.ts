import { isObject, type JsonObject } from '../json/object.ts'
import type { Trace } from './types.ts'

/** Keys of the server's JWK set; whatever else stands among them is left out, that is a question of its own. Null: not read. */
export const publishedKeys = ({ serverKeys }: Trace): readonly JsonObject[] | null =>
  serverKeys === null ? null : serverKeys.filter(isObject)
