import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { checkSchema } from '../yaml/checkSchema.ts'
import { readYaml } from '../yaml/readYaml.ts'
import type { Complaint, Finding, Issue, Path, YamlDocument } from '../yaml/types.ts'
import { TargetError } from './errors.ts'
import { maskLine, maskSecrets } from './maskSecrets.ts'
import { readAccommodations } from './readAccommodations.ts'
import { readParams } from './readApiBase.ts'
import { hasSource, readDirectory, readNames } from './readDirectory.ts'
import { readDrills } from './readDrills.ts'
import { readInputFile } from './readInputFile.ts'
import { readLogin } from './readLogin.ts'
import { readResource } from './readResource.ts'
import type { Environment } from './readSecret.ts'
import { readCertificates } from './readTls.ts'
import { readVariants } from './readVariants.ts'
import { targetFiles } from './targetFiles.ts'
import { complain, type TargetReader, type TargetYaml } from './targetReader.ts'
import { targetRules } from './targetRules.ts'
import { targetSchema } from './targetSchema.ts'
import type { Target } from './types.ts'

export interface LoadTargetOptions {
  /** Path of the target file. */
  readonly file: string
  /** For `$env:NAME` references. */
  readonly env: Environment
  /** Clock, Unix epoch in ms; certificates must be valid at that time. */
  readonly now: () => number
}

/**
 * Reads a target file with its keys, certificates and secrets, and checks all of it.
 * @throws TargetError with everything that is wrong, each with file, line and column; never shows a secret
 */
export function loadTarget({ file, env, now }: LoadTargetOptions): Target {
  const path = resolve(file)
  const bytes = readInputFile(
    path,
    'target',
    { expected: 'a target file', hint: '"assay init <issuer>" writes one' },
    TargetError,
  )
  const document = readYaml(bytes, path)
  if (document.issues.length > 0) throw new TargetError(document.issues.map(maskSecrets))
  const findings = checkSchema(document.value, targetSchema, targetRules)
  if (findings.length > 0) throw new TargetError(toIssues(document, findings, maskSecrets))

  const yaml = document.value as TargetYaml
  const reader: TargetReader = { env, files: targetFiles(path), now, findings: [], secrets: new Set() }
  const resource = readResource(reader, yaml.resource, ['resource'])
  const target: Target = {
    id: yaml.target,
    organisation: yaml.organisation,
    application: yaml.application,
    environment: yaml.environment ?? 'sandbox',
    issuer: yaml.issuer,
    ca: readAuthorities(reader, yaml),
    variants: readVariants(reader, yaml, resource),
    resource,
    params: readParams(reader, yaml.params),
    login: yaml.login === undefined ? null : readLogin(reader, yaml.login),
    accommodate: readAccommodations(reader, yaml.accommodate),
    ...readTrust(reader, yaml),
    drills: readDrills(reader, yaml.drills, ['drills']),
    file: path,
    digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    secrets: [...reader.secrets],
  }
  if (reader.findings.length > 0) throw new TargetError(toIssues(document, reader.findings, maskLine))
  return target
}

function toIssues(
  document: YamlDocument,
  findings: readonly Finding[],
  mask: (issue: Issue) => Issue,
): readonly Issue[] {
  const issues = findings.map((finding) => mask(document.issue(finding)))
  return issues.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
}

function readAuthorities(reader: TargetReader, yaml: TargetYaml): readonly string[] {
  const given = yaml.trust?.ca ?? []
  const paths = typeof given === 'string' ? [given] : given
  return paths.flatMap((path, index) => {
    const at = typeof given === 'string' ? ['trust', 'ca'] : ['trust', 'ca', index]
    const file = reader.files.read(path, '"ca"')
    const read = 'text' in file ? readCertificates(file, '"ca"') : file
    if (!('message' in read)) return read.map((certificate) => certificate.toString())
    complain(reader, at, read)
    return []
  })
}

/** `directory:`, its own or names in that of the profile. */
function readTrust(reader: TargetReader, { directory }: TargetYaml): Pick<Target, 'directory' | 'directoryNames'> {
  if (directory === undefined) return { directory: null, directoryNames: null }
  if (!hasSource(directory)) return { directory: null, directoryNames: readNames(directory) }
  const { files } = reader
  const complaints = { files, complain: (path: Path, complaint: Complaint) => complain(reader, path, complaint) }
  return { directory: readDirectory(complaints, directory, ['directory']), directoryNames: null }
}
