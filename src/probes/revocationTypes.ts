/** What a CA says of a certificate, by a list (RFC 5280 section 5) or through a responder (RFC 6960). */
export interface RevocationStatement {
  /** E.g. `the CRL at http://ca.example/ca.crl`. */
  readonly name: string
  readonly thisUpdate: Date
  /** null: it does not say until when it is good. */
  readonly nextUpdate: Date | null
  /** null: it does not know the certificate. */
  readonly revoked: boolean | null
  /** True if the CA of that certificate (PEM) stands behind it; null if its signature is of a kind that cannot be checked. */
  isBy(issuer: string, now: number): Promise<boolean | null>
}
