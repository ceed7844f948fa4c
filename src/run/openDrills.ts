import { publicPart } from '../flow/keys.ts'
import { PlanError } from '../plan/PlanError.ts'
import type { ClientTls, Target } from '../profile/types.ts'
import { type ServedDocument, serveDocument } from '../wire/serveDocument.ts'

type PublicJwk = Readonly<Record<string, unknown>>

/** What the drills of one run share. */
export interface Drills {
  /** Replaces the keys of client1 of that variant in the served key set; null: those of the target file. False: nothing is served. */
  setKeys(variant: string, keys: readonly PublicJwk[] | null): boolean
  /** Times at which the key set was fetched, epoch ms. */
  readonly fetched: readonly number[]
  close(): Promise<void>
}

/** Public keys of client1 by variant. */
function registeredKeys({ variants }: Target): Map<string, readonly PublicJwk[]> {
  return new Map(variants.map(({ key, clients }) => [key, (clients.client1?.jwks ?? []).map(publicPart)]))
}

function textOf(keys: ReadonlyMap<string, readonly PublicJwk[]>): string {
  const distinct = new Map([...keys.values()].flat().map((jwk) => [JSON.stringify(jwk), jwk]))
  return JSON.stringify({ keys: [...distinct.values()] })
}

async function serve(
  { url, tls }: { readonly url: string; readonly tls: ClientTls | null },
  text: string,
  now: () => number,
): Promise<ServedDocument> {
  try {
    return await serveDocument(url, tls, text, now)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new PlanError(
      `"drills: jwks_uri: listen": nothing can be served at ${url} (${why}). Free the port or name another one.`,
    )
  }
}

/**
 * Gets ready for the drills of a target: serves the key set of client1 where it is registered to be fetched from here.
 * @throws PlanError if the target allows no drills, or the place is taken
 */
export async function openDrills(target: Target, now: () => number): Promise<Drills> {
  const own = registeredKeys(target)
  const current = new Map(own)
  if (!target.drills) {
    throw new PlanError(
      `${target.file}: the file allows no drills. Add "drills:" with what they may do, see docs/drills.md.`,
    )
  }
  const place = target.drills.jwksUri
  const served: ServedDocument | null = place === null ? null : await serve(place, textOf(current), now)
  return {
    setKeys: (variant, keys) => {
      current.set(variant, keys ?? own.get(variant) ?? [])
      served?.set(textOf(current))
      return served !== null
    },
    fetched: served?.fetched ?? [],
    close: async () => served?.close(),
  }
}
