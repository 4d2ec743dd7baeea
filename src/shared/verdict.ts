/**
 * What a check found: valid, invalid with findings, or not possible to check. Three different things, never merged.
 *
 * Pure.
 */

/** What a check says about evidence. A `Finding` is never thrown. */
export interface Finding {
  /** Stable kebab-case word, e.g. `digest-mismatch`; listed in resources/docs/errors.md. */
  readonly kind: string;
  /** Position in the case log, where the finding is about one record. */
  readonly seq?: number;
  /** The last of them, where the finding is about several records in a row. */
  readonly lastSeq?: number;
  readonly expected?: string;
  readonly actual?: string;
  /** One sentence a non-programmer can read. */
  readonly message: string;
}

export type Verdict<T> =
  | { readonly kind: 'valid'; readonly value: T }
  | { readonly kind: 'invalid'; readonly findings: readonly [Finding, ...Finding[]] }
  | { readonly kind: 'indeterminate'; readonly reason: string };

export const valid = <T>(value: T): Verdict<T> => ({ kind: 'valid', value });
export const invalid = (first: Finding, ...rest: Finding[]): Verdict<never> => ({
  kind: 'invalid',
  findings: [first, ...rest],
});
export const indeterminate = (reason: string): Verdict<never> => ({ kind: 'indeterminate', reason });

/** Makes the compiler prove that a union was handled whole. */
export function assertNever(value: never): never {
  throw new Error(`unreachable: ${String(value)}`);
}

/** An impossible state is a bug: it stops the program, it is never reported as a finding. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${message}`);
}
