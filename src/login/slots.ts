/** Lets at most `size` tasks run at the same time; the others wait in order. */
export function createSlots(size: number): <T>(task: () => Promise<T>) => Promise<T> {
  let free = size
  const queue: (() => void)[] = []
  return async (task) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => queue.push(resolve))
    try {
      return await task()
    } finally {
      const next = queue.shift()
      if (next === undefined) free += 1
      else next()
    }
  }
}
