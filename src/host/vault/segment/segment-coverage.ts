/**
 * How many events each source has over time in one segment: one pass over the codes of `origin.source` and the times.
 *
 * Memory: 4 bytes a bucket for each source of the segment while it runs, a map entry a bucket that is not empty after it.
 */
import type { AuditEvent } from '../../../engines/event/audit-event.ts';
import { FIRST_ENTRY } from './column-codes.ts';
import { nextRow, type RowSet } from './row-set.ts';
import type { SegmentQuery } from './segment-query.ts';
import type { SegmentStore } from './segment-store.ts';

export interface CoverageRequest {
  /** Width of a bucket, microseconds; a bucket begins at a multiple of it. */
  bucketUs: number;
  /** Number of the first bucket (start = number × width) and how many there are: every event with a time lies inside. */
  firstBucket: number;
  bucketCount: number;
}

export interface SourceCoverage {
  eventCount: number;
  withoutTime: number;
  /** NaN where no event has a time. */
  firstUs: number;
  lastUs: number;
  /** Start of a bucket to events, those that are not empty. */
  buckets: Map<number, number>;
}

/** The path itself and no other: fields of the log must not pass for the source that was read. */
const SOURCE_COLUMN = { kind: 'plain', paths: ['origin.source'] } as const;

/** Adds the events of the segment. @param rows those that are events */
export function addSegmentCoverage(
  store: SegmentStore,
  query: SegmentQuery,
  rows: RowSet,
  request: CoverageRequest,
  result: Map<string, SourceCoverage>,
): void {
  const [column] = query.columnsOf(SOURCE_COLUMN);
  const codes = column?.codes();
  const entries = column?.entries() ?? [];
  const times = store.times();
  const tallies = new Map<string, CoverageTally>();
  const tallyOf = (source: string): CoverageTally => {
    const known = tallies.get(source);
    if (known !== undefined) return known;
    const made = new CoverageTally(request);
    tallies.set(source, made);
    return made;
  };
  let code = -1;
  let tally: CoverageTally | undefined;
  for (let row = nextRow(rows, 0); row >= 0; row = nextRow(rows, row + 1)) {
    const here = codes?.[row] ?? 0;
    if (here !== code || tally === undefined || here < FIRST_ENTRY) {
      code = here;
      const source = here < FIRST_ENTRY ? sourceOfLine(store.lineAt(row)) : String(entries[here - FIRST_ENTRY]);
      tally = tallyOf(source);
    }
    tally.add(times[row]!);
  }
  for (const [source, found] of tallies) found.addTo(coverageOf(result, source));
}

const sourceOfLine = (line: string): string =>
  (JSON.parse(line) as { body: Partial<AuditEvent> }).body.origin?.source ?? '';

export function coverageOf(all: Map<string, SourceCoverage>, source: string): SourceCoverage {
  const known = all.get(source);
  if (known !== undefined) return known;
  const made = { eventCount: 0, withoutTime: 0, firstUs: Number.NaN, lastUs: Number.NaN, buckets: new Map() };
  all.set(source, made);
  return made;
}

/** One source in one segment. */
export class CoverageTally {
  readonly #request: CoverageRequest;
  readonly #counts: Uint32Array;
  #eventCount = 0;
  #withoutTime = 0;
  #firstUs = Number.POSITIVE_INFINITY;
  #lastUs = Number.NEGATIVE_INFINITY;

  constructor(request: CoverageRequest) {
    this.#request = request;
    this.#counts = new Uint32Array(request.bucketCount);
  }

  /** @param timeUs NaN: without a time */
  add(timeUs: number): void {
    this.#eventCount++;
    if (Number.isNaN(timeUs)) {
      this.#withoutTime++;
      return;
    }
    if (timeUs < this.#firstUs) this.#firstUs = timeUs;
    if (timeUs > this.#lastUs) this.#lastUs = timeUs;
    this.#counts[Math.floor(timeUs / this.#request.bucketUs) - this.#request.firstBucket]!++;
  }

  addTo(target: SourceCoverage): void {
    const { bucketUs, firstBucket } = this.#request;
    target.eventCount += this.#eventCount;
    target.withoutTime += this.#withoutTime;
    if (this.#firstUs <= this.#lastUs) {
      target.firstUs = Number.isNaN(target.firstUs) ? this.#firstUs : Math.min(target.firstUs, this.#firstUs);
      target.lastUs = Number.isNaN(target.lastUs) ? this.#lastUs : Math.max(target.lastUs, this.#lastUs);
    }
    for (let i = 0; i < this.#counts.length; i++) {
      const count = this.#counts[i]!;
      if (count === 0) continue;
      const start = (firstBucket + i) * bucketUs;
      target.buckets.set(start, (target.buckets.get(start) ?? 0) + count);
    }
  }
}
