import type { Place } from '../yaml/types.ts'

/** A requirement that the ecosystem takes more seriously than its specification does. */
export interface RaisedLevel {
  readonly requirement: string
  readonly level: 'must' | 'should'
  readonly place: Place
}
