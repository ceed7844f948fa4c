/** Wall time and processor time in s, peak memory of the process in MB. */
export interface Figures {
  readonly wall: number
  readonly cpu: number
  readonly rss: number
}

/** Wall and processor time (s) since the process began, or since an earlier moment. */
export function spent(since: Pick<Figures, 'wall' | 'cpu'> = { wall: 0, cpu: 0 }): Pick<Figures, 'wall' | 'cpu'> {
  const { userCPUTime, systemCPUTime } = process.resourceUsage()
  return { wall: process.uptime() - since.wall, cpu: (userCPUTime + systemCPUTime) / 1e6 - since.cpu }
}

/** Measures a job. Loading the program is part of it: the clock starts with the process. */
export async function measured(job: () => Promise<void>): Promise<Figures> {
  await job()
  return { ...spent(), rss: process.resourceUsage().maxRSS / 1024 }
}
