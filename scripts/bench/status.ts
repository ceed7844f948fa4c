// Measures a status record of 10,000 applications with 50 runs each: how long "status list" and "gate" take as users run them.
//   node scripts/bench/status.ts [records] [runs] [file]
import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { entryHash } from '../../src/status/auditHash.ts'
import { setOperatorKeys } from '../../src/status/changeStore.ts'
import { type Store, writing } from '../../src/status/openStore.ts'
import { derivedColumns } from '../../src/status/recordRow.ts'
import { type LoggedEvent, replay } from '../../src/status/replay.ts'
import type { EntryTable } from '../../src/status/tables.ts'
import type { EntryKind, StatusEvent, StatusKey } from '../../src/status/types.ts'

const [records = 10_000, runs = 50] = process.argv.slice(2, 4).map(Number)
const folder = mkdtempSync(join(tmpdir(), 'assay-bench-status-'))
const file = process.argv[4] ?? join(folder, 'status.db')
const MAIN = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts')
const START = Date.now() - 100 * 86_400_000

/** Entries and rows as the program would have written them, many to a statement. */
async function fill(store: Store): Promise<void> {
  let [seq, previous] = await store
    .selectFrom('store')
    .select(['head_seq', 'head_hash'])
    .executeTakeFirstOrThrow()
    .then((head) => [head.head_seq, head.head_hash] as const)
  for (let n = 0; n < records; n++) {
    const key: StatusKey = {
      ...{ organisation: `Organisation ${n % 1000}`, application: `application-${n}` },
      ...{ profile: 'fapi2-security-profile', environment: 'production' },
    }
    const about = { id: seq + 1, logged: [] as LoggedEvent[], rows: [] as EntryTable[] }
    const add = (kind: EntryKind, actor: string, reason: string, facts: object, runId: string | null = null): void => {
      const at = new Date(START + about.rows.length * 3_600_000).toISOString()
      const entry = {
        seq: seq + 1,
        key,
        at,
        kind,
        actor,
        reason,
        runId,
        evidenceDigest: null,
        body: JSON.stringify(facts),
        previous,
      }
      const hash = entryHash(entry)
      about.rows.push({
        ...{ seq: entry.seq, record_id: about.id, at, kind, actor, reason, run_id: runId, evidence: null },
        ...{ body: entry.body, previous, hash },
      })
      seq = entry.seq
      previous = hash
    }
    const event = (one: StatusEvent, actor: string, reason: string): void => {
      const { kind, ...facts } = one
      add(kind, actor, reason, facts, one.kind === 'run' ? one.runId : null)
      about.logged.push({ seq, event: one, reason })
    }
    event({ kind: 'registration', at: START, directory: null }, 'bench', 'bench')
    add('transition', 'rule', 'registered, no run yet', { from: null, to: 'registered', at: START, runId: null })
    for (let run = 0; run < runs; run++) {
      const at = START + (run + 1) * 86_400_000
      const id = `run-${n}-${run}`
      event(runEvent(id, at), 'operator', 'conformant, by fapi-assay 0.1.0')
      if (run === 0)
        add('transition', 'rule', `run ${id} was conformant`, { from: 'registered', to: 'conformant', at, runId: id })
    }
    const lifecycle = replay(about.logged)
    if (lifecycle === null) throw new Error('no record')
    await store
      .insertInto('record')
      .values({ id: about.id, ...key, ...derivedColumns(lifecycle, about.logged), noted_state: lifecycle.state })
      .execute()
    await store.insertInto('entry').values(about.rows).execute()
  }
  await store.updateTable('store').set({ head_seq: seq, head_hash: previous }).execute()
}

function runEvent(runId: string, at: number): StatusEvent {
  return {
    ...{
      kind: 'run',
      at,
      runId,
      startedAt: new Date(at - 20_000).toISOString(),
      finishedAt: new Date(at).toISOString(),
    },
    ...{
      result: 'conformant',
      summary: { pass: 640, warn: 0, fail: 0, skip: 20, incomplete: 0 },
      observedBy: 'operator',
    },
    ...{ objection: null, waivedUntil: null, tool: { name: 'fapi-assay', version: '0.1.0' } },
    ...{ profileDigest: `sha256:${'ab'.repeat(32)}`, suiteDigest: `sha256:${'cd'.repeat(32)}`, serverDigest: null },
    target: { id: 'bench', issuer: 'https://as.example', digest: `sha256:${'ef'.repeat(32)}` },
    ...{ folder: null, evidenceDigest: null, rules: { validDays: 365, graceDays: 14 } },
  }
}

/** Best and median wall time in ms of a command, start of the process included. */
function measure(name: string, words: readonly string[], times: number): void {
  const taken: number[] = []
  let status: number | null = null
  for (let n = 0; n < times; n++) {
    const begun = performance.now()
    status = spawnSync(process.execPath, [MAIN, ...words], { stdio: 'ignore' }).status
    taken.push(performance.now() - begun)
  }
  taken.sort((a, b) => a - b)
  const [best = 0, middle = 0] = [taken[0], taken[Math.floor(times / 2)]]
  console.log(`${name.padEnd(34)} best ${best.toFixed(0)} ms, median ${middle.toFixed(0)} ms, exit ${status}`)
}

if (!existsSync(file)) {
  const begun = performance.now()
  await writing(file, {}, fill)
  // Without operator keys the gate admits nothing.
  const keys = [{ ...generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }) }]
  await setOperatorKeys({ file, by: { actor: 'bench', reason: 'bench' }, now: Date.now(), keys })
  const seconds = ((performance.now() - begun) / 1000).toFixed(0)
  console.log(
    `${records} records with ${runs} runs each: ${(statSync(file).size / 2 ** 20).toFixed(0)} MiB, made in ${seconds} s`,
  )
}
const one = ['--organisation', 'Organisation 7', '--application', 'application-7', '--environment', 'production']
measure('assay --version', ['--version'], 7)
measure('assay status list', ['status', 'list', '--record', file], 7)
measure('assay status list --json', ['status', 'list', '--record', file, '--json'], 7)
measure('assay gate --record-only', ['gate', '--record', file, ...one, '--record-only'], 7)
measure('assay status show (one record)', ['status', 'show', '--record', file, ...one], 7)
measure('assay status verify', ['status', 'verify', '--record', file], 1)
rmSync(folder, { recursive: true, force: true })
