/** Ways the honest flow may go on past a known fault; closed list (design section 7). */
export interface Accommodations {
  readonly assertion_aud?: 'endpoint'
  readonly dpop_at_par?: 'always'
  readonly authorize_params?: 'repeat'
  readonly authorization_params?: Readonly<Record<string, string>>
}
