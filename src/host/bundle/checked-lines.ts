/**
 * All lines of a log in their order, as bytes, each compared with what was sealed: what goes into a bundle.
 *
 * One block of lines in memory at a time; a block that nobody wants is not read.
 * Source: evidence-format.md §5 (where lines lie). Errors: CASE_LOG_BROKEN, VAULT_CORRUPT: nothing unchecked leaves the case.
 */
import type { CaseRecord } from '../../engines/chain/record.ts';
import { AppError } from '../../shared/errors.ts';
import { findHotBlock, hotBlockPlaces, segmentRuns, type SegmentRun } from '../vault/case-store.ts';
import { unpackHotBytes } from '../vault/hot-lines.ts';
import type { SearchedCase } from '../vault/searched-case.ts';
import { BLOCK_LINES } from '../vault/segment/segment-file.ts';
import type { LineBlock } from '../vault/segment/segment-store.ts';

export interface CheckedLine {
  readonly seq: number;
  /** Without newline. */
  readonly bytes: Uint8Array;
  /** 32 bytes. */
  readonly digest: Uint8Array;
}

/** Neighbouring records: their lines, or none where nobody wanted them. */
export interface Stretch {
  readonly firstSeq: number;
  readonly count: number;
  readonly lines: readonly CheckedLine[] | undefined;
}

interface Place {
  firstSeq: number;
  count: number;
  run: SegmentRun | undefined;
}

/** Told of records that are not what was sealed, or can not be read; without it the first of them is an error. */
export type OnBad = (firstSeq: number, count: number) => void;

/**
 * Every place below `size` once.
 *
 * @param wants whether any of these records is to be read; asked for those in segments, which hold events and rejections alone
 * @param onBad then bad records are left out of their stretch
 */
export function* checkedLines(
  searched: SearchedCase,
  size: number,
  wants: (firstSeq: number, lastSeq: number) => boolean,
  onBad?: OnBad,
): Generator<Stretch> {
  const places: Place[] = [
    ...hotBlockPlaces(searched.db).map((place) => ({ ...place, run: undefined })),
    ...segmentRuns(searched.db).map((run) => ({ firstSeq: run.firstSeq, count: run.count, run })),
  ];
  places.sort((a, b) => a.firstSeq - b.firstSeq);
  const blocks = new LastBlocks(searched);
  let next = 0;
  for (const place of places) {
    if (next >= size) break;
    if (place.firstSeq !== next) {
      if (onBad === undefined || place.firstSeq < next) throw missing(next);
      onBad(next, place.firstSeq - next);
      next = place.firstSeq;
    }
    const count = Math.min(place.count, size - place.firstSeq);
    if (place.run === undefined) yield hotStretch(searched, place.firstSeq, count, onBad);
    else yield* segmentStretches(searched, blocks, { run: place.run, count, wants, onBad });
    next += count;
  }
  if (next >= size) return;
  if (onBad === undefined) throw missing(next);
  onBad(next, size - next);
}

const missing = (seq: number): AppError =>
  new AppError('CASE_LOG_BROKEN', `Record ${seq} is missing, or stands twice; verify the case to see what happened`, {
    details: { seq },
  });

function hotStretch(searched: SearchedCase, firstSeq: number, count: number, onBad: OnBad | undefined): Stretch {
  const lines = unpackHotBytes(findHotBlock(searched.db, firstSeq)?.lines ?? new Uint8Array()) ?? [];
  if (lines.length < count) {
    if (onBad === undefined) throw missing(firstSeq + lines.length);
    onBad(firstSeq + lines.length, count - lines.length);
  }
  return { firstSeq, count, lines: allChecked(searched, firstSeq, lines.slice(0, count), onBad) };
}

interface SegmentPart {
  run: SegmentRun;
  count: number;
  wants: (firstSeq: number, lastSeq: number) => boolean;
  onBad: OnBad | undefined;
}

function* segmentStretches(
  searched: SearchedCase,
  blocks: LastBlocks,
  { run: { segmentId, firstSeq, rowStart }, count, wants, onBad }: SegmentPart,
): Generator<Stretch> {
  for (let done = 0; done < count; ) {
    const row = rowStart + done;
    const from = row % BLOCK_LINES;
    const part = Math.min(count - done, BLOCK_LINES - from);
    const seq = firstSeq + done;
    done += part;
    if (!wants(seq, seq + part - 1)) {
      yield { firstSeq: seq, count: part, lines: undefined };
      continue;
    }
    const block = blockOf(blocks, segmentId, Math.floor(row / BLOCK_LINES), onBad);
    if (block === undefined || block.starts.length - 1 < from + part) {
      if (onBad === undefined) throw missing(seq);
      onBad(seq, part);
      yield { firstSeq: seq, count: part, lines: [] };
      continue;
    }
    const { bytes, starts } = block;
    const lines = Array.from({ length: part }, (_, i) =>
      bytes.subarray(starts[from + i], (starts[from + i + 1] as number) - 1),
    );
    yield { firstSeq: seq, count: part, lines: allChecked(searched, seq, lines, onBad) };
  }
}

function blockOf(blocks: LastBlocks, segmentId: number, id: number, onBad: OnBad | undefined): LineBlock | undefined {
  try {
    return blocks.get(segmentId, id);
  } catch (error) {
    const isBad = error instanceof AppError && (error.code === 'VAULT_CORRUPT' || error.code === 'CASE_LOG_BROKEN');
    if (onBad === undefined || !isBad) throw error;
    return undefined;
  }
}

function allChecked(
  searched: SearchedCase,
  firstSeq: number,
  lines: readonly Uint8Array[],
  onBad: OnBad | undefined,
): CheckedLine[] {
  return lines.flatMap((bytes, i) => {
    const seq = firstSeq + i;
    try {
      return [{ seq, bytes, digest: searched.log.check(seq, bytes) }];
    } catch (error) {
      if (onBad === undefined || !(error instanceof AppError) || error.code !== 'CASE_LOG_BROKEN') throw error;
      onBad(seq, 1);
      return [];
    }
  });
}

/** The last block of each segment: runs of several sources take turns, and end inside of blocks. */
class LastBlocks {
  readonly #searched: SearchedCase;
  readonly #last = new Map<number, { id: number; block: LineBlock }>();

  constructor(searched: SearchedCase) {
    this.#searched = searched;
  }

  get(segmentId: number, id: number): LineBlock {
    const known = this.#last.get(segmentId);
    if (known?.id === id) return known.block;
    const block = this.#searched.reader(segmentId).blockAt(id);
    this.#last.set(segmentId, { id, block });
    return block;
  }
}

/** What was sealed was canonical JSON. */
export const recordOf = ({ bytes }: CheckedLine): CaseRecord =>
  JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')) as CaseRecord;

const KIND = Buffer.from(',"kind":"');
const QUOTE = 0x22;

/** The kind that a sealed canonical line names: behind the body nothing can hold that mark. */
export function kindOfLine(bytes: Uint8Array): string {
  const line = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const start = line.lastIndexOf(KIND) + KIND.length;
  return line.toString('latin1', start, line.indexOf(QUOTE, start));
}
