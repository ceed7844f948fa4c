/** Words of a member's name whose values are about a person or an account, whatever they look like. Lower case. */
const PERSONAL: ReadonlySet<string> = new Set(
  `surname forename firstname lastname fullname nickname birthdate birthday birthplace dob gender nationality address addresses street
   building postcode postal zip city town phone phones telephone mobile msisdn fax email emails mail iban bban pan ssn passport
   holder owner customer consumer beneficiary payee payer creditor debtor counterparty merchant person individual
   memo narrative remittance remark remarks salutation sortcode`.split(/\s+/),
)

/** Words that only together are about a person: `accountNumber`, `cardholder name`, `transactionReference`. */
const PAIRS: ReadonlySet<string> = new Set(
  `given/name family/name middle/name first/name last/name full/name preferred/name display/name maiden/name legal/name
   account/number account/name card/number card/name phone/number document/number passport/number customer/number
   national/id tax/id tax/number personal/number personal/id security/number birth/date birth/place date/birth place/birth
   sort/code post/code transaction/information transaction/reference statement/reference end/end
   unstructured/information remittance/information ip/address`.split(/\s+/),
)

/** A whole name that is one. `name` alone is a person's or an account's in most payloads. */
const WHOLE: ReadonlySet<string> = new Set([
  'name',
  'identification',
  'secondary_identification',
  'picture',
  'profile',
  'website',
  'sub',
])

/** Endings that say that a value is about the thing and not the thing: `addressType`, `emailVerified`, `customerPresent`. */
const ABOUT: ReadonlySet<string> = new Set(
  `type types code codes status verified indicator present category scheme schemename currency country count format flag
   language locale updated preference id ids uri url`.split(/\s+/),
)

/** `HolderFullName` -> `holder full name`. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}

const known = new Map<string, boolean>()
/** A server may invent names without end; the usual ones come first. */
const MOST_NAMES = 2000

/** Whether values of a member of this name may be personal data: names, addresses, numbers of accounts, texts that people write. */
export function isPersonalName(name: string): boolean {
  const before = known.get(name)
  if (before !== undefined) return before
  const found = decide(name)
  if (known.size < MOST_NAMES) known.set(name, found)
  return found
}

function decide(name: string): boolean {
  if (WHOLE.has(name.toLowerCase())) return true
  const words = wordsOf(name.slice(0, 200))
  const isPair = words.some((word, index) => PAIRS.has(`${word}/${words[index + 1] ?? ''}`))
  if (isPair) return true
  if (words.length > 1 && ABOUT.has(words.at(-1) ?? '')) return false
  return words.some((word) => PERSONAL.has(word))
}

const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@.]{2,24}$/
const IBAN = /^[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]){11,30}$/
const PHONE = /^\+\d(?:[ ()./-]?\d){6,16}$/
/** Numbers of accounts, cards, persons: digits, in groups or not. A timestamp in ms has 13 of them and is hidden, too. */
const DIGITS = /^\d(?:[ -]?\d){7,33}$/
const DATE = /^\d{4}-?\d{2}-?\d{2}$/
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Whether a text looks like personal data whatever its member is called. */
export function isPersonalShape(text: string): boolean {
  if (text.length > 320) return false
  if (EMAIL.test(text) || PHONE.test(text)) return true
  return IBAN.test(text) ? isIban(text) : DIGITS.test(text) && !DATE.test(text) && !UUID.test(text)
}

/** The check digits of ISO 13616: words in capital letters with digits are codes more often than accounts. */
function isIban(text: string): boolean {
  const bare = text.replaceAll(' ', '')
  const digits = `${bare.slice(4)}${bare.slice(0, 4)}`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55))
  let rest = 0
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97
  return rest === 1
}
