const valuesOf = (scope: string): string[] => scope.split(' ').filter((value) => value !== '')

/** The scope that is asked for without the values that the resource needs; '' where nothing is left. */
export function scopeWithoutResource(asked: string, needed: string): string {
  const out = new Set(valuesOf(needed))
  return valuesOf(asked)
    .filter((value) => !out.has(value))
    .join(' ')
}

/** True if all values of `needed` are among those of `granted`. */
export const covers = (granted: string, needed: string): boolean =>
  valuesOf(needed).every((value) => valuesOf(granted).includes(value))
