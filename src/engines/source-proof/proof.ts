/**
 * What a check of a source's own proof says: one shape for every kind of proof.
 *
 * Pure. A proof that could not be checked and one that is absent are verdicts of their own; neither is ever `holds`.
 */
import type { ProofDetailWord, ProofKind, ProofVerdict } from '../../shared/source-proof-words.ts';

export interface ProofDetail {
  readonly what: ProofDetailWord;
  /** `bad` makes the proof fail, `doubt` leaves something open, `info` explains. */
  readonly level: 'info' | 'doubt' | 'bad';
  /** One sentence. May quote evidence; whoever shows it escapes it. */
  readonly text: string;
  /** Record numbers of the source, decimal. */
  readonly firstRecordId?: string;
  readonly lastRecordId?: string;
  /** Bytes from the start of the source: of a record near it. */
  readonly offset?: number;
  /** Of the record behind it. */
  readonly nextOffset?: number;
  /** RFC 3339 UTC. */
  readonly from?: string;
  readonly to?: string;
  /** Another file this is about, by its path in the case or in the list. */
  readonly path?: string;
}

/** What a proof is about; only what is known. */
export interface ProofCovers {
  readonly records?: number;
  readonly bytes?: number;
  readonly files?: number;
  readonly firstRecordId?: string;
  readonly lastRecordId?: string;
  readonly firstTime?: string;
  readonly lastTime?: string;
}

export interface SourceProof {
  readonly kind: ProofKind;
  readonly verdict: ProofVerdict;
  /** What was found, in one sentence. */
  readonly summary: string;
  readonly covers: ProofCovers;
  /** What the proof is and whose: a list, a key, a format. */
  readonly by?: string;
  /** The first MAX_DETAILS, worst first; `detailCount` counts all. */
  readonly details: readonly ProofDetail[];
  readonly detailCount: number;
}

export const MAX_DETAILS = 100;
const MAX_TEXT_CHARS = 600;
const LEVELS = ['bad', 'doubt', 'info'] as const;

type Parts = Omit<SourceProof, 'details' | 'detailCount'> & { readonly details?: readonly ProofDetail[] };

/** Cuts what is too long and puts the worst first. @param detailCount where the caller kept fewer than there were */
export function proofOf({ details = [], ...parts }: Parts, detailCount = details.length): SourceProof {
  const sorted = details.toSorted((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
  return {
    ...parts,
    summary: cutText(parts.summary),
    ...(parts.by === undefined ? {} : { by: cutText(parts.by) }),
    details: sorted.slice(0, MAX_DETAILS).map((detail) => ({
      ...detail,
      text: cutText(detail.text),
      ...(detail.path === undefined ? {} : { path: cutText(detail.path) }),
    })),
    detailCount: Math.max(detailCount, details.length),
  };
}

/** The verdict that details add up to. @param otherwise where none is worse than `info` */
export function verdictOf(details: readonly ProofDetail[], otherwise: ProofVerdict): ProofVerdict {
  if (details.some(({ level }) => level === 'bad')) return 'fails';
  return details.some(({ level }) => level === 'doubt') ? 'could-not-check' : otherwise;
}

/** Text that can stand in a canonical record. */
export function cutText(text: string): string {
  const whole = text.toWellFormed();
  return whole.length <= MAX_TEXT_CHARS ? whole : `${whole.slice(0, MAX_TEXT_CHARS - 1).toWellFormed()}…`;
}

/** RFC 3339 UTC of microseconds since 1970; undefined for what is no time of the years 1601 to 9999. */
export function timeOfUs(timeUs: number): string | undefined {
  const ms = Math.floor(timeUs / 1000);
  if (!Number.isFinite(ms) || ms < -11_644_473_600_000 || ms > 253_402_300_799_999) return undefined;
  return new Date(ms).toISOString();
}

/** `n record`, `n records`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

/** A length of time for a sentence: seconds, minutes, hours or days. */
export function spanText(us: number): string {
  const seconds = us / 1e6;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${(seconds / 3600).toFixed(1)} h`;
  return `${(seconds / 86_400).toFixed(1)} days`;
}
