// Types commands of assay in a folder and shows them with their answers, as Markdown on standard output.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
// In the repository the sources run as they are; a package holds the built program.
const program = [join(root, 'src/cli/main.ts'), join(root, 'dist/cli/main.js')].find((path) => existsSync(path)) ?? ''

export const print = (text) => process.stdout.write(`${text}\n`)
export const stage = (title, text) => print(`## ${title}\n\n${text}\n`)

/** Words as a shell would split them; only single quotes are known here. */
const split = (line) => (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^'(.*)'$/, '$1'))

/** Commands that are typed in `folder`. */
export function commandsIn(folder) {
  const start = (line, stdio) =>
    spawn(process.execPath, [program, ...split(line)], { cwd: folder, stdio, env: { ...process.env, NO_COLOR: '1' } })

  /** Types a command that has to end with the exit code `expected`; what it said on both streams. */
  async function assay(line, expected = 0) {
    const child = start(line, ['ignore', 'pipe', 'pipe'])
    const said = { out: '', err: '' }
    for (const [name, stream] of [
      ['out', child.stdout],
      ['err', child.stderr],
    ]) {
      stream.setEncoding('utf8').on('data', (text) => {
        said[name] += text
      })
    }
    const code = await new Promise((ended) => child.once('close', ended))
    if (code === expected) return said
    throw new Error(`assay ${line}\nexit ${expected} expected, ${code} seen\n${said.out}${said.err}`)
  }

  /** As above, and shows it; `pattern` picks the lines of interest from a long answer. */
  async function show(line, { expected = 0, pattern = /\S/, stream = 'out' } = {}) {
    const said = await assay(line, expected)
    const lines = said[stream].split('\n').filter((text) => pattern.test(text))
    const code = expected === 0 ? [] : [`(exit ${expected})`]
    print(['```', `$ assay ${line}`, ...lines, ...code, '```', ''].join('\n'))
    return said
  }

  return { start, assay, show }
}
