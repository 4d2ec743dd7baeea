/**
 * Checkpoints: the signed head of a log, which fixes every record before it.
 *
 * Pure. O(n) in the note.
 * Source: C2SP tlog-checkpoint. Differences: the root must be 32 bytes; a size is at most 2^53-1; at most 16 extension
 * lines are read, and none is ever written.
 * Trust: a checkpoint file may come from anyone. `openCheckpoint` gives size and root only after a signature of the log's
 * own key; never take them from anywhere else.
 */
import { decodeBase64, encodeBase64 } from '../kernel/bytes.ts';
import { invalid, invariant, type Verdict, valid } from '../../shared/verdict.ts';
import { HASH_BYTES } from './merkle.ts';
import { type NotePorts, type NoteSignature, type NoteSigner, type NoteVerifier, openNote, signNote } from './note.ts';

export interface Checkpoint {
  /** The log's name; not empty, one line. */
  readonly origin: string;
  /** Number of leaves, 0 to 2^53-1. */
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
  /** Lines after the third, opaque. */
  readonly extensions: readonly string[];
}

export interface OpenedCheckpoint extends Checkpoint {
  /** The signed text, with its final newline. */
  readonly text: string;
  /** By keys of the log; at least one. */
  readonly signatures: readonly NoteSignature[];
  /** By known witnesses. */
  readonly cosignatures: readonly NoteSignature[];
}

const MAX_EXTENSIONS = 16;
const DECIMAL = /^(?:0|[1-9][0-9]{0,15})$/;

/** A decimal without leading zeros, 0 to 2^53-1; `undefined` for any other text. */
export function parseDecimal(text: string): number | undefined {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

/** The text that is signed: three lines. */
export function checkpointText({ origin, size, root }: Pick<Checkpoint, 'origin' | 'size' | 'root'>): string {
  invariant(origin !== '' && !origin.includes('\n'), 'an origin is one line');
  invariant(Number.isSafeInteger(size) && size >= 0 && root.length === HASH_BYTES, 'size and root are those of a tree');
  return `${origin}\n${size}\n${encodeBase64(root)}\n`;
}

/** Reads the text of a note as a checkpoint. Finding: `checkpoint-malformed`. */
export function parseCheckpointText(text: string): Verdict<Checkpoint> {
  const refuse = (expected: string): Verdict<never> =>
    invalid({ kind: 'checkpoint-malformed', expected, message: 'This is not the head of a log.' });
  if (!text.endsWith('\n')) return refuse('a final newline');
  const lines = text.slice(0, -1).split('\n', MAX_EXTENSIONS + 4);
  const [origin, sizeText, rootText, ...extensions] = lines;
  if (origin === undefined || origin === '') return refuse('an origin');
  const size = parseDecimal(sizeText ?? '');
  if (size === undefined) return refuse('a size');
  const root = decodeBase64(rootText ?? '');
  if (root?.length !== HASH_BYTES) return refuse('a root of 32 bytes');
  if (extensions.length > MAX_EXTENSIONS || extensions.includes(''))
    return refuse('no empty line, few extension lines');
  return valid({ origin, size, root, extensions });
}

/** The signed head of a log as a note. */
export const signCheckpoint = (
  ports: NotePorts,
  checkpoint: Pick<Checkpoint, 'origin' | 'size' | 'root'>,
  signers: readonly NoteSigner[],
): string => signNote(ports, checkpointText(checkpoint), signers);

/**
 * Verifies a head: signed by one of the log's keys, and every signature of a known key is good.
 *
 * Findings: those of `openNote`, `checkpoint-malformed`, `origin-mismatch`, `log-signature-missing` (only witnesses have
 * signed).
 */
export function openCheckpoint(
  ports: NotePorts,
  note: string,
  log: { readonly origin: string; readonly keys: readonly NoteVerifier[] },
  witnesses: readonly NoteVerifier[] = [],
): Verdict<OpenedCheckpoint> {
  const opened = openNote(ports, note, [...log.keys, ...witnesses]);
  if (opened.kind !== 'valid') return opened;
  const { text, verified } = opened.value;
  const parsed = parseCheckpointText(text);
  if (parsed.kind !== 'valid') return parsed;
  const { origin } = parsed.value;
  if (origin !== log.origin) {
    const message = 'This head belongs to another log.';
    return invalid({ kind: 'origin-mismatch', expected: log.origin, actual: origin, message });
  }
  const isOf = (keys: readonly NoteVerifier[], { name, keyId }: NoteSignature): boolean =>
    keys.some((key) => key.name === name && key.keyId === keyId);
  const signatures = verified.filter((signature) => isOf(log.keys, signature));
  if (signatures.length === 0) {
    return invalid({ kind: 'log-signature-missing', message: 'The log itself has not signed this head.' });
  }
  return valid({ ...parsed.value, text, signatures, cosignatures: verified.filter((s) => isOf(witnesses, s)) });
}
