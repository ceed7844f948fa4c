#!/usr/bin/env node
import module from 'node:module'
import { tuneForRun } from './tuneForRun.ts'

// Looks at the version of Node first: what comes after does not even load on an old one.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`assay needs Node 22.19 or later, this is ${process.versions.node}; install a newer Node\n`)
  process.exitCode = 2
} else {
  tuneForRun(process.argv.slice(2))
  // Keeps compiled code in the folder for temporary files: the second start takes half the time of the first.
  module.enableCompileCache()
  const { runProcess } = await import('./runProcess.ts')
  await runProcess()
}
