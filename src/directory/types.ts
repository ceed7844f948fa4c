import type { Exchange, WireRequest } from '../wire/types.ts'

/** A JSON Web Key as published. */
export type PublicJwk = Readonly<Record<string, unknown>>

/** Whether an entry of a directory is in force, and the directory's own word for it: `Active`, `suspended`, `Revoked` ... */
export interface Standing {
  readonly active: boolean
  readonly word: string
}

export interface RegisteredCertificate {
  /** Lower-case hex SHA-256 of the DER certificate. */
  readonly fingerprint256: string
  readonly standing: Standing
}

export interface RegisteredKey {
  /** RFC 7638 SHA-256 thumbprint, base64url. */
  readonly thumbprint: string
  readonly standing: Standing
}

/** A certification that the directory lists for a server. */
export interface Certification {
  /** What it is for, in the directory's words. */
  readonly name: string
  readonly standing: Standing
}

/** An authorization server of an organisation. In all members null means: the directory does not publish that. */
export interface RegisteredServer {
  readonly id: string
  readonly issuer: string | null
  /** URL of the discovery document. */
  readonly discovery: string | null
  readonly jwksUri: string | null
  readonly keys: readonly RegisteredKey[] | null
  readonly certificates: readonly RegisteredCertificate[] | null
  readonly certifications: readonly Certification[] | null
  readonly standing: Standing
}

/** An application of an organisation, with the clients under which it calls. Null: not published. */
export interface RegisteredApplication {
  readonly id: string
  readonly name: string | null
  readonly clients: readonly string[]
  readonly standing: Standing
  readonly owner: string | null
  /** Number of contacts; who they are is nobody's business here. Null: not published. */
  readonly contacts: number | null
  /** True: the directory has a place for an owner, so that a missing one says something. */
  readonly namesOwners: boolean
  /** Roles in force. */
  readonly roles: readonly string[] | null
  readonly keys: readonly RegisteredKey[] | null
  readonly certificates: readonly RegisteredCertificate[] | null
}

export interface RegisteredOrganisation {
  readonly id: string
  readonly name: string
  readonly standing: Standing
  /** Its identity has been verified; null: the directory does not say. */
  readonly verified: boolean | null
  readonly servers: readonly RegisteredServer[]
  /** null: the directory does not publish applications. */
  readonly applications: readonly RegisteredApplication[] | null
}

/** What a directory says, in the same words for all sources. */
export interface DirectoryRecord {
  readonly organisation: RegisteredOrganisation
  /** The organisation that has registered the clients, where that is another one. */
  readonly clientOrganisation: RegisteredOrganisation
  /** Scope values that a role may ask for; null: nobody says. */
  readonly roleScopes: Readonly<Record<string, readonly string[]>> | null
}

/** Rules of a trust chain; each fault breaks one. */
export type ChainRule = 'form' | 'time' | 'signature' | 'link' | 'anchor' | 'policy' | 'constraints' | 'critical'

export interface ChainFault {
  readonly rule: ChainRule
  /** Which statement, and what is wrong with it. */
  readonly detail: string
}

/** What became of one trust mark that is asked for. */
export interface TrustMarkFact {
  readonly type: string
  readonly faults: readonly { readonly rule: TrustMarkRule; readonly detail: string }[]
  /** What there is to say if nothing is wrong. */
  readonly detail: string
  /** It could not be found out, because ...; null: it could. */
  readonly unknown: string | null
}

export type TrustMarkRule = 'present' | 'form' | 'subject' | 'time' | 'signature' | 'issuer' | 'delegation' | 'status'

/** An OpenID Federation trust chain (OpenID Federation 1.0 section 4) as it was found. */
export interface TrustChain {
  /** Entity Identifiers from the server to the trust anchor, as far as it goes. */
  readonly path: readonly string[]
  readonly faults: readonly ChainFault[]
  /** Unix s at which it ends: the earliest `exp`; null: there is none. */
  readonly expires: number | null
  readonly trustMarks: readonly TrustMarkFact[]
}

/** Whose fault it is that nothing is known. */
export type DirectoryBlame = 'directory' | 'network' | 'harness'

/** What asking a directory came to. */
export type DirectoryAnswer = {
  /** Ids of the exchanges, in order. */
  readonly exchanges: readonly string[]
  /** sha256:... of the file, document or statements that the answer stands in; null: there is none. */
  readonly digest: string | null
} & (
  | { readonly kind: 'found'; readonly record: DirectoryRecord; readonly chain: TrustChain | null }
  /** The directory was read, and the organisation is not in it. */
  | { readonly kind: 'unregistered'; readonly reason: string }
  /** There are statements about the server, but no valid chain leads from them to the trust anchor. */
  | { readonly kind: 'untrusted'; readonly reason: string; readonly chain: TrustChain }
  | { readonly kind: 'unknown'; readonly reason: string; readonly attributed: DirectoryBlame }
)

/** What a directory is asked about. */
export interface DirectorySubject {
  /** Name of the partner in the target file. */
  readonly organisation: string
  readonly issuer: string
  /** client_ids of the target file. */
  readonly clients: readonly string[]
}

/** One source of truth about who takes part in an ecosystem. */
export interface Directory {
  /** How people call it: a file or a URL. */
  readonly name: string
  readonly source: DirectoryConfig['source']
  /** Reads it and looks the subject up; never throws for what a directory does. */
  lookUp(subject: DirectorySubject): Promise<DirectoryAnswer>
}

/** What a directory needs of the world. */
export interface DirectoryTools {
  readonly send: (request: WireRequest) => Promise<Exchange>
  /** Unix epoch in ms. */
  readonly now: () => number
}

interface CommonConfig {
  /** Id of the organisation in the directory; null: the one of the target file's name. */
  readonly organisation: string | null
  /** Id of the organisation that has registered the clients; null: the same. */
  readonly clientOrganisation: string | null
  readonly roleScopes: Readonly<Record<string, readonly string[]>> | null
}

export interface RegistryConfig extends CommonConfig {
  readonly source: 'registry'
  /** Absolute path. */
  readonly file: string
  readonly digest: string
  readonly registry: Registry
}

export interface ParticipantsConfig extends CommonConfig {
  readonly source: 'participants'
  readonly url: string
}

export interface FederationConfig extends CommonConfig {
  readonly source: 'federation'
  /** Entity Identifier of the trust anchor. */
  readonly anchor: string
  /** The anchor's public keys, known beforehand. */
  readonly anchorKeys: readonly PublicJwk[]
  /** Entity Identifier of the server; null: the issuer. */
  readonly entity: string | null
  /** Types of the trust marks that the server must have. */
  readonly trustMarks: readonly string[]
}

export type DirectoryConfig = RegistryConfig | ParticipantsConfig | FederationConfig

/** Names that a target goes by in the directory of its ecosystem; null: the default. */
export interface DirectoryNames {
  readonly organisation: string | null
  readonly clientOrganisation: string | null
  readonly entity: string | null
}

/** The content of a registry file. */
export interface Registry {
  readonly id: string
  readonly roleScopes: Readonly<Record<string, readonly string[]>> | null
  readonly organisations: readonly RegisteredOrganisation[]
}
