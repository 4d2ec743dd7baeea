/**
 * A block of whole lines, inspected without knowing what stands before it: so that several cores can do it.
 *
 * Pure. About 10 µs a line. Every line is hashed as it stands, parsed, written again and compared.
 * Source: evidence-format.md §1 and §2.
 */
import { textOf } from '../base/bytes.ts';
import { hashOfOne, sha256 } from '../base/hash.ts';
import { Refused } from '../base/refused.ts';
import { isObject } from '../base/strict-json.ts';
import { MAX_LINE_BYTES } from './layout.ts';
import { parseLine, type RecordLine, type WithheldLine } from './line.ts';

export interface Origin {
  readonly source: string;
  readonly offset: number;
  readonly length: number;
  readonly rawHash: string;
}

/** In the order of the lines; plain data, so that it can come from another thread. */
export interface InspectedLines {
  /** What each line says its place is; -1 for one that is no line at all. */
  readonly seqs: Float64Array;
  /** 0 event or rejection · 1 any other record · 2 withheld · 3 subtree · 4 unreadable */
  readonly forms: Uint8Array;
  /** 32 bytes each: digest of a record; of a subtree its hash. */
  readonly digests: Uint8Array;
  /** 32 bytes each: the leaf of a record; of a subtree its hash. */
  readonly leaves: Uint8Array;
  /** Records that are not events, and what stands for withheld ones, by line. */
  readonly others: readonly (readonly [line: number, what: RecordLine | WithheldLine])[];
  /** Raw slices of events, by line; only where they are asked for. */
  readonly origins: readonly (readonly [line: number, origin: Origin])[];
  readonly problems: readonly (readonly [line: number, why: string])[];
  /** Lines that name another log than the first of the block. */
  readonly logs: readonly (readonly [line: number, log: string])[];
  /** Which lines are events, as against rejections. */
  readonly events: Uint8Array;
}

const LEAF = 0;
const NEWLINE = 0x0a;
export const FORM = { event: 0, record: 1, withheld: 2, subtree: 3, bad: 4 } as const;

/** @param bytes ends in a newline */
export function inspectLines(bytes: Uint8Array, wantsOrigins: boolean): InspectedLines {
  const ends: number[] = [];
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, end + 1)) ends.push(end);
  const count = ends.length;
  const result = {
    seqs: new Float64Array(count),
    forms: new Uint8Array(count),
    digests: new Uint8Array(count * 32),
    leaves: new Uint8Array(count * 32),
    others: [] as [number, RecordLine | WithheldLine][],
    origins: [] as [number, Origin][],
    problems: [] as [number, string][],
    logs: [] as [number, string][],
    events: new Uint8Array(count),
  };
  const texts = textsOf(bytes);
  let log: string | undefined;
  let start = 0;
  ends.forEach((end, index) => {
    const line = bytes.subarray(start, end);
    start = end + 1;
    const digest = sha256(line);
    try {
      if (line.length > MAX_LINE_BYTES) throw new Refused('a line too long');
      const parsed = parseLine(texts?.[index] ?? textOf(line));
      result.seqs[index] = parsed.seq;
      if (parsed.form === 'subtree') {
        result.forms[index] = FORM.subtree;
        result.digests.set(parsed.hash, index * 32);
        result.leaves.set(parsed.hash, index * 32);
        result.others.push([index, parsed]);
        return;
      }
      const own = parsed.form === 'withheld' ? parsed.digest : digest;
      result.digests.set(own, index * 32);
      result.leaves.set(hashOfOne(LEAF, own), index * 32);
      if (parsed.form === 'withheld') {
        result.forms[index] = FORM.withheld;
        result.others.push([index, parsed]);
        return;
      }
      if (parsed.log !== log) result.logs.push([index, (log = parsed.log)]);
      if (parsed.kind === 'event' || parsed.kind === 'rejection') {
        if (parsed.kind === 'event') result.events[index] = 1;
        const origin = wantsOrigins ? originOf(parsed) : undefined;
        if (origin !== undefined) result.origins.push([index, origin]);
      } else {
        result.forms[index] = FORM.record;
        result.others.push([index, parsed]);
      }
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // Its hash still counts: the root then shows whether it is the line that was signed.
      result.seqs[index] = -1;
      result.forms[index] = FORM.bad;
      result.digests.set(digest, index * 32);
      result.leaves.set(hashOfOne(LEAF, digest), index * 32);
      result.problems.push([index, error.message]);
    }
  });
  return result;
}

/** All lines at once; `undefined` where some line is not UTF-8: then each is looked at by itself. */
function textsOf(bytes: Uint8Array): string[] | undefined {
  try {
    return textOf(bytes).split('\n');
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

function originOf({ body }: RecordLine): Origin | undefined {
  const { origin } = body;
  if (!isObject(origin)) return undefined;
  const { source, offset, length, rawHash } = origin;
  if (typeof source !== 'string' || typeof rawHash !== 'string') return undefined;
  if (typeof offset !== 'number' || typeof length !== 'number') return undefined;
  return { source, offset, length, rawHash };
}
