import { setTimeout as sleep } from 'node:timers/promises'

/** An entity as the library stores it. Members that the library does not know are the sandbox's own. */
export type Entity = Record<string, unknown> & { exp?: number; grantId?: string; consumed?: number }

/** Names of the library's models. */
export type ModelName = string

/** What the sandbox changes about entities on their way in and out; the default changes nothing. */
export interface StoreRules {
  /** Called before an entity is stored. */
  onWrite(model: ModelName, entity: Entity): Entity
  /** Called with a copy before the library gets it. */
  onRead(model: ModelName, entity: Entity): Entity
  /** False: `consume` leaves no trace. */
  mayConsume(model: ModelName): boolean
  /** False: revoking by grant does nothing to this model. */
  mayRevoke(model: ModelName): boolean
  /** Time in ms that reading takes. */
  readMs(model: ModelName): number
}

/** Expired entities stay this long, so that an expired value can be told from one that never was. */
const keepExpiredS = 600
const sweepEvery = 2000
/** Models with nested members that the library changes in place; concurrent requests must not share them. */
const nested = new Set(['Session', 'Interaction', 'Grant'])
/** They are JSON, as for any other storage of the library. */
const copy = (model: ModelName, entity: Entity): Entity =>
  nested.has(model) ? JSON.parse(JSON.stringify(entity)) : { ...entity }

/** In-memory storage of one sandbox, the library's adapter and the sandbox's own window into it. */
export class Store {
  readonly #models = new Map<ModelName, Map<string, Entity>>()
  /** Entities taken out by destroy or revoke. */
  readonly #gone = new Map<ModelName, Map<string, Entity>>()
  readonly #grants = new Map<string, Set<string>>()
  readonly #sessionUids = new Map<string, string>()
  readonly #nowS: () => number
  readonly #rules: StoreRules
  #writes = 0

  /** @param nowS system clock in Unix s, the one that the library stamps entities with */
  constructor(nowS: () => number, rules: StoreRules) {
    this.#nowS = nowS
    this.#rules = rules
  }

  /** The entity as stored, expired or consumed ones too; undefined if there is none (any more). */
  peek(model: ModelName, id: string): Entity | undefined {
    return this.#of(model).get(id)
  }

  /** An entity that was destroyed or revoked. */
  peekGone(model: ModelName, id: string): Entity | undefined {
    return this.#gone.get(model)?.get(id)
  }

  /** Id of the first entity of a model that starts with the given text. */
  idStartingWith(model: ModelName, start: string): string | undefined {
    return [...this.#of(model).keys()].find((id) => id.startsWith(start))
  }

  /** Adds members of the sandbox's own to a stored entity. */
  amend(model: ModelName, id: string, members: Entity): void {
    const entity = this.peek(model, id)
    if (entity !== undefined) Object.assign(entity, members)
  }

  /** The object that the library calls for one model. */
  adapter(model: ModelName) {
    return {
      upsert: async (id: string, payload: Entity) => this.#upsert(model, id, payload),
      find: async (id: string) => {
        const latency = this.#rules.readMs(model)
        const found = this.#find(model, id)
        if (latency > 0) await sleep(latency)
        return found
      },
      findByUid: async (uid: string) => this.#find(model, this.#sessionUids.get(uid) ?? ''),
      findByUserCode: async () => undefined,
      consume: async (id: string) => {
        if (this.#rules.mayConsume(model)) this.amend(model, id, { consumed: this.#nowS() })
      },
      destroy: async (id: string) => this.#destroy(model, id),
      revokeByGrantId: async (grantId: string) => this.#revoke(model, grantId),
    }
  }

  #of(model: ModelName): Map<string, Entity> {
    let entities = this.#models.get(model)
    if (entities === undefined) {
      entities = new Map()
      this.#models.set(model, entities)
    }
    return entities
  }

  #upsert(model: ModelName, id: string, payload: Entity): void {
    const entity = this.#rules.onWrite(model, copy(model, payload))
    this.#of(model).set(id, entity)
    if (model === 'Session' && typeof entity.uid === 'string') this.#sessionUids.set(entity.uid, id)
    if (entity.grantId !== undefined && model !== 'Interaction') {
      const members = this.#grants.get(entity.grantId) ?? new Set()
      members.add(`${model} ${id}`)
      this.#grants.set(entity.grantId, members)
    }
    this.#writes += 1
    if (this.#writes % sweepEvery === 0) this.#sweep()
  }

  /** The library tolerates clock skew for what it stores itself too; expiry is exact here. */
  #find(model: ModelName, id: string): Entity | undefined {
    const entity = this.peek(model, id)
    if (entity === undefined) return undefined
    const seen = this.#rules.onRead(model, copy(model, entity))
    return seen.exp !== undefined && seen.exp <= this.#nowS() ? undefined : seen
  }

  #destroy(model: ModelName, id: string): void {
    const entity = this.peek(model, id)
    if (entity === undefined) return
    // The library gives a session a new id whenever it is used. Browsers that share a login (a copied cookie jar) keep
    // working with the id they have, so only sessions of nobody are really dropped.
    if (model === 'Session' && typeof entity.accountId === 'string') return
    this.#of(model).delete(id)
    const gone = this.#gone.get(model) ?? new Map<string, Entity>()
    gone.set(id, entity)
    this.#gone.set(model, gone)
  }

  #revoke(model: ModelName, grantId: string): void {
    if (!this.#rules.mayRevoke(model)) return
    for (const member of this.#grants.get(grantId) ?? []) {
      const [kind, id] = member.split(' ')
      if (kind === model && id !== undefined) this.#destroy(model, id)
    }
  }

  #sweep(): void {
    const limit = this.#nowS() - keepExpiredS
    for (const entities of [...this.#models.values(), ...this.#gone.values()]) {
      for (const [id, entity] of entities) if (entity.exp !== undefined && entity.exp < limit) entities.delete(id)
    }
    for (const [grantId, members] of this.#grants) {
      const left = [...members].filter((member) => {
        const [model, id] = member.split(' ')
        return this.peek(model ?? '', id ?? '') !== undefined
      })
      if (left.length === 0) this.#grants.delete(grantId)
      else this.#grants.set(grantId, new Set(left))
    }
  }
}
