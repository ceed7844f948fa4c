import { setTimeout as sleep } from 'node:timers/promises'

/**
 * The result, or the fallback if it takes longer than `ms` or fails. For calls into a browser, which may never answer when a
 * page is stuck.
 */
export async function within<T>(ms: number, result: Promise<T>, fallback: T): Promise<T> {
  const timer = new AbortController()
  const late = sleep(ms, fallback, { signal: timer.signal }).catch(() => fallback)
  try {
    return await Promise.race([result.catch(() => fallback), late])
  } finally {
    timer.abort()
  }
}
