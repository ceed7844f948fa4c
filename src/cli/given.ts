type Required<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] }
type Optional<T> = { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> }

/** Options without those that were not given: to the library an absent member and `undefined` are two things. */
export function given<T extends object>(options: T): Required<T> & Optional<T>
export function given(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}
