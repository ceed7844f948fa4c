/** Profile and target do not fit, or nothing is left to run. */
export class PlanError extends Error {
  override readonly name = 'PlanError'
  readonly code = 'PLAN'
}
