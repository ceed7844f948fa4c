const entries = (subjectAltName: string): { kind: string; value: string }[] =>
  subjectAltName.split(/, (?=[A-Za-z ]+:)/).map((entry) => {
    const colon = entry.indexOf(':')
    return {
      kind: entry.slice(0, colon),
      value: entry
        .slice(colon + 1)
        .replace(/^"|"$/g, '')
        .toLowerCase(),
    }
  })

/** One whole left-most label may be a wildcard, and stands for exactly one label. */
function matches(pattern: string, host: string): boolean {
  if (!pattern.startsWith('*.')) return pattern === host
  const dot = host.indexOf('.')
  return dot > 0 && host.slice(dot) === pattern.slice(1) && !pattern.slice(1).includes('*')
}

const isAddress = (host: string): boolean => /^\d+(\.\d+){3}$/.test(host) || host.includes(':')

/** `::1` and `0:0:0:0:0:0:0:1` are one address; the URL parser knows. */
const canonical = (address: string): string =>
  address.includes(':') && URL.canParse(`http://[${address}]`) ? new URL(`http://[${address}]`).hostname : address

/**
 * Whether `subjectAltName` (as OpenSSL prints it) names the host in the way of RFC 9525: host names by a DNS entry,
 * literal addresses by an address entry alone (sections 6.3, 6.4).
 */
export function certificateNames(subjectAltName: string | null, host: string): boolean {
  if (subjectAltName === null) return false
  const wanted = host.toLowerCase().replace(/\.$/, '')
  if (isAddress(wanted))
    return entries(subjectAltName).some(
      ({ kind, value }) => kind === 'IP Address' && canonical(value) === canonical(wanted),
    )
  return entries(subjectAltName).some(({ kind, value }) => kind === 'DNS' && matches(value, wanted))
}
