/** Waits so many ms, or until the signal, not at all after it; never rejects, and leaves nothing behind on the signal. */
export const sleepFor =
  (signal: AbortSignal | undefined) =>
  (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const wake = (): void => {
        clearTimeout(timer)
        // A run sleeps often; the signal must not keep them all.
        signal?.removeEventListener('abort', wake)
        resolve()
      }
      const timer = setTimeout(wake, ms)
      signal?.addEventListener('abort', wake)
    })
