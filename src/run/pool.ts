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

  const enter = async (queue: (resolve: () => void) => void): Promise<void> => {
    if (free > 0) free--
    else await new Promise<void>(queue)
  }
  const atEnd = (resolve: () => void): void => void waiting.push(resolve)
  const inFront = (resolve: () => void): void => void waiting.unshift(resolve)

  const leave = (): void => {
    const next = waiting.shift()
    if (next) next()
    else free++
  }

  return {
    run: async (job) => {
      await enter(atEnd)
      try {
        return await job()
      } finally {
        leave()
      }
    },
    pause: async (ms) => {
      if (ms <= 0) return
      leave()
      try {
        await sleep(ms)
      } finally {
        // A job that has begun goes on at once: what it waited with (a code, a token) grows old in the queue.
        await enter(inFront)
      }
    },
  }
}
