// Loaded before the command line program (`node --import`): writes the figures of its process to descriptor 3 at its end.
import { writeSync } from 'node:fs'
import { spent } from './measured.ts'

process.on('exit', () => {
  writeSync(3, JSON.stringify({ ...spent(), rss: process.resourceUsage().maxRSS / 1024 }))
})
