import { dirname, resolve } from 'node:path'
import type { XStatic } from 'typebox/schema'
import { checkSchema, type Formats } from '../yaml/checkSchema.ts'
import { describe } from '../yaml/describe.ts'
import { durationMs } from '../yaml/durationMs.ts'
import { readYaml } from '../yaml/readYaml.ts'
import { FleetError } from './errors.ts'
import { fleetSchema } from './fleetSchema.ts'
import { readInputFile } from './readInputFile.ts'

type FleetYaml = XStatic<typeof fleetSchema>

/** One target of a fleet; paths are absolute. */
export interface FleetEntry {
  readonly target: string
  /** Profile id or path. */
  readonly profile: string
  readonly baseline: string | null
}

/** The targets that an operator certifies again and again. Times are in ms, paths are absolute. */
export interface Fleet {
  readonly id: string
  readonly record: string
  /** Runs at the same time; null: one per processor. */
  readonly runs: number | null
  readonly concurrency: number
  readonly aheadMs: number
  readonly spreadMs: number
  /** Null: as long as it takes. */
  readonly budgetMs: number | null
  readonly changes: boolean
  readonly slow: boolean
  readonly observedBy: 'self' | 'operator'
  /** References to private keys. */
  readonly sign: readonly string[]
  readonly entries: readonly FleetEntry[]
  readonly file: string
}

const rules: Formats = {
  duration: (text, field) =>
    durationMs(text) !== null
      ? null
      : { message: `${field} is no duration`, expected: 'e.g. 30m, 2h, 7d', seen: describe(text), hint: null },
}

const msOf = (text: string | undefined, otherwise: number): number =>
  text === undefined ? otherwise : (durationMs(text) ?? 0)

const WEEK_MS = 7 * 86_400_000

/**
 * Reads and checks a fleet file; the target files that it names are read when their turn comes.
 * @param file path of the file
 * @throws FleetError with everything that is wrong, each with file, line and column
 */
export function loadFleet(file: string): Fleet {
  const path = resolve(file)
  const document = readYaml(
    readInputFile(
      path,
      'fleet',
      { expected: 'the path of a fleet file, see schemas/fleet.schema.json', hint: null },
      FleetError,
    ),
    path,
  )
  if (document.issues.length > 0) throw new FleetError(document.issues)
  const findings = checkSchema(document.value, fleetSchema, rules)
  if (findings.length > 0) throw new FleetError(findings.map((finding) => document.issue(finding)))
  const yaml = document.value as FleetYaml
  const from = (name: string): string => resolve(dirname(path), name)
  const profileOf = (name: string): string => (/^\.{0,2}\//.test(name) ? from(name) : name)
  const without = yaml.targets.flatMap(({ profile }, index) =>
    profile === undefined && yaml.profile === undefined ? [index] : [],
  )
  if (without.length > 0) {
    const message = 'the target has no profile'
    const expected = '"profile" here, or one for all at the top'
    throw new FleetError(
      without.map((index) =>
        document.issue({ path: ['targets', index], anchor: 'value', message, expected, seen: null, hint: null }),
      ),
    )
  }
  return {
    id: yaml.fleet,
    record: from(yaml.record),
    runs: yaml.runs ?? null,
    concurrency: yaml.concurrency ?? 8,
    aheadMs: msOf(yaml.ahead, WEEK_MS),
    spreadMs: msOf(yaml.spread, 0),
    budgetMs: yaml.budget === undefined ? null : msOf(yaml.budget, 0),
    changes: yaml.changes ?? true,
    slow: yaml.slow ?? true,
    observedBy: yaml.observed_by ?? 'operator',
    sign: (yaml.sign ?? []).map((key) => (key.startsWith('$env:') ? key : from(key))),
    entries: yaml.targets.map(({ target, profile, baseline }) => ({
      target: from(target),
      profile: profileOf(profile ?? yaml.profile ?? ''),
      baseline: baseline === undefined ? null : from(baseline),
    })),
    file: path,
  }
}
