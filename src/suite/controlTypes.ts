/** A security framework whose controls requirements are tagged with. */
export interface Framework {
  readonly id: string
  readonly title: string
  readonly version: string
  readonly url: string
}

/** One control of a framework. */
export interface Control {
  readonly id: string
  /** Id of its framework. */
  readonly framework: string
  readonly title: string
  /** Ids in earlier versions of the framework, e.g. `PR.AC-4` for `PR.AA-05`. */
  readonly aliases: readonly string[]
  /** Why no case can show it, and what does; null: cases can. */
  readonly outside: string | null
}

/** Which controls the requirements of a suite give evidence about. Tags change no verdict. */
export interface ControlMap {
  readonly frameworks: readonly Framework[]
  readonly controls: readonly Control[]
  /** Ids of controls by id of requirement; an empty list: none, on purpose. */
  readonly tags: Readonly<Record<string, readonly string[]>>
}
