/** Runs jobs with a bounded number of them busy; a job may step out while it only waits. */
export interface Pool {
  /** Runs the job as soon as there is room. */
  run<T>(job: () => Promise<T>): Promise<T>
  /** Waits (ms) without holding a place; called from inside a job. */
  pause(ms: number): Promise<void>
}

/** A pool of `size` places; `sleep` is the clock's. */
export function createPool(size: number, sleep: (ms: number) => Promise<void>): Pool {
  let free = size
  const waiting: (() => void)[] = []

  const enter = async (): Promise<void> => {
    if (free > 0) {
      free--
      return
    }
    await new Promise<void>((resolve) => waiting.push(resolve))
  }
  const leave = (): void => {
    const next = waiting.shift()
    if (next) next()
    else free++
  }

  return {
    run: async (job) => {
      await enter()
      try {
        return await job()
      } finally {
        leave()
      }
    },
    pause: async (ms) => {
      leave()
      try {
        await sleep(ms)
      } finally {
        await enter()
      }
    },
  }
}
