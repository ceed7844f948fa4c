import type { Command } from 'commander'
import type { StatusKey } from '../index.ts'
import { UsageError } from './explainError.ts'
import { needed } from './values.ts'

/** Options that name a record. */
export interface KeyOptions {
  readonly organisation?: string
  readonly application?: string
  readonly profile?: string
  readonly environment?: string
}

/** Options of everything that somebody does by hand. */
export interface SignedOptions extends KeyOptions {
  readonly record?: string
  readonly by?: string
  readonly reason?: string
  readonly json?: boolean
}

/** Adds `--record`. */
export const withRecord = (command: Command): Command =>
  command.option('--record <file>', 'status record that "assay run --record" writes')

/** Adds the options that name a record. */
export function withKey(command: Command, which: 'only' | 'of'): Command {
  return command
    .option('--organisation <name>', `${which} this organisation`)
    .option('--application <name>', `${which} this application`)
    .option('--profile <id>', `${which} this profile`)
    .option('--environment <name>', `${which} this environment, e.g. production`)
}

/** Adds who does it and why. */
export function withSignature(command: Command): Command {
  return command
    .option('--by <name>', 'who does this; kept in the audit log')
    .option('--reason <text>', 'why; kept in the audit log')
}

export const recordFile = (file: string | undefined): string =>
  needed(file, '--record <file>', 'name the file of the status record, e.g. --record status.db')

/** The record that all four options together name. */
export function keyFrom(options: KeyOptions): StatusKey {
  const part = (name: keyof KeyOptions): string =>
    needed(options[name], `--${name}`, 'a record is named by organisation, application, profile and environment')
  return {
    organisation: part('organisation'),
    application: part('application'),
    profile: part('profile'),
    environment: part('environment'),
  }
}

/** Who and why. */
export function signatureFrom({ by, reason }: SignedOptions): { readonly actor: string; readonly reason: string } {
  return {
    actor: needed(by, '--by <name>', 'what is done by hand is done by somebody'),
    reason: needed(reason, '--reason <text>', 'what is done by hand has a reason'),
  }
}

/** `2026-09-01` (its end, UTC) or a full ISO 8601 time, as epoch ms. */
export function dateFrom(text: string, option: string): number {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const ms = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(day ? `${text}T23:59:59.999Z` : text) : Number.NaN
  if (Number.isNaN(ms))
    throw new UsageError(`option "${option}": a date expected, e.g. 2026-09-01 or 2026-09-01T12:00:00Z, "${text}" seen`)
  return ms
}
