const IMF_FIXDATE =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/

/** Reads an IMF-fixdate, the only form a sender may make (RFC 9110 section 5.6.7). Unix epoch ms, or null. */
export function parseHttpDate(text: string): number | null {
  if (!IMF_FIXDATE.test(text)) return null
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? null : ms
}
