// The entry of a worker thread of `assay recertify`: takes runs, answers with what became of them.
import { parentPort } from 'node:worker_threads'
import { fleetComplaints } from './fleetComplaints.ts'
import type { FleetTask, FleetTaskOutcome } from './recertifyTypes.ts'
import { runAssay } from './runAssay.ts'

export type FleetRequest =
  | { readonly kind: 'run'; readonly number: number; readonly task: FleetTask }
  | { readonly kind: 'abort' }

export interface FleetReply {
  readonly number: number
  readonly outcome: FleetTaskOutcome
}

const abort = new AbortController()

async function outcomeOf({ baseline, ...task }: FleetTask): Promise<FleetTaskOutcome> {
  try {
    const options = { ...task, ...(baseline === null ? {} : { baseline }), signal: abort.signal }
    const { result } = await runAssay(options)
    const { run, summary, cases } = result
    const complaints = fleetComplaints(cases)
    return { kind: 'ran', runId: run.id, result: result.result, summary, complaints, interrupted: run.interrupted }
  } catch (error) {
    return { kind: 'problem', problem: error instanceof Error ? error.message : String(error) }
  }
}

parentPort?.on('message', async (request: FleetRequest) => {
  if (request.kind === 'abort') return abort.abort()
  const reply: FleetReply = { number: request.number, outcome: await outcomeOf(request.task) }
  parentPort?.postMessage(reply)
})
