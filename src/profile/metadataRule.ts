/** What a member of the server's metadata has to be. */
export type MetadataRule =
  | { readonly kind: 'present' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'is'; readonly value: string | number | boolean }
  /** A list with all of these; `only`: and with nothing else. */
  | { readonly kind: 'has' | 'only'; readonly values: readonly string[] }
