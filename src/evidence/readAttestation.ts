import { checkSignature, type Envelope, parseEnvelope } from './dsse.ts'
import { ATTESTATION } from './runFiles.ts'
import { mismatch, type Shape } from './shape.ts'
import type { Statement } from './statementTypes.ts'
import type { Problem, ProblemKind, Signer } from './verificationTypes.ts'

/** What `attestation.json` says, as far as it can be believed. */
export interface Attestation {
  readonly envelope: Envelope | null
  /** The bytes that are signed. */
  readonly payload: Buffer | null
  readonly statement: Statement | null
  /** Those whose signatures fit, known or not. */
  readonly signers: readonly Signer[]
  readonly problems: readonly Problem[]
}

const VERSION = 1
const digestShape: Shape = { members: { id: 'string', digest: 'string' } }

/** What verification relies on. */
const statementShape: Shape = {
  members: {
    _type: 'string',
    predicateType: 'string',
    subject: { list: 'object' },
    predicate: {
      members: {
        result: 'string',
        fapiAssay: {
          members: {
            version: 'number',
            run: { members: { id: 'string', finishedAt: 'string', interrupted: 'boolean' } },
            tool: { members: { name: 'string', version: 'string' } },
            profile: digestShape,
            target: { members: { id: 'string', issuer: 'string' } },
            organisation: 'string',
            application: 'string',
            environment: 'string',
            observedBy: 'string',
            result: 'string',
            summary: 'object',
            notCovered: { members: { omitted: { members: { omitted: 'number' } } } },
            manifest: { list: { members: { path: 'string', size: 'number', sha256: 'string' } } },
            events: { members: { lines: 'number', head: 'string' } },
          },
        },
      },
    },
  },
}

const problem = (kind: ProblemKind, message: string, where: string | null = null): Problem => ({
  kind,
  file: ATTESTATION,
  where,
  message,
})

function readStatement(payload: Buffer): Statement | Problem {
  let value: unknown
  try {
    value = JSON.parse(payload.toString('utf8'))
  } catch {
    return problem('envelope', 'the signed statement is not JSON.', 'payload')
  }
  const wrong = mismatch(value, statementShape, '')
  if (wrong !== null) return problem('envelope', `the signed statement is not one of Assay: ${wrong}.`, 'payload')
  const statement = value as Statement
  const { version } = statement.predicate.fapiAssay
  if (version > VERSION) {
    const message = `the statement has version ${version}, this program reads up to ${VERSION}. Use a newer fapi-assay.`
    return problem('tool', message, 'payload')
  }
  return statement
}

/**
 * Reads an attestation and checks its signatures.
 *
 * @param known thumbprints of the keys that are trusted
 */
export function readAttestation(text: string, known: ReadonlySet<string>): Attestation {
  const parsed = parseEnvelope(text)
  if ('wrong' in parsed) {
    const problems = [
      problem('envelope', `the attestation was changed or is no attestation of Assay: ${parsed.wrong}.`),
    ]
    return { envelope: null, payload: null, statement: null, signers: [], problems }
  }
  const { envelope, payload } = parsed
  const signers: Signer[] = []
  const problems: Problem[] = []
  for (const [index, signature] of envelope.signatures.entries()) {
    const found = checkSignature(payload, signature)
    const where = `signatures[${index}]`
    if ('wrong' in found)
      problems.push(problem('signature', `signature ${index + 1} is not valid: ${found.wrong}.`, where))
    else signers.push({ keyid: signature.keyid, alg: found.alg, known: known.has(signature.keyid) })
  }
  const statement = readStatement(payload)
  if (!('kind' in statement)) return { envelope, payload, statement, signers, problems }
  return { envelope, payload, statement: null, signers, problems: [...problems, statement] }
}
