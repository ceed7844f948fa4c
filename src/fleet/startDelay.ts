import { createHash } from 'node:crypto'

/**
 * When each target of a campaign starts, in ms after its begin: spread evenly at random over `spreadMs`, the same again for
 * the same campaign and target, so that a campaign that goes on after a crash keeps its order.
 */
export function startDelay(campaign: string, target: string, spreadMs: number): number {
  const word = createHash('sha256').update(`${campaign}\n${target}`).digest().readUInt32BE(0)
  return Math.floor((word / 2 ** 32) * spreadMs)
}
