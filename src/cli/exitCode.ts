/** Exit codes of the public contract (docs: command line). */
export const EXIT = {
  conformant: 0,
  notConformant: 1,
  /** Wrong usage, profile, target or suite. */
  usage: 2,
  /** Something could not be decided. */
  incomplete: 3,
  interrupted: 130,
} as const
