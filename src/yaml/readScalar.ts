export type ScalarValue = string | number | boolean | null

export interface ReadScalar {
  readonly value: ScalarValue
  /** The text reads as something else than it looks like, e.g. `1e3`, `5.10`, `0x1F`, `True`. */
  readonly odd: boolean
}

const words = new Map<string, ScalarValue>([
  ['', null],
  ['~', null],
  ['null', null],
  ['true', true],
  ['false', false],
])
const oddWord = /^(?:Null|NULL|True|TRUE|False|FALSE|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/
const octal = /^0o[0-7]+$/
const numeric = /^(?:0x[0-9a-fA-F]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)$/

/**
 * Reads an unquoted scalar by the YAML 1.2 core schema. Only the one plain way to write a number, a boolean or a null
 * is not odd, because a state of `1e3` or a clause of `5.10` would silently become 1000 or 5.1.
 */
export function readScalar(source: string): ReadScalar {
  const word = words.get(source)
  if (word !== undefined) return { value: word, odd: false }
  const first = source.charCodeAt(0)
  // Digits, sign, dot, or one of the capital letters of the odd words; anything else is text.
  const isCandidate = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46
  if (!isCandidate) return { value: source, odd: oddWord.test(source) }
  if (octal.test(source)) return { value: Number(source), odd: true }
  if (numeric.test(source)) {
    const value = Number(source)
    return { value, odd: String(value) !== source || !(Number.isSafeInteger(value) || !Number.isInteger(value)) }
  }
  return { value: source, odd: oddWord.test(source) }
}
