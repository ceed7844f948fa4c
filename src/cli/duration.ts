import { InvalidArgumentError } from 'commander'

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Parser of `90s`, `30m`, `12h` or `30d`; gives ms. */
export function duration(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  const factor = UNITS[unit]
  if (factor === undefined || Number(number) === 0)
    throw new InvalidArgumentError('A duration such as 90s, 30m, 12h or 30d is expected.')
  return Number(number) * factor
}
