const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `10s`, `5m`, `1h`, `2d` in ms; null for anything else. */
export function durationMs(text: string): number | null {
  const [, count, unit] = /^([0-9]{1,6})([smhd])$/.exec(text) ?? []
  if (count === undefined || unit === undefined) return null
  return Number(count) * (unitMs[unit] ?? 0)
}
