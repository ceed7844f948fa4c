import { createHmac, randomBytes } from 'node:crypto'

const stepS = 60

/** Server-provided DPoP nonces (RFC 9449 section 8): a new one each minute, the one before is still good. */
export class NonceSource {
  readonly #secret = randomBytes(32)
  readonly #nowS: () => number
  readonly #mark: string

  /**
   * @param nowS clock in Unix s
   * @param mark characters to end every nonce with; a defect puts in one that is not allowed
   */
  constructor(nowS: () => number, mark = '') {
    this.#nowS = nowS
    this.#mark = mark
  }

  /** The nonce to hand out now; base64url, which is within NQCHAR (section 8.1). */
  current(): string {
    return this.#at(this.#step())
  }

  isRecent(nonce: string): boolean {
    const step = this.#step()
    return nonce === this.#at(step) || nonce === this.#at(step - 1)
  }

  #step(): number {
    return Math.floor(this.#nowS() / stepS)
  }

  #at(step: number): string {
    return `${createHmac('sha256', this.#secret).update(String(step)).digest('base64url')}${this.#mark}`
  }
}
