import type { WireError, WireErrorCode } from './types.ts'
import { WireFault } from './wireFault.ts'

interface Rule {
  readonly code: RegExp
  readonly as: WireErrorCode
  /** Overrides the phase in which the error came up. */
  readonly phase?: WireError['phase']
  readonly says: string
}

/** Error codes of node, OpenSSL and undici, most specific first. */
const rules: readonly Rule[] = [
  { code: /^(ENOTFOUND|EAI_)/, as: 'DNS', phase: 'dns', says: 'the host name does not resolve' },
  { code: /^ECONNREFUSED$/, as: 'CONNECTION_REFUSED', phase: 'connect', says: 'the host refuses the TCP connection' },
  {
    code: /^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/,
    as: 'CONNECTION_REFUSED',
    phase: 'connect',
    says: 'there is no route to the host',
  },
  {
    code: /^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/,
    as: 'CONNECT_TIMEOUT',
    phase: 'connect',
    says: 'the TCP connection was not answered',
  },
  {
    code: /^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/,
    as: 'TLS_EXPIRED',
    phase: 'tls',
    says: "the server's certificate is not valid now",
  },
  {
    code: /^(ERR_TLS_CERT_ALTNAME_INVALID|ERR_TLS_CERT_ALTNAME_FORMAT|HOSTNAME_MISMATCH)$/,
    as: 'TLS_WRONG_NAME',
    phase: 'tls',
    says: "the server's certificate is for another name",
  },
  {
    code: /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|EE_KEY_TOO_SMALL|CA_KEY_TOO_SMALL|CA_MD_TOO_WEAK)/,
    as: 'TLS_UNTRUSTED',
    phase: 'tls',
    says: "the server's certificate does not lead to a trusted certificate authority",
  },
  {
    code: /^ERR_SSL_.*ALERT/,
    as: 'TLS_ALERT',
    phase: 'tls',
    says: 'the server ended the TLS connection with an alert',
  },
  {
    code: /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNEXPECTED_MESSAGE|BAD_RECORD_TYPE)$/,
    as: 'BAD_RESPONSE',
    phase: 'tls',
    says: 'the server does not answer with TLS',
  },
  {
    code: /^(UND_ERR_HEADERS_OVERFLOW|HPE_HEADER_OVERFLOW)$/,
    as: 'HEADERS_TOO_LARGE',
    phase: 'response',
    says: 'the response header is too large',
  },
  {
    code: /^UND_ERR_(HEADERS_TIMEOUT|BODY_TIMEOUT)$/,
    as: 'TIMEOUT',
    phase: 'response',
    says: 'the response did not come in time',
  },
  { code: /^UND_ERR_(ABORTED|DESTROYED|CLOSED)$/, as: 'ABORTED', says: 'the request was called off' },
  {
    code: /^(ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|HPE_INVALID_EOF_STATE)$/,
    as: 'CONNECTION_RESET',
    says: 'the server closed the connection before its answer was complete',
  },
  { code: /^HPE_/, as: 'BAD_RESPONSE', phase: 'response', says: 'the answer is not HTTP/1.1' },
]

const codeOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return ''
  // Address selection throws one error that holds one per address; the first names the cause as well as any.
  const inner = error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error
  const code: unknown = 'code' in inner ? inner.code : undefined
  if (typeof code === 'string') return code
  // undici loses the parser's error code and keeps its reason: "... (Invalid EOF state)".
  const reason =
    inner instanceof Error && inner.name === 'HTTPParserError' ? (/\((.*)\)/.exec(inner.message)?.[1] ?? '') : null
  return reason === null ? '' : `HPE_${reason.toUpperCase().replace(/\W+/g, '_')}`
}

const textOf = (error: unknown): string => {
  const text = error instanceof Error ? error.message || codeOf(error) : String(error)
  // OpenSSL's source file and line, and node's hint about a switch that Assay does not have, help nobody here.
  const plain = text
    .replace(/^[0-9A-F]+:error:[0-9A-F]+:[^:]*:[^:]*:/, '')
    .replace(/:\S*\.c:\d+:/g, ' ')
    .replace(/; if the root CA is installed locally.*$/s, '')
  return plain.trim().replace(/\s+/g, ' ')
}

/** Turns what node, OpenSSL or undici threw in `phase` into one of our codes and one sentence. Never throws. */
export function classifyError(error: unknown, phase: WireError['phase']): WireError {
  if (error instanceof WireFault) return error.toError()
  const code = codeOf(error)
  const rule = rules.find((candidate) => candidate.code.test(code))
  const detail = textOf(error)
  if (!rule) return { code: 'UNKNOWN', phase, message: detail }
  return { code: rule.as, phase: rule.phase ?? phase, message: `${rule.says} (${detail})` }
}
