import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { ProofOutcome, ProofTask } from './proofTypes.ts'
import type { ProofReply } from './proofWorker.ts'

/** Threads that run tasks. */
export interface ProofWorkers {
  /** Runs a task as soon as a thread has room; in the order of the calls among tasks of one kind. Never rejects. */
  run(task: ProofTask): Promise<ProofOutcome>
  /** Ends all threads, whatever they do. */
  close(): Promise<void>
}

/** Tasks that a thread has at once: two that compute (one fills the pauses of the other), and some that mostly wait. */
const LANES = { fast: 2, slow: 6 } as const
type Lane = keyof typeof LANES

interface Waiting {
  readonly task: ProofTask
  readonly lane: Lane
  readonly settle: (outcome: ProofOutcome) => void
}

/** One thread with the tasks it has. */
class Thread {
  readonly worker: Worker
  readonly busy: Record<Lane, number> = { fast: 0, slow: 0 }
  readonly open = new Map<number, Waiting>()

  constructor(file: URL) {
    this.worker = new Worker(file)
  }
}

class Pool implements ProofWorkers {
  readonly #threads: Thread[]
  readonly #queue: Waiting[] = []
  #number = 0

  constructor(size: number) {
    // In the sources this file and the worker end in .ts, in the package in .js.
    const file = new URL(`./proofWorker${extname(import.meta.filename)}`, import.meta.url)
    this.#threads = Array.from({ length: size }, () => this.#start(file))
  }

  #start(file: URL): Thread {
    const thread = new Thread(file)
    thread.worker.on('message', ({ number, outcome }: ProofReply) => this.#settle(thread, number, outcome))
    thread.worker.on('error', (error) => this.#lose(thread, error.message))
    thread.worker.on('exit', (code) => this.#lose(thread, `the thread ended with code ${code}`))
    return thread
  }

  #settle(thread: Thread, number: number, outcome: ProofOutcome): void {
    const waiting = thread.open.get(number)
    if (!waiting) return
    thread.open.delete(number)
    thread.busy[waiting.lane]--
    waiting.settle(outcome)
    this.#next()
  }

  /** A thread that died takes its tasks with it; without any thread nothing can be run any more. */
  #lose(thread: Thread, reason: string): void {
    const index = this.#threads.indexOf(thread)
    if (index >= 0) this.#threads.splice(index, 1)
    const lost = [...thread.open.values(), ...(this.#threads.length === 0 ? this.#queue.splice(0) : [])]
    thread.open.clear()
    for (const { settle } of lost) settle({ kind: 'problem', problem: `the run was lost: ${reason}` })
    this.#next()
  }

  #next(): void {
    for (let index = 0; index < this.#queue.length; ) {
      const waiting = this.#queue[index]
      const thread = waiting && this.#roomFor(waiting.lane)
      if (!waiting || !thread) {
        index++
        continue
      }
      this.#queue.splice(index, 1)
      const number = this.#number++
      thread.open.set(number, waiting)
      thread.busy[waiting.lane]++
      thread.worker.postMessage({ number, task: waiting.task })
    }
  }

  #roomFor(lane: Lane): Thread | undefined {
    const free = this.#threads.filter(({ busy }) => busy[lane] < LANES[lane])
    return free.sort((a, b) => a.busy[lane] - b.busy[lane])[0]
  }

  run(task: ProofTask): Promise<ProofOutcome> {
    if (this.#threads.length === 0) return Promise.resolve({ kind: 'problem', problem: 'no thread is left' })
    return new Promise((settle) => {
      this.#queue.push({ task, lane: task.slow ? 'slow' : 'fast', settle })
      this.#next()
    })
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()))
  }
}

/** Starts worker threads, each with a sandbox and a runner of its own. */
export function openProofWorkers(size: number): ProofWorkers {
  return new Pool(size)
}
