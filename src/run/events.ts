import type { CaseResult, RunResult } from '../verdict/types.ts'

/** What a run says while it goes on; it prints nothing itself. */
export type RunEvent =
  | { readonly kind: 'run-start'; readonly total: number; readonly target: string; readonly profile: string }
  | { readonly kind: 'case-start'; readonly id: string; readonly variant: string }
  | { readonly kind: 'case-end'; readonly result: CaseResult; readonly done: number; readonly total: number }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'run-end'; readonly result: RunResult; readonly folder: string }
