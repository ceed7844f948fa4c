import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const module = fileURLToPath(new URL('../../src/cli/tuneForRun.ts', import.meta.url))

/** The compiler that a hot function of a new process ends up with, once the command line was looked at. */
function compilers(args: readonly string[]): string {
  const program = `
    import { tuneForRun } from ${JSON.stringify(module)}
    tuneForRun(${JSON.stringify(args)})
    const sum = (numbers) => { let all = 0; for (const one of numbers) all += one * 2; return all }
    const numbers = Array.from({ length: 200 }, (_, n) => n)
    let all = 0
    const end = performance.now() + 300
    while (performance.now() < end) { all += sum(numbers); await null }
    console.log(all > 0)`
  const options = ['--trace-opt', '--input-type=module', '--eval', program]
  const { stdout, status } = spawnSync(process.execPath, options, { encoding: 'utf8' })
  expect(status).toBe(0)
  return stdout
}

it('spares a run the work of the last compiler, and no other command', () => {
  const run = compilers(['run', '--target', 'x.yaml'])
  expect(run).toContain('MAGLEV')
  expect(run).not.toMatch(/completed compiling .*sum.*TURBOFAN/)
  expect(compilers(['prove'])).toMatch(/completed compiling .*sum.*TURBOFAN/)
})
