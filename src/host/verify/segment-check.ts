/**
 * Checks a piece of a segment: its lines in row order, or the SHA-256 of the file.
 *
 * A block that can't be read is a finding at its records; the blocks after it are read all the same.
 * Trust: the runs come from the manifest, the lines from the file: either may have been changed.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { HASH_BYTES } from '../../engines/chain/merkle.ts';
import { AppError } from '../../shared/errors.ts';
import type { Finding } from '../../shared/verdict.ts';
import { createFileStore } from '../vault/file-store.ts';
import { BLOCK_LINES } from '../vault/segment/segment-file.ts';
import { SegmentStore, type LineBlock } from '../vault/segment/segment-store.ts';
import { checkLinesFast, StrictLineCheck, type CheckedLines } from './line-checks.ts';
import { isOutOfReach, reasonOf, reasonUnreadable } from './out-of-reach.ts';
import type { FromVerifyWorker, SegmentJob } from './verify-protocol.ts';

/** Rows read at once: few enough that their unpacked blocks are still near when they are hashed. */
const PART_ROWS = 1024;
/** Room for the unpacked blocks of a part; larger ones get memory of their own. */
const BLOCK_ROOM_BYTES = 4 * 1024 * 1024;
/** Blocks read from the file at once. */
const READ_BLOCKS = 16;
const READ_ROOM_BYTES = 1_048_576;
const NO_BYTES = new Uint8Array(0);
/** Bytes of a file hashed at once: they are still near when they are. */
const HASH_READ_BYTES = 262_144;
/** Segments held open: the threads of an ingest write side by side, so neighbouring records lie in as many. */
const MAX_OPEN = 4;

type Reply = (message: FromVerifyWorker, transfer?: ArrayBuffer[]) => void;

