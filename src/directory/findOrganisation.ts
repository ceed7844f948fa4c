import type { RegisteredOrganisation } from './types.ts'

/** Names are typed by people: case and white space at the ends say nothing. */
const sameName = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()

/**
 * The organisation of that id, or without one that of that name; null: there is none.
 * @param names further names of an organisation, e.g. that of the legal entity
 */
export function findOrganisation<Organisation extends Pick<RegisteredOrganisation, 'id' | 'name'>>(
  organisations: readonly Organisation[],
  id: string | null,
  name: string,
  names: (organisation: Organisation) => readonly string[] = ({ name: own }) => [own],
): Organisation | null {
  const found =
    id === null
      ? organisations.find((one) => names(one).some((own) => sameName(own, name)))
      : organisations.find((one) => one.id === id)
  return found ?? null
}
