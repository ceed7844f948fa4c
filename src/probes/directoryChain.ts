import type { ChainRule, TrustChain, TrustMarkRule } from '../directory/types.ts'
import { askDirectory, type DirectoryFinding, finding } from './directoryAnswers.ts'
import type { Probe } from './types.ts'

/** Asks about the trust chain, whether it is valid or not. */
const ofChain = (ask: (chain: TrustChain) => readonly DirectoryFinding[]): Probe =>
  askDirectory((answer) => {
    if (answer.kind === 'unregistered')
      return [{ kind: 'not-applicable', reason: `the organisation is not registered: ${answer.reason}` }]
    if (answer.kind === 'unknown') return [answer]
    if (answer.chain === null) return [{ kind: 'not-applicable', reason: 'the directory is no OpenID Federation' }]
    return ask(answer.chain)
  })

/** A probe for one rule of the trust chain. */
const keeps = (rule: ChainRule, expected: string): Probe =>
  ofChain(({ path, faults }) => {
    const broken = faults.filter((fault) => fault.rule === rule).map(({ detail }) => detail)
    return [finding(broken.length === 0, expected, broken.length === 0 ? path.join(' -> ') : broken.join('; '))]
  })

/** A probe for one rule of the trust marks that are asked for. A mark that is not there breaks only the rule that it has to be. */
const marksKeep = (rule: TrustMarkRule, expected: string): Probe =>
  ofChain(({ trustMarks }) => {
    if (trustMarks.length === 0) return [{ kind: 'not-applicable', reason: 'the target file asks for no trust marks' }]
    return trustMarks.map(({ type, faults, detail, unknown }): DirectoryFinding => {
      const isMissing = faults.some((fault) => fault.rule === 'present' || fault.rule === 'form')
      const broken = faults.filter((fault) => fault.rule === rule).map((fault) => fault.detail)
      if (broken.length > 0) return finding(false, expected, broken.join('; '))
      if (isMissing && rule !== 'present')
        return { kind: 'not-applicable', reason: `there is no trust mark ${type} to look at` }
      if (unknown !== null && (rule === 'status' || rule === 'signature' || rule === 'issuer'))
        return { kind: 'unknown', reason: unknown, attributed: 'directory' }
      return finding(true, expected, detail || `trust mark ${type}`)
    })
  })

/** Questions about trust chain and trust marks, by the name that case files use. */
export const chainProbes: Readonly<Record<string, Probe>> = {
  'directory-chain-form': keeps('form', 'entity statements of typ entity-statement+jwt with all that they must have'),
  'directory-chain-current': keeps('time', 'entity statements that were issued in the past and have not expired'),
  'directory-chain-signed': keeps('signature', 'statements that verify with the keys that the one above names'),
  'directory-chain-linked': keeps('link', 'statements whose iss and sub follow the chain'),
  'directory-chain-policy': keeps('policy', 'metadata that comply with the policies of the superiors'),
  'directory-chain-constraints': keeps('constraints', 'a chain within the constraints of the superiors'),
  'directory-chain-critical': keeps('critical', 'no critical claims beyond the specification'),
  'directory-mark-present': marksKeep('present', 'a trust mark of each type that is asked for'),
  'directory-mark-form': marksKeep('form', 'trust marks of typ trust-mark+jwt'),
  'directory-mark-subject': marksKeep('subject', 'trust marks for this server'),
  'directory-mark-current': marksKeep('time', 'trust marks that have not expired'),
  'directory-mark-signed': marksKeep('signature', 'trust marks signed by their issuer'),
  'directory-mark-issuer': marksKeep('issuer', 'trust marks of an issuer that the trust anchor accepts'),
  'directory-mark-delegated': marksKeep('delegation', 'a valid delegation where a mark has an owner'),
  'directory-mark-active': marksKeep('status', 'trust marks that their issuer calls active'),
}
