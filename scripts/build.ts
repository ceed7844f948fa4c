// Compiles src/ to dist/, from nothing, so that no file of an earlier build is left in the package.
import { spawnSync } from 'node:child_process'
import { chmodSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')
rmSync(dist, { recursive: true, force: true })
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
const done = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
if (done.status === 0) chmodSync(join(dist, 'cli', 'main.js'), 0o755)
process.exitCode = done.status ?? 1
