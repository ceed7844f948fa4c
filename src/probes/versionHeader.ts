import type { Endpoint } from '../profile/types.ts'

const VERSION = /^(?:x-v|x-api-version|x-version|api-version|accept-version)$/i

/** `name` in any case. */
export const isVersionHeader = (name: string): boolean => VERSION.test(name)

/** A version that no API has. */
export const UNKNOWN_VERSION = '99999'

/** The header in which calls of an endpoint name the version they want; undefined: they name none. */
export const versionHeader = ({ headers }: Pick<Endpoint, 'headers'>): string | undefined =>
  Object.keys(headers).find(isVersionHeader)
