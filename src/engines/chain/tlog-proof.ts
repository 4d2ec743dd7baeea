/**
 * Proof texts: one record's place in a signed log, complete in itself, to be checked offline.
 *
 * Pure. At most 53 hashes and one signature for each known key.
 * Source: C2SP tlog-proof@v1. Differences: at most 63 hashes; indexes end at 2^53-1; the whole is at most 1 MiB.
 * Trust: the file may come from anyone. `extra` is not signed by anybody. What `verifyTlogProof` gives is true for the
 * leaf the caller computed itself from the record it holds.
 */
import type { Hasher } from '../kernel/ports.ts';
import { decodeBase64, encodeBase64 } from '../kernel/bytes.ts';
import { invalid, invariant, type Verdict, valid } from '../../shared/verdict.ts';
import { type OpenedCheckpoint, openCheckpoint, parseDecimal } from './checkpoint.ts';
import { HASH_BYTES, verifyInclusion } from './merkle.ts';
import { MAX_NOTE_LENGTH, type NotePorts, type NoteVerifier } from './note.ts';

export interface TlogProof {
  /** Place of the record, 0 to 2^53-1. */
  readonly index: number;
  /** From the leaf's sibling upwards, 32 bytes each. */
  readonly hashes: readonly Uint8Array[];
  /** Opaque and not signed. */
  readonly extra?: Uint8Array;
  /** The signed note, verbatim. */
  readonly checkpoint: string;
}

const HEADER = 'c2sp.org/tlog-proof@v1';
const MAX_HASHES = 63;

export function formatTlogProof({ index, hashes, extra, checkpoint }: TlogProof): string {
  invariant(Number.isSafeInteger(index) && index >= 0 && hashes.length <= MAX_HASHES, 'index and hashes are a proof');
  const lines = [HEADER];
  if (extra !== undefined) lines.push(`extra ${encodeBase64(extra)}`);
  lines.push(`index ${index}`, ...hashes.map(encodeBase64));
  return `${lines.join('\n')}\n\n${checkpoint}`;
}

/** Reads a proof text; nothing is verified. Finding: `proof-malformed`. */
export function parseTlogProof(text: string): Verdict<TlogProof> {
  const refuse = (expected: string): Verdict<never> =>
    invalid({ kind: 'proof-malformed', expected, message: 'This is not a proof of a record’s place in a log.' });
  if (text.length > MAX_NOTE_LENGTH) return refuse('a shorter text');
  const end = text.indexOf('\n\n');
  if (end < 0) return refuse('an empty line');
  // Two lines may stand before `index`, so one more than allowed shows that there are too many.
  const lines = text.slice(0, end).split('\n', MAX_HASHES + 4);
  if (lines[0] !== HEADER) return refuse(HEADER);
  let at = 1;
  let extra: Uint8Array | undefined;
  if (lines[at]?.startsWith('extra ') === true) {
    extra = decodeBase64((lines[at] as string).slice('extra '.length));
    if (extra === undefined) return refuse('extra data in base64');
    at++;
  }
  const indexLine = lines[at] ?? '';
  const index = indexLine.startsWith('index ') ? parseDecimal(indexLine.slice('index '.length)) : undefined;
  if (index === undefined) return refuse('an index');
  const hashes: Uint8Array[] = [];
  for (const line of lines.slice(at + 1)) {
    const hash = decodeBase64(line);
    if (hash?.length !== HASH_BYTES) return refuse('hashes of 32 bytes');
    hashes.push(hash);
  }
  if (hashes.length > MAX_HASHES) return refuse('at most 63 hashes');
  const checkpoint = text.slice(end + 2);
  return valid(extra === undefined ? { index, hashes, checkpoint } : { index, hashes, extra, checkpoint });
}

/**
 * Verifies that a leaf hash (32 bytes) stands in the log at the place the text names.
 *
 * Findings: `proof-malformed`, those of `openCheckpoint`, `proof-invalid`.
 */
export function verifyTlogProof(
  ports: NotePorts,
  text: string,
  leaf: Uint8Array,
  log: { readonly origin: string; readonly keys: readonly NoteVerifier[] },
  witnesses: readonly NoteVerifier[] = [],
): Verdict<{ readonly index: number; readonly checkpoint: OpenedCheckpoint }> {
  const parsed = parseTlogProof(text);
  if (parsed.kind !== 'valid') return parsed;
  const { index, hashes, checkpoint: note } = parsed.value;
  const checkpoint = openCheckpoint(ports, note, log, witnesses);
  if (checkpoint.kind !== 'valid') return checkpoint;
  if (isIncluded(ports.hasher, hashes, leaf, index, checkpoint.value))
    return valid({ index, checkpoint: checkpoint.value });
  const message = 'The proof does not lead from this record to the signed head.';
  return invalid({ kind: 'proof-invalid', seq: index, message });
}

const isIncluded = (
  hasher: Hasher,
  hashes: readonly Uint8Array[],
  leaf: Uint8Array,
  index: number,
  { size, root }: OpenedCheckpoint,
): boolean => verifyInclusion(hasher, hashes, leaf, index, size, root);
