/**
 * Folded rows for the grid: runs are read from the host in their order, as far as the grid scrolls; events of an unfolded run
 * by their place.
 *
 * A run longer than one call reads is shown with what was counted so far, and counted on while its row is wanted; nobody
 * waits for its end to see it. The grid is told when rows changed, and asks for them again.
 */
import type { IDatasource, IGetRowsParams } from 'ag-grid-community';
import { invariant } from '../../../../../shared/verdict.ts';
import { type AuditLog, type EventRow, type EventRun, gapBetween } from '../event-row.ts';
import { FoldMap, type FoldedRow } from './fold-map.ts';
import type { FoldAt } from './stretch-start.ts';

/** Runs and events a call: what a screen needs, in about a tenth of a second. */
const CALL_RUNS = 200;
const CALL_EVENTS = 10_000;
/** How long a block waits for the last of its rows. */
const PATIENCE_MS = 250;
/** Between two times that counting is shown. */
const REFRESH_MS = 500;
const MAX_KEPT_EVENTS = 6_000;

export interface FoldState {
  rowCount: number;
  /** Events that the rows stand for. */
  eventCount: number;
  firstOffset: number;
  /** Place in the result after the last row. */
  endOffset: number;
  /** The last row is the last of the result. */
  isEnd: boolean;
  /** There are more rows than this stretch takes. */
  isFull: boolean;
}

export interface FoldSource extends IDatasource {
  readonly map: FoldMap;
  state: () => FoldState;
  /** Folds or unfolds a run; false where it is one event. */
  toggle: (run: EventRun) => boolean;
  /** Reads on to a place of the result that lies not far ahead, and unfolds the run that hides it. False: it is too far. */
  bring: (offset: number) => boolean;
}

export interface FoldSourceOptions {
  firstOffset: number;
  order: 'newest' | 'oldest';
  foldAt: FoldAt;
  eventsAt: (offset: number, limit: number) => Promise<readonly AuditLog[]>;
  onRows: (rows: readonly EventRow[]) => void;
  onError: (error: unknown) => void;
  /** @param isStale rows that the grid has are not those of now */
  onChange: (isStale: boolean) => void;
}

/** Read on to, rather than begun anew at. */
const NEAR_EVENTS = 20_000;

