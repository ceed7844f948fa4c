/** Remembers values until they expire, to notice the second use of a `jti`. */
export class ReplayCache {
  readonly #seen = new Map<string, number>()
  #nextSweep = 0

  /**
   * Records a value.
   * @param expires,now Unix s
   * @returns false if the value was recorded before and has not expired
   */
  firstUse(value: string, expires: number, now: number): boolean {
    this.#sweep(now)
    const until = this.#seen.get(value)
    if (until !== undefined && until > now) return false
    this.#seen.set(value, expires)
    return true
  }

  #sweep(now: number): void {
    if (now < this.#nextSweep) return
    this.#nextSweep = now + 60
    for (const [value, until] of this.#seen) if (until <= now) this.#seen.delete(value)
  }
}
