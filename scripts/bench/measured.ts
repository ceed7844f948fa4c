/** Wall time and processor time in s, peak memory of the process in MB. */
export interface Figures {
  readonly wall: number
  readonly cpu: number
  readonly rss: number
}

/** Measures a job. Loading the program is part of it: the clock starts with the process. */
export async function measured(job: () => Promise<void>): Promise<Figures> {
  await job()
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  return { wall: process.uptime(), cpu: (userCPUTime + systemCPUTime) / 1e6, rss: maxRSS / 1024 }
}
