/**
 * What somebody sees who looks behind an event: the stored record, the bytes it was read from, the same event read again, and
 * the check of its proof in single steps.
 *
 * Types only. Nothing here is refused because it does not fit: what does not is shown, and says so. `null` stands for what
 * could not be found out, with a `reason`; it is never the same as `true`.
 * Trust: lines, paths and bytes are evidence, or were changed by somebody who has the key.
 */
import type { JsonDifference } from '../../engines/event/json-differences.ts';

/** A record of any kind as it is stored, whether or not it is what was sealed. */
export interface StoredRecord {
  seq: number;
  /** As the line itself says; null where it can't be read as a record. */
  kind: string | null;
  /** What bytes are no UTF-8 is U+FFFD here; `lineBase64` has them all. null where the line can't be read. */
  line: string | null;
  lineBase64: string | null;
  place: 'hot' | 'segment' | null;
  /** SHA-256 of the stored line, and its leaf hash; null where there is no line. 64 hex digits each. */
  digest: string | null;
  leafHash: string | null;
  /** What the hashes under the signed head say the record is; null where they can't be had. */
  sealedDigest: string | null;
  sealedLeafHash: string | null;
  /** Chain value after the record. */
  chainHash: string | null;
  /** Size of the first signed head that covers it. */
  sealedBySize: number | null;
  /** null: could not be compared. */
  matchesLeaf: boolean | null;
  /** Why something above is null, or false. */
  reason?: string;
}

export const AVAILABILITIES = [
  'kept',
  'by-reference',
  'changed',
  'missing',
  'damaged',
  'unreadable',
  'no-source',
] as const;
/**
 * `kept`: from the case's own copy. `by-reference`: from where the source lay, which still looks the same. `changed`: from
 * there, but size or time are others. `missing`, `damaged`, `unreadable`: no bytes. `no-source`: the record was read from nowhere.
 */
export type Availability = (typeof AVAILABILITIES)[number];

export interface HashComparison {
  expected: string | null;
  actual: string | null;
  /** null: could not be compared. */
  matches: boolean | null;
}

export interface ContextBytes {
  offset: number;
  bytesBase64: string;
}

export interface RawBytes {
  seq: number;
  availability: Availability;
  /** Why there are no bytes, or why they are in doubt. */
  reason?: string;
  sourceSeq: number | null;
  sourcePath: string | null;
  location: string | null;
  sourceSha256: string | null;
  sourceSizeBytes: number | null;
  offset: number | null;
  length: number | null;
  /** The record's first `maxBytes` bytes; null where there are none. */
  bytesBase64: string | null;
  isTruncated: boolean;
  /** What stands in the source before the record and after its last byte; null where it was not asked for or can't be had. */
  contextBefore: ContextBytes | null;
  contextAfter: ContextBytes | null;
  rawHash: HashComparison;
  /** Whether the hash of the whole source was made again for this answer. */
  isSourceHashChecked: boolean;
  /** Whether the record that names the bytes is what was sealed. */
  recordMatchesLeaf: boolean | null;
  /** What was checked for this answer, and what was not: sentences. */
  checked: string[];
  notChecked: string[];
}

export interface RawRequest {
  seq: number;
  maxBytes?: number;
  contextBytes?: number;
}

export interface Rederivation {
  seq: number;
  /** `same`: the bytes give this very record. `different`: they give another, or none. `could-not`: nothing can be said. */
  outcome: 'same' | 'different' | 'could-not';
  reason?: string;
  availability: Availability;
  /** The reader that read the source; null where none did. */
  parser: string | null;
  /** As recorded, and of this program: where they differ, a difference may be the reader's and not the evidence's. */
  parserVersion: string | null;
  presentVersion: string | null;
  differences: JsonDifference[];
  rawHashMatches: boolean | null;
  recordMatchesLeaf: boolean | null;
  /** Whether the record with the body derived now is the one that was sealed; null where it could not be compared. */
  derivedMatchesLeaf: boolean | null;
  /** Bytes of the source that were read for it. */
  bytesRead: number;
}

export interface ProofStep {
  id: 'record' | 'leaf' | 'path' | 'root' | 'signature';
  title: string;
  /** null: could not be checked. */
  valid: boolean | null;
  detail: string;
}

/** Hex digests are of 64 digits; null where a step before left nothing to compute them from. */
export interface ProofCheck {
  seq: number;
  valid: boolean | null;
  recordDigest: string | null;
  leafHash: string | null;
  index: number;
  treeSize: number | null;
  path: { hash: string; side: 'left' | 'right'; result: string }[];
  computedRoot: string | null;
  headRoot: string | null;
  headText: string | null;
  /** Of the key that signed: its name, and its id in hex. */
  keyName: string | null;
  keyId: string | null;
  steps: ProofStep[];
}
