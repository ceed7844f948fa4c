import type { ProveEvent } from '../index.ts'
import { plain } from './plain.ts'
import type { Terminal } from './terminal.ts'

/** On what is no terminal: how many lines of progress a whole proof takes at most. */
const MILESTONES = 20

const minutes = (ms: number): string => {
  const s = Math.floor(ms / 1000)
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`
}

/** What is wrong with a defect as soon as it is known; null: all is well. */
function complaint({ proof }: Extract<ProveEvent, { kind: 'defect-end' }>): string | null {
  const { id, fate, collateral, problem } = proof
  if (problem !== null) return `${id}: not tried: ${problem}`
  if (fate !== 'killed') return `${id}: ${fate === 'survived' ? 'survived' : 'killed for another reason'}`
  if (collateral.length > 0) return `${id}: collateral: ${collateral.map((one) => one.case).join(', ')}`
  return null
}

/** Shows a proof on stderr while it goes on. */
export function showProveProgress({ err }: Terminal, now: () => number): (event: ProveEvent) => void {
  const begun = now()
  let milestone = 0
  const erase = (): void => {
    if (err.isTty) err.write('\r\x1b[K')
  }
  const say = (text: string): void => {
    erase()
    err.write(`${plain(text)}\n`)
  }
  return (event) => {
    if (event.kind === 'prove-start')
      say(`Trying ${event.defects} defects against ${event.controls} strict runs, in ${event.jobs} threads`)
    if (event.kind === 'control-end' && event.faults.length > 0)
      say(`strict sandbox [${event.variant}]: ${event.faults.map((fault) => fault.case).join(', ')}`)
    if (event.kind !== 'defect-end') return
    const wrong = complaint(event)
    if (wrong !== null) say(wrong)
    const progress = `${event.done}/${event.total} defects  ${minutes(now() - begun)}`
    const reached = Math.floor((event.done * MILESTONES) / event.total)
    if (event.done === event.total || (!err.isTty && reached > milestone)) say(progress)
    else if (err.isTty) err.write(`\r\x1b[K${progress}`)
    milestone = reached
  }
}
