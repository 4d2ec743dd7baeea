/**
 * Canonical lines of neighbouring records as bytes: what travels from the scanner of a piece to a segment or the hot part.
 *
 * Pure. Trust: the lines are canonical already, or were stored as such; who takes their bodies apart checks.
 */
import { RECORD_KINDS, type RecordKind } from '../../engines/chain/record.ts';

export interface LineBatch {
  /** The lines, a line feed behind each. */
  readonly bytes: Uint8Array;
  /** Line i is bytes[starts[i], starts[i + 1] - 1): one more entry than lines. */
  readonly starts: Uint32Array;
  /** Where the body of line i begins in `bytes`. */
  readonly bodies: Uint32Array;
  /** Of line i: its kind's place in RECORD_KINDS. */
  readonly kinds: Uint8Array;
  /** Of line i: microseconds since the epoch; NaN where the record has no valid time. */
  readonly timesUs: Float64Array;
}

/** What a line says, for those who have it as text. */
export interface LineFacts {
  readonly line: string;
  readonly kind: RecordKind;
  readonly timeUs: number;
}

const BODY_MARK = Buffer.from('"body":');

/** Lines as bytes, a line feed behind each, and where each begins. */
export function joinLines(lines: readonly string[]): Pick<LineBatch, 'bytes' | 'starts'> {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''), 'utf8');
  const starts = new Uint32Array(lines.length + 1);
  for (let i = 0; i < lines.length; i++) starts[i + 1] = bytes.indexOf(10, starts[i]) + 1;
  return { bytes, starts };
}

/** The batch of lines that are texts. Nothing that stands before `"body":` in a canonical line can hold that mark. */
export function batchOfLines(rows: readonly LineFacts[]): LineBatch {
  const { bytes, starts } = joinLines(rows.map(({ line }) => line));
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    bytes,
    starts,
    bodies: Uint32Array.from(rows, (_, i) => all.indexOf(BODY_MARK, starts[i]) + BODY_MARK.length),
    kinds: Uint8Array.from(rows, ({ kind }) => RECORD_KINDS.indexOf(kind)),
    timesUs: Float64Array.from(rows, ({ timeUs }) => timeUs),
  };
}