export function createFoldSource(options: FoldSourceOptions): FoldSource {
  const { firstOffset, order, foldAt, eventsAt, onRows, onError, onChange } = options;
  const map = new FoldMap(firstOffset, order);
  const kept = new Map<number, AuditLog>();
  let isOver = false;
  let wantedRows = 0;
  let wantedOffset = -1;
  let reading: Promise<void> | undefined;
  let pageCount = 0;
  /** The grid has rows that are not all there yet, or whose run is still counted. */
  let isPartial = false;
  let shownAtMs = 0;
  const waiting = new Set<() => void>();

  const isGone = (): boolean => isOver;
  const isWanting = (): boolean =>
    !isOver && map.nextOffset !== null && (map.rowCount < wantedRows || map.endOffset <= wantedOffset);

  const tell = (isStale: boolean): void => {
    if (isOver) return;
    if (isStale) {
      isPartial = false;
      shownAtMs = performance.now();
    }
    onChange(isStale);
  };

  const openWanted = (): boolean => {
    const run = map.runAt(wantedOffset);
    if (run === undefined) return false;
    const isHidden = wantedOffset !== run.offset && !map.isOpen(run);
    if (isHidden) map.setOpen(run, true);
    wantedOffset = -1;
    return isHidden;
  };

  const readOn = async (): Promise<void> => {
    while (isWanting()) {
      const page = await foldAt({ offset: map.nextOffset ?? 0, limit: CALL_RUNS, maxEvents: CALL_EVENTS });
      if (isOver) return;
      map.append(page);
      pageCount++;
      for (const wake of waiting) wake();
      const isOpened = openWanted();
      const isDue = isPartial && (!isWanting() || performance.now() - shownAtMs > REFRESH_MS);
      tell(isOpened || isDue);
    }
  };

  const read = (): Promise<void> => {
    reading ??= readOn().finally(() => {
      reading = undefined;
    });
    return reading;
  };

  /** Until there are so many rows, no more come, or a moment has gone. */
  const untilRows = async (count: number): Promise<void> => {
    const untilMs = performance.now() + PATIENCE_MS;
    const outcome: { isDone: boolean; error?: unknown } = { isDone: false };
    const end = (error?: unknown): void => {
      Object.assign(outcome, { isDone: true, error });
      for (const wake of waiting) wake();
    };
    read().then(() => end(), end);
    while (
      !isGone() &&
      !outcome.isDone &&
      map.rowCount < count &&
      (performance.now() < untilMs || map.rowCount === 0)
    ) {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.add(resolve);
      const timer = setTimeout(resolve, PATIENCE_MS);
      await promise;
      clearTimeout(timer);
      waiting.delete(resolve);
    }
    if (outcome.error !== undefined) throw outcome.error;
  };

  /** The events of unfolded runs among the rows, and one beside them on each side, for the gaps. */
  const eventsInside = async (rows: readonly FoldedRow[]): Promise<ReadonlyMap<number, AuditLog>> => {
    const offsets = rows.flatMap(({ run, place, offset }) =>
      place === 'first' || place === 'inside'
        ? [offset - 1, offset, offset + 1].filter((at) => at >= run.offset && at < run.offset + run.count)
        : [],
    );
    const inside = new Map<number, AuditLog>();
    for (const offset of offsets) {
      const event = kept.get(offset);
      if (event !== undefined) inside.set(offset, event);
    }
    const missing = [...new Set(offsets)].filter((offset) => !inside.has(offset)).toSorted((a, b) => a - b);
    for (const [first, count] of stretchesOf(missing)) {
      const events = await eventsAt(first, count);
      if (kept.size > MAX_KEPT_EVENTS) kept.clear();
      for (const [i, event] of events.entries()) {
        kept.set(first + i, event);
        inside.set(first + i, event);
      }
    }
    return inside;
  };

  const rowOf = (row: FoldedRow, inside: ReadonlyMap<number, AuditLog>): EventRow => {
    const { run, place, offset } = row;
    const event = place === 'inside' ? inside.get(offset) : run.event;
    invariant(event !== undefined, 'every place of a run that was counted holds an event');
    return { event, gapSeconds: gapOf(row, event, inside), fold: { run, place } };
  };

  /** A folded row as a whole against what was before its first event in time. */
  const gapOf = (row: FoldedRow, event: AuditLog, inside: ReadonlyMap<number, AuditLog>): number | null => {
    const { run, runIndex, offset, place } = row;
    const earliest = place === 'folded' ? run.firstTime : event.timestamp;
    if (order === 'oldest') {
      const before = place === 'inside' ? inside.get(offset - 1)?.timestamp : map.runs[runIndex - 1]?.lastTime;
      return gapBetween(before, earliest);
    }
    const isLast = place === 'folded' || offset === run.offset + run.count - 1;
    return gapBetween(isLast ? map.runs[runIndex + 1]?.lastTime : inside.get(offset + 1)?.timestamp, earliest);
  };

  const load = async ({ startRow, endRow, successCallback, failCallback }: IGetRowsParams): Promise<void> => {
    try {
      // One row more: only then the last run is known to be over, and how long before it nothing happened.
      wantedRows = Math.max(wantedRows, endRow + 1);
      await untilRows(endRow + 1);
      if (isOver) return;
      const places = Array.from({ length: Math.max(0, Math.min(endRow, map.rowCount) - startRow) }, (_, i) =>
        map.rowAt(startRow + i),
      ).filter((row) => row !== undefined);
      const pagesThen = pageCount;
      const inside = await eventsInside(places);
      if (isOver) return;
      const rows = places.map((row) => rowOf(row, inside));
      onRows(rows);
      successCallback(rows, map.nextOffset === null ? map.rowCount : undefined);
      const isOpenEnded = startRow + rows.length < endRow || places.at(-1)?.run.goesOn === true;
      if (isOpenEnded && isWanting()) isPartial = true;
      tell(isOpenEnded && !isWanting() && pageCount !== pagesThen);
    } catch (error) {
      if (isOver) return;
      failCallback();
      onError(error);
    }
  };

  return {
    map,
    getRows: (params) => void load(params),
    destroy: () => {
      isOver = true;
      for (const wake of waiting) wake();
    },
    state: () => ({
      rowCount: map.rowCount,
      eventCount: map.endOffset - map.firstOffset,
      firstOffset: map.firstOffset,
      endOffset: map.endOffset,
      isEnd: map.isEnd,
      isFull: map.nextOffset === null && !map.isEnd,
    }),
    toggle: ({ event }) => {
      const run = map.runOfHead(event.seq);
      if (run === undefined || (run.count === 1 && !run.goesOn)) return false;
      map.setOpen(run, !map.isOpen(run));
      tell(true);
      return true;
    },
    bring: (offset) => {
      const isNear = offset >= map.firstOffset && offset < map.endOffset + NEAR_EVENTS;
      if (!isNear || (offset >= map.endOffset && map.nextOffset === null)) return false;
      wantedOffset = offset;
      if (openWanted()) tell(true);
      else read().catch(onError);
      return true;
    },
  };
}

/** Rows asked for in one call; two that lie so near are read together. */
const MAX_STRETCH = 1_000;
const NEAR_ROWS = 20;

/** @param offsets rising @returns first place and length of each stretch that holds them */
function stretchesOf(offsets: readonly number[]): [number, number][] {
  const stretches: [number, number][] = [];
  for (const offset of offsets) {
    const last = stretches.at(-1);
    const length = last === undefined ? 0 : offset - last[0] + 1;
    if (last === undefined || length > last[1] + NEAR_ROWS || length > MAX_STRETCH) stretches.push([offset, 1]);
    else last[1] = length;
  }
  return stretches;
}
