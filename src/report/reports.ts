import { ctrf } from './ctrf.ts'
import { githubAnnotations } from './github.ts'
import { githubSummary } from './githubSummary.ts'
import { htmlReport } from './html/page.ts'
import { junit } from './junit.ts'
import { oscal } from './oscal.ts'
import { sarif } from './sarif.ts'
import { terminal } from './terminal.ts'
import type { Report } from './types.ts'

/** Every drawn report by its format name. The evidence itself (`json`, `har`) is in `evidence/evidenceFormats.ts`. */
export const reports: Readonly<Record<string, Report>> = {
  terminal,
  html: htmlReport,
  junit,
  sarif,
  ctrf,
  oscal,
  github: githubAnnotations,
  'github-summary': githubSummary,
}

/** Reports that each run folder holds: file name -> renderer. */
export const fileReports: Readonly<Record<string, Report>> = {
  'junit.xml': junit,
  'report.html': htmlReport,
}
