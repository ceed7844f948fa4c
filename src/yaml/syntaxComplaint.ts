import type { Complaint } from './types.ts'

const known: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  DUPLICATE_KEY: ['the same key stands twice in one mapping', 'remove one of the two'],
  TAB_AS_INDENT: ['a tab is used to indent', 'indent with spaces'],
  MULTIPLE_DOCS: ['a second document starts here', 'remove the "---" line; one file is one document'],
  BAD_INDENT: [
    'this line is not indented like the lines it belongs to',
    'line it up with its neighbours, and look for an open bracket above it',
  ],
  MISSING_CHAR: [
    'a character is missing here',
    'close the bracket or quote above, or put a "," or ":" between the values',
  ],
  MULTILINE_IMPLICIT_KEY: ['a key goes over more than one line', 'look for a missing ":" or a missing quote above'],
  BLOCK_AS_IMPLICIT_KEY: ['a mapping cannot start in the middle of a line', 'put the text in quotes if it holds ": "'],
  BAD_ALIAS: ['"*" starts an alias, which is not allowed here', 'put the text in quotes'],
  BAD_SCALAR_START: ['text cannot start with this character', 'put the text in quotes'],
  BAD_DQ_ESCAPE: ['unknown escape in a text in double quotes', 'use single quotes, or double the backslash'],
  UNEXPECTED_TOKEN: [
    'something stands here that cannot be read',
    'check brackets, quotes and indentation of this line',
  ],
}

/** For files that no reader could walk through. */
export const tooDeep: Complaint = {
  message: 'the file is nested too deep to be read',
  expected: null,
  seen: null,
  hint: 'these files need no more than about ten levels; look for brackets that are never closed',
}

/** Words for an error of the YAML library; unknown ones keep the library's first line. */
export function syntaxComplaint(code: string, message: string): Complaint {
  // The library has caught its own overflow.
  if (message.startsWith('Maximum call stack')) return tooDeep
  const [text, hint] = known[code] ?? [message.split('\n')[0] ?? message, null]
  return { message: `not valid YAML: ${text}`, expected: null, seen: null, hint }
}
