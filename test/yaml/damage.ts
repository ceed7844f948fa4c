import type { seeded } from './random.ts'

type Random = ReturnType<typeof seeded>

const junk = [
  null,
  true,
  false,
  0,
  7,
  1.5,
  '',
  'x',
  'X Y',
  'accept',
  'token',
  'token.dpop.claims',
  '1s',
  '$par.expires_in',
  [],
  ['x'],
  ['x', 'x'],
  {},
  { x: 1 },
  { remove: 'x' },
]

/** A copy with one random place changed: a value replaced, a key removed, added or renamed. */
export function damage(value: unknown, random: Random): unknown {
  const isLeaf = typeof value !== 'object' || value === null || Object.keys(value).length === 0
  if (isLeaf || random.int(6) === 0) return random.pick(junk)
  if (Array.isArray(value)) {
    const at = random.int(value.length)
    if (random.int(6) === 0) return [...value, ...value.slice(at, at + 1)]
    return value.map((item: unknown, index) => (index === at ? damage(item, random) : item))
  }
  const entries = Object.entries(value)
  const at = random.int(entries.length)
  const kind = random.int(6)
  if (kind === 0) return Object.fromEntries(entries.filter((_, index) => index !== at))
  if (kind === 1) return { ...value, [random.pick(['extra', 'title', 'fix', 'note', 'check'])]: random.pick(junk) }
  return Object.fromEntries(entries.map(([key, item], index) => [key, index === at ? damage(item, random) : item]))
}
