/**
 * The events of the hot part, decoded once and kept in memory: at most a few tens of thousands.
 *
 * Every line is checked against its leaf when it is loaded (verified-log.ts).
 */
import type { CaseRecord } from '../../engines/chain/record.ts';
import { toUnixUs } from '../../engines/event/time.ts';
import { AppError } from '../../shared/errors.ts';
import { findHotBlock, hotBlockPlaces } from './case-store.ts';
import { unpackHot } from './hot-lines.ts';
import type { ReadDb } from './sqlite.ts';

export interface HotEvent {
  seq: number;
  line: string;
  record: CaseRecord;
  /** Microseconds since the epoch; null where the event has no valid time. */
  timeUs: number | null;
}

export class HotEvents {
  readonly #db: ReadDb;
  readonly #check: (seq: number, line: string) => void;
  readonly #blocks = new Map<number, HotEvent[]>();

  /** @param check throws CASE_LOG_BROKEN where a line is not what was sealed: nothing unchecked is searched */
  constructor(db: ReadDb, check: (seq: number, line: string) => void) {
    this.#db = db;
    this.#check = check;
  }

  /** Records of all kinds in log order. A block, once committed, never changes; it only leaves. */
  *records(): Generator<HotEvent> {
    const places = hotBlockPlaces(this.#db);
    const present = new Set(places.map((place) => place.firstSeq));
    for (const firstSeq of this.#blocks.keys()) if (!present.has(firstSeq)) this.#blocks.delete(firstSeq);
    for (const { firstSeq } of places) yield* this.#block(firstSeq);
  }

  find(seq: number): HotEvent | undefined {
    const block = findHotBlock(this.#db, seq);
    return block === undefined ? undefined : this.#block(block.firstSeq)[seq - block.firstSeq];
  }

  #block(firstSeq: number): HotEvent[] {
    const known = this.#blocks.get(firstSeq);
    if (known !== undefined) return known;
    const lines = unpackHot(findHotBlock(this.#db, firstSeq)?.lines ?? new Uint8Array());
    if (lines === undefined) {
      throw new AppError(
        'CASE_LOG_BROKEN',
        `The records from ${firstSeq} on cannot be read; verify the case to see where`,
      );
    }
    const events = lines.map((line, i) => {
      const seq = firstSeq + i;
      this.#check(seq, line);
      // What was sealed was canonical JSON.
      const record = JSON.parse(line) as CaseRecord;
      return { seq, line, record, timeUs: timeOf(record) };
    });
    this.#blocks.set(firstSeq, events);
    return events;
  }
}

function timeOf(record: CaseRecord): number | null {
  const timestamp = record.kind === 'event' ? record.body['timestamp'] : undefined;
  const timeUs = typeof timestamp === 'string' ? toUnixUs(timestamp) : Number.NaN;
  return Number.isNaN(timeUs) ? null : timeUs;
}
