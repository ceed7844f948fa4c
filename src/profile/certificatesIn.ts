const certificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

/** The certificates of a PEM file, each by itself, in their order; empty if there is none. */
export const certificatesIn = (text: string): readonly string[] => text.match(certificate) ?? []
