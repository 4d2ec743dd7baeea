/**
 * The events of the hot part, decoded once and kept in memory: at most a few tens of thousands.
 *
 * Every line is checked against its leaf when it is loaded (verified-log.ts).
 */
import type { CaseRecord } from '../../engines/chain/record.ts';
import { toUnixUs } from '../../engines/event/time.ts';
import { AppError } from '../../shared/errors.ts';
import { findHotBlock, findHotPlace, hotBlockPlaces } from './case-store.ts';
import { unpackHot } from './hot-lines.ts';
import { compareHits, type Order } from './segment/segment-reader.ts';
import type { ReadDb } from './sqlite.ts';

export interface HotEvent {
  seq: number;
  line: string;
  record: CaseRecord;
  /** Microseconds since the epoch; null where the event has no valid time. */
  timeUs: number | null;
  /** The line as searches compare it, once one did. */
  folded: string | undefined;
}

/** Nothing unchecked is searched. */
interface CheckedLog {
  /** Records under the newest head. */
  readonly size: number;
  /** Throws CASE_LOG_BROKEN where a line is not what was sealed. */
  check(seq: number, line: string): unknown;
}

export class HotEvents {
  readonly #db: ReadDb;
  readonly #log: CheckedLog;
  readonly #blocks = new Map<number, HotEvent[]>();
  /** All records by time; empty where the blocks have changed since. */
  readonly #ordered = new Map<Order, HotEvent[]>();

  constructor(db: ReadDb, log: CheckedLog) {
    this.#db = db;
    this.#log = log;
  }

  /**
   * Records of all kinds in log order. A block, once committed, never changes; it only leaves.
   *
   * @param fromSeq blocks that end before it are left out; the first may begin before it
   */
  *records(fromSeq = 0): Generator<HotEvent> {
    // A batch is committed a moment before its head: until then there is nothing to check it against.
    const { size } = this.#log;
    const places = hotBlockPlaces(this.#db).filter((place) => place.firstSeq < size);
    const present = new Set(places.map((place) => place.firstSeq));
    for (const firstSeq of this.#blocks.keys()) if (!present.has(firstSeq)) this.#forget(firstSeq);
    for (const { firstSeq, count } of places) if (firstSeq + count > fromSeq) yield* this.#block(firstSeq);
  }

  /** Records of all kinds in the order of hits. */
  inOrder(order: Order): readonly HotEvent[] {
    const all = [...this.records()];
    const known = this.#ordered.get(order);
    if (known !== undefined) return known;
    const ordered = all
      .map((event) => ({ event, seq: event.seq, timeUs: event.timeUs ?? Number.NaN }))
      .toSorted((a, b) => compareHits(a, b, order))
      .map(({ event }) => event);
    this.#ordered.set(order, ordered);
    return ordered;
  }

  #forget(firstSeq: number): void {
    this.#blocks.delete(firstSeq);
    this.#ordered.clear();
  }

  find(seq: number): HotEvent | undefined {
    const firstSeq = findHotPlace(this.#db, seq);
    return firstSeq === undefined ? undefined : this.#block(firstSeq)[seq - firstSeq];
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
      this.#log.check(seq, line);
      // What was sealed was canonical JSON.
      const record = JSON.parse(line) as CaseRecord;
      return { seq, line, record, timeUs: timeOf(record), folded: undefined };
    });
    this.#ordered.clear();
    this.#blocks.set(firstSeq, events);
    return events;
  }
}

function timeOf(record: CaseRecord): number | null {
  const timestamp = record.kind === 'event' ? record.body['timestamp'] : undefined;
  const timeUs = typeof timestamp === 'string' ? toUnixUs(timestamp) : Number.NaN;
  return Number.isNaN(timeUs) ? null : timeUs;
}
