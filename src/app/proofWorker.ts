// The entry of a worker thread of `assay prove`: takes tasks, answers with what their runs showed.
import { parentPort } from 'node:worker_threads'
import { createCredentials } from '../sandbox/credentials.ts'
import { createTaskRunner } from './proofTaskRunner.ts'
import type { ProofOutcome, ProofTask } from './proofTypes.ts'

/** What the pool sends. */
export interface ProofRequest {
  readonly number: number
  readonly task: ProofTask
}

/** What the worker answers, with the number of the request. */
export interface ProofReply {
  readonly number: number
  readonly outcome: ProofOutcome
}

const runTask = createTaskRunner(createCredentials())

async function outcomeOf(task: ProofTask): Promise<ProofOutcome> {
  try {
    return { kind: 'seen', seen: await runTask(task) }
  } catch (error) {
    return { kind: 'problem', problem: error instanceof Error ? error.message : String(error) }
  }
}

parentPort?.on('message', async ({ number, task }: ProofRequest) => {
  const reply: ProofReply = { number, outcome: await outcomeOf(task) }
  parentPort?.postMessage(reply)
})
