import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { FleetTask, FleetTaskOutcome } from './recertifyTypes.ts'
import type { FleetReply, FleetRequest } from './recertifyWorker.ts'

/** A thread that makes one run after another. */
export interface FleetThread {
  /** Never rejects; a thread that dies says so, and the next run gets a new one. */
  run(task: FleetTask): Promise<FleetTaskOutcome>
  /** Ends the present run early, with what it has. */
  abort(): void
  close(): Promise<void>
}

/** Starts a thread when there is something to run; all runs in one process would share one processor. */
export function openFleetThread(): FleetThread {
  // In the sources this file and the worker end in .ts, in the package in .js.
  const file = new URL(`./recertifyWorker${extname(import.meta.filename)}`, import.meta.url)
  let worker: Worker | null = null
  let number = 0
  const send = (request: FleetRequest): void => worker?.postMessage(request)
  return {
    run: (task) => {
      const current = worker ?? new Worker(file)
      worker = current
      const own = ++number
      return new Promise((resolve) => {
        const settle = (outcome: FleetTaskOutcome, alive: boolean): void => {
          // Only its own: without the listeners that Node itself keeps, the thread would not be heard again.
          current.off('message', heard).off('error', failed).off('exit', ended)
          if (!alive) worker = null
          resolve(outcome)
        }
        const lost = (reason: string): void =>
          settle({ kind: 'problem', problem: `the run was lost: ${reason}` }, false)
        const heard = ({ outcome }: FleetReply): void => settle(outcome, true)
        const failed = (error: unknown): void => lost(error instanceof Error ? error.message : String(error))
        const ended = (code: number): void => lost(`the thread ended with code ${code}`)
        current.on('message', heard).on('error', failed).on('exit', ended)
        send({ kind: 'run', number: own, task })
      })
    },
    abort: () => send({ kind: 'abort' }),
    close: async () => {
      await worker?.terminate()
    },
  }
}
