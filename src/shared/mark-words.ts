/** The words for outside marks that contract, host and shells share. Pure. */

/** What can be asked for: a file to carry away, or a page to print. */
export const MARK_REQUESTS = ['witness', 'time-stamp', 'head', 'paper'] as const;
export type MarkRequest = (typeof MARK_REQUESTS)[number];

/** What stands outside. `paper` was printed, the others came back. */
export const MARK_FORMS = ['cosignature', 'time-stamp', 'open-timestamp', 'paper'] as const;
export type MarkForm = (typeof MARK_FORMS)[number];

/**
 * `confirmed`: somebody trusted here vouches for it. `untrusted`: it is sound, and nobody trusted vouches. `pending`: it proves
 * nothing yet. `stated`: it is on paper, if it was printed, and only whoever has it can compare. `wrong`: it does not fit this case.
 */
export const MARK_STATES = ['confirmed', 'untrusted', 'pending', 'stated', 'wrong'] as const;
export type MarkState = (typeof MARK_STATES)[number];

export const TRUST_KINDS = ['witness', 'tsa-root', 'bitcoin-block'] as const;
export type TrustKind = (typeof TRUST_KINDS)[number];

/** `ahead`: it counts more records than are here. `could-not`: it can not be compared with what is at hand. */
export const COMPARE_OUTCOMES = ['same', 'ahead', 'two-histories', 'other-case', 'could-not'] as const;
export type CompareOutcome = (typeof COMPARE_OUTCOMES)[number];
