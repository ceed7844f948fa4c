import type { Exchange } from '../wire/types.ts'

const IMF_FIXDATE =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/

/** Reads an IMF-fixdate, the only form a sender may make (RFC 9110 section 5.6.7). Unix epoch ms, or null. */
export function parseHttpDate(text: string): number | null {
  if (!IMF_FIXDATE.test(text)) return null
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? null : ms
}

/** As far as clocks may be apart. */
const CLOCK_MS = 300_000

/** Seconds by which a Date is off the time of its answer by our clock, whose first byte came then; null: within 5 minutes. */
export function secondsOff(at: number, { timing }: Pick<Exchange, 'timing'>): number | null {
  const off = at - (timing.startedAt + (timing.firstByteMs ?? timing.totalMs))
  return Math.abs(off) <= CLOCK_MS ? null : Math.round(off / 1000)
}
