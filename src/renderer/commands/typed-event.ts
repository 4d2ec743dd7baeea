/**
 * Whether a typed or pasted text names an event of the open case: a number, or a citation.
 *
 * Pure. Trust: the text may be anything, a citation may be of another case.
 */
import { parseCitation } from '../../shared/citation.ts';

export type TypedEvent = { kind: 'event'; seq: number } | { kind: 'other-case' };

/** `4950003`, `#4,950,003`, `atp://event/...`; undefined where it is neither. */
export function typedEvent(typed: string, caseId: string): TypedEvent | undefined {
  const citation = parseCitation(typed);
  if (citation !== undefined) {
    return citation.caseId === caseId ? { kind: 'event', seq: citation.seq } : { kind: 'other-case' };
  }
  const digits = /^\s*#?\s*(\d{1,3}(?:[, ]\d{3})+|\d{1,15})\s*$/u.exec(typed)?.[1];
  return digits === undefined ? undefined : { kind: 'event', seq: Number(digits.replaceAll(/[, ]/gu, '')) };
}