/** Checks pieces one after the other, with segments that stay open and rooms that are used again. */
export class SegmentCheck {
  /** By path, the one used last at the end. */
  readonly #open = new Map<string, SegmentStore>();
  readonly #rooms: Rooms = {
    frames: new Uint8Array(READ_ROOM_BYTES),
    blocks: Buffer.allocUnsafeSlow(BLOCK_ROOM_BYTES),
  };

  async check(job: SegmentJob, reply: Reply): Promise<void> {
    const { jobId, path, key, runs } = job;
    try {
      if (runs.length > 0) await this.#checkRows(job, this.#storeOf(path, key), reply);
      const sha256 = runs.length > 0 ? null : hashOfFile(path);
      reply({ type: 'done', jobId, sha256, unreadable: null, isOutOfReach: false });
    } catch (error) {
      // A file that does not open or breaks off is a finding, not a failure of the check.
      if (!(error instanceof AppError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
      const reason = isOutOfReach(error) ? reasonOf(error) : reasonUnreadable(path);
      const unreadable = reason ?? reasonOf(error);
      reply({ type: 'done', jobId, sha256: null, unreadable, isOutOfReach: reason !== undefined });
    }
  }

  close(): void {
    for (const store of this.#open.values()) store.close();
    this.#open.clear();
  }

  #storeOf(path: string, key: Uint8Array): SegmentStore {
    const store = this.#open.get(path) ?? new SegmentStore(path, key);
    this.#open.delete(path);
    this.#open.set(path, store);
    const [oldest] = this.#open;
    if (this.#open.size > MAX_OPEN && oldest !== undefined) {
      oldest[1].close();
      this.#open.delete(oldest[0]);
    }
    return store;
  }

  async #checkRows(job: SegmentJob, store: SegmentStore, reply: Reply): Promise<void> {
    const strict =
      job.mode === 'strict' ? new StrictLineCheck(job.origin, createFileStore(job.filesDir, job.filesKey)) : undefined;
    const reader = new RowReader(store, this.#rooms);
    try {
      for (const run of job.runs) {
        const checked = await checkRun(job, run, reader, strict);
        reply({ type: 'rows', jobId: job.jobId, rowStart: run.rowStart, ...checked }, [
          checked.digests.buffer as ArrayBuffer,
        ]);
      }
    } finally {
      await strict?.close();
    }
  }
}

async function checkRun(
  { origin }: SegmentJob,
  run: SegmentJob['runs'][number],
  reader: RowReader,
  strict: StrictLineCheck | undefined,
): Promise<CheckedLines> {
  const digests = new Uint8Array(run.count * HASH_BYTES);
  const whole: CheckedLines = { digests, controls: [], findings: [], eventCount: 0, notChecked: [], unread: [] };
  for (let done = 0; done < run.count; done += PART_ROWS) {
    const rowStart = run.rowStart + done;
    const firstSeq = run.firstSeq + done;
    const { lines, unreadable, unreached } = reader.read(rowStart, Math.min(PART_ROWS, run.count - done));
    const part = digests.subarray(done * HASH_BYTES, (done + lines.length) * HASH_BYTES);
    const checked =
      strict === undefined ? checkLinesFast(lines, firstSeq, origin, part) : await strict.check(lines, firstSeq, part);
    markUnreadable(checked, unreadable, rowStart, firstSeq);
    markUnreached(checked, unreached, rowStart, firstSeq);
    whole.controls.push(...checked.controls);
    whole.findings.push(...checked.findings);
    whole.eventCount += checked.eventCount;
    whole.notChecked.push(...checked.notChecked);
    whole.unread.push(...checked.unread);
  }
  return whole;
}

/** Lines that stand for an unreadable block are empty: what was found about them is replaced by one finding. */
function markUnreadable(
  checked: CheckedLines,
  blocks: readonly [number, number][],
  rowStart: number,
  firstSeq: number,
): void {
  for (const [from, to] of blocks) {
    const first = firstSeq + from - rowStart;
    const last = firstSeq + to - rowStart - 1;
    checked.findings = checked.findings.filter(({ seq }) => seq === undefined || seq < first || seq > last);
    const finding: Finding = {
      kind: 'block-unreadable',
      seq: first,
      message: `The records ${first} to ${last} cannot be read: their block is damaged`,
    };
    checked.findings.push(finding);
  }
}

/** As unreadable ones, but nothing is known of them: not even that something is wrong. */
function markUnreached(
  checked: CheckedLines,
  blocks: readonly UnreachedRows[],
  rowStart: number,
  firstSeq: number,
): void {
  for (const { from, to, reason } of blocks) {
    const first = firstSeq + from - rowStart;
    const end = firstSeq + to - rowStart;
    checked.findings = checked.findings.filter(({ seq }) => seq === undefined || seq < first || seq >= end);
    checked.notChecked.push(`The records ${first} to ${end - 1}: ${reason}`);
    checked.unread.push([first, end]);
  }
}

interface UnreachedRows {
  from: number;
  to: number;
  reason: string;
}

/** Memory that is written again and again: fresh memory costs more than reading into it. */
interface Rooms {
  /** Blocks as they lie in the file. */
  readonly frames: Uint8Array;
  /** Unpacked blocks. */
  readonly blocks: Buffer;
}

/** Lines by row, block by block. The rooms are its own as long as it is used. */
class RowReader {
  readonly #store: SegmentStore;
  #block: LineBlock | undefined;
  /** Why the block could not be reached. */
  #reason: string | undefined;
  #blockId = -1;
  #frames: { first: number; frames: Uint8Array[] } = { first: 0, frames: [] };
  readonly #readRoom: Uint8Array;
  readonly #room: Buffer;
  #roomUsed = 0;

  constructor(store: SegmentStore, rooms: Rooms) {
    this.#store = store;
    this.#readRoom = rooms.frames;
    this.#room = rooms.blocks;
  }

  /**
   * Lines of rows [start, start + count), good until the next call; rows of blocks that can't be read are empty and named.
   */
  read(
    start: number,
    count: number,
  ): { lines: Uint8Array[]; unreadable: [number, number][]; unreached: UnreachedRows[] } {
    this.#keepOnlyBlock();
    const unreached: UnreachedRows[] = [];
    const lines: Uint8Array[] = [];
    const unreadable: [number, number][] = [];
    for (let row = start; row < start + count; ) {
      const id = Math.floor(row / BLOCK_LINES);
      const block = this.#read(id);
      const end = Math.min(start + count, (id + 1) * BLOCK_LINES);
      if (block === undefined) {
        if (this.#reason === undefined) unreadable.push([row, end]);
        else unreached.push({ from: row, to: end, reason: this.#reason });
        for (; row < end; row++) lines.push(NO_BYTES);
        continue;
      }
      const { bytes, starts, firstRow } = block;
      const { buffer, byteOffset } = bytes;
      for (; row < end; row++) {
        const from = starts[row - firstRow];
        const to = starts[row - firstRow + 1];
        // A plain array over the memory: half of what a subarray of a Buffer costs.
        if (from === undefined || to === undefined) lines.push(NO_BYTES);
        else lines.push(new Uint8Array(buffer, byteOffset + from, to - 1 - from));
      }
    }
    return { lines, unreadable, unreached };
  }

  #read(id: number): LineBlock | undefined {
    if (id === this.#blockId) return this.#block;
    this.#blockId = id;
    this.#reason = undefined;
    try {
      const frame = this.#frameOf(id);
      this.#block = this.#store.unpackBlock(id, frame, this.#room.subarray(this.#roomUsed));
      if (this.#block.bytes.buffer === this.#room.buffer) this.#roomUsed += this.#block.bytes.length;
    } catch (error) {
      this.#block = undefined;
      if (isOutOfReach(error)) this.#reason = reasonOf(error);
    }
    return this.#block;
  }

  /** Empties the room but for the block that the next rows may go on in. */
  #keepOnlyBlock(): void {
    const block = this.#block;
    this.#roomUsed = 0;
    if (block === undefined || block.bytes.buffer !== this.#room.buffer) return;
    const { byteOffset, length } = block.bytes;
    this.#room.copyWithin(0, byteOffset, byteOffset + length);
    this.#block = { ...block, bytes: this.#room.subarray(0, length) };
    this.#roomUsed = length;
  }

  /** Reads ahead: one query for many blocks. */
  #frameOf(id: number): Uint8Array {
    const { first, frames } = this.#frames;
    const known = id >= first ? frames[id - first] : undefined;
    if (known !== undefined) return known;
    try {
      this.#frames = { first: id, frames: this.#store.readFrames(id, READ_BLOCKS, this.#readRoom) };
    } catch {
      // One page that can't be read must not take its neighbours with it: each block by itself.
      this.#frames = { first: id, frames: this.#store.readFrames(id, 1) };
    }
    return this.#frames.frames[0] ?? NO_BYTES;
  }
}

function hashOfFile(path: string): string {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafeSlow(HASH_READ_BYTES);
  const file = openSync(path, 'r');
  try {
    for (let count = readSync(file, buffer); count > 0; count = readSync(file, buffer))
      hash.update(buffer.subarray(0, count));
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}
