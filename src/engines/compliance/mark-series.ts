/**
 * Moments of events by group, for checks that ask what came within how long of what.
 *
 * Pure. Order-free, mergeable, bounded: time is cut into cells as long as the window that is asked about, and of each kind
 * of mark a cell keeps the first and last `keep`. Any window of that length that holds `keep` marks still holds them, so
 * a burst of `keep` is found exactly, however large the flood around it.
 * Trust: groups are named by hostile text; see sampling.ts.
 */
import { hashKey, WHOLE } from './sampling.ts';

export interface Mark {
  timeMs: number;
  id: string;
  source: string;
  /** What is compared or counted beside time: an actor, a session, a distinct value. */
  value: string;
  isExcused: boolean;
  seq?: number | undefined;
}

export interface MarkGroup {
  /** By kind and cell. */
  cells: Map<string, Mark[]>;
  count: number;
  /** The first cell that no longer fits: it and all later ones are not known. */
  cutFrom: number;
}

export interface MarkSeries {
  cutoff: number;
  groups: Map<string, MarkGroup>;
  count: number;
}

export interface SeriesLimits {
  seed: number;
  /** Of all groups together. */
  maxMarks: number;
  /** Of one group. */
  maxGroupMarks: number;
}

export interface SeriesShape {
  cellMs: number;
  keep: number;
  /** Cells by value too: then a cell keeps the first and last mark of each of at most so many values. */
  maxValues?: number;
}

export const newSeries = (): MarkSeries => ({ cutoff: WHOLE, groups: new Map(), count: 0 });

const byTime = (one: Mark, two: Mark): number =>
  one.timeMs - two.timeMs ||
  (one.id < two.id ? -1 : one.id > two.id ? 1 : (one.seq ?? Infinity) - (two.seq ?? Infinity) || 0);

export function addMark(
  series: MarkSeries,
  group: string,
  kind: number,
  mark: Mark,
  shape: SeriesShape,
  limits: SeriesLimits,
): void {
  if (Number.isNaN(mark.timeMs)) return;
  if (series.cutoff < WHOLE && hashKey(group, limits.seed) >= series.cutoff) return;
  let found = series.groups.get(group);
  if (found === undefined) {
    found = { cells: new Map(), count: 0, cutFrom: Infinity };
    series.groups.set(group, found);
  }
  const at = Math.floor(mark.timeMs / shape.cellMs);
  if (at >= found.cutFrom) return;
  const cell = `${kind}:${at}`;
  const marks = found.cells.get(cell);
  if (marks === undefined) {
    found.cells.set(cell, [mark]);
    grow(series, found, 1);
  } else {
    marks.push(mark);
    const before = marks.length;
    if (before > 4 * roomOf(shape)) {
      const kept = trim(marks, shape, limits.seed);
      found.cells.set(cell, kept);
      grow(series, found, kept.length - before + 1);
    } else grow(series, found, 1);
  }
  if (found.count > limits.maxGroupMarks) cutGroup(series, found, shape, limits);
  if (series.count > limits.maxMarks) shrink(series, shape, limits);
}

const roomOf = ({ keep, maxValues }: SeriesShape): number => (maxValues === undefined ? keep : maxValues * keep);

function grow(series: MarkSeries, group: MarkGroup, by: number): void {
  group.count += by;
  series.count += by;
}

/** Each event once, in order of time, and of them those that a cell keeps. */
function trim(marks: Mark[], { keep, maxValues }: SeriesShape, seed: number): Mark[] {
  const sorted = marks.toSorted(byTime);
  const once = sorted.filter((mark, at) => {
    const before = sorted[at - 1];
    return (
      before === undefined || before.id !== mark.id || before.timeMs !== mark.timeMs || before.value !== mark.value
    );
  });
  if (maxValues === undefined) return ends(once, keep);
  const byValue = new Map<string, Mark[]>();
  for (const mark of once) {
    const list = byValue.get(mark.value);
    if (list === undefined) byValue.set(mark.value, [mark]);
    else list.push(mark);
  }
  const values = [...byValue.keys()].toSorted((one, two) => hashKey(one, seed) - hashKey(two, seed));
  return values
    .slice(0, maxValues)
    .flatMap((value) => ends(byValue.get(value) ?? [], keep))
    .toSorted(byTime);
}

const ends = (marks: Mark[], keep: number): Mark[] =>
  marks.length <= 2 * keep ? marks : [...marks.slice(0, keep), ...marks.slice(-keep)];

/** Of a group that is too large its earliest cells stay, as many as fit: the same ones in whatever order they came. */
function cutGroup(series: MarkSeries, group: MarkGroup, shape: SeriesShape, limits: SeriesLimits): void {
  retrim(series, group, shape, limits.seed);
  const cells = [...group.cells.keys()].toSorted((one, two) => cellOf(one) - cellOf(two));
  while (group.count > limits.maxGroupMarks) {
    group.cutFrom = cellOf(cells.at(-1) ?? '');
    dropFrom(series, group, cells);
  }
}

function dropFrom(series: MarkSeries, group: MarkGroup, cells: string[]): void {
  for (let key = cells.at(-1); key !== undefined && cellOf(key) >= group.cutFrom; key = cells.at(-1)) {
    grow(series, group, -(group.cells.get(key)?.length ?? 0));
    group.cells.delete(key);
    cells.pop();
  }
}

const cellOf = (key: string): number => Number(key.slice(key.indexOf(':') + 1));

function retrim(series: MarkSeries, group: MarkGroup, shape: SeriesShape, seed: number): void {
  for (const [key, marks] of group.cells) {
    const kept = trim(marks, shape, seed);
    group.cells.set(key, kept);
    grow(series, group, kept.length - marks.length);
  }
}

function shrink(series: MarkSeries, shape: SeriesShape, limits: SeriesLimits): void {
  for (const group of series.groups.values()) retrim(series, group, shape, limits.seed);
  while (series.count > limits.maxMarks && series.groups.size > 1) {
    series.cutoff /= 2;
    for (const [key, group] of series.groups)
      if (hashKey(key, limits.seed) >= series.cutoff) {
        series.count -= group.count;
        series.groups.delete(key);
      }
  }
}

export function mergeSeries(series: MarkSeries, other: MarkSeries, shape: SeriesShape, limits: SeriesLimits): void {
  series.cutoff = Math.min(series.cutoff, other.cutoff);
  for (const [key, group] of series.groups)
    if (hashKey(key, limits.seed) >= series.cutoff) {
      series.count -= group.count;
      series.groups.delete(key);
    }
  for (const [key, group] of other.groups) {
    const mine = series.groups.get(key);
    if (mine !== undefined && group.cutFrom < mine.cutFrom) {
      mine.cutFrom = group.cutFrom;
      dropFrom(
        series,
        mine,
        [...mine.cells.keys()].toSorted((one, two) => cellOf(one) - cellOf(two)),
      );
    }
    for (const [cell, marks] of group.cells)
      for (const mark of marks) addMark(series, key, Number(cell.slice(0, cell.indexOf(':'))), mark, shape, limits);
    const merged = series.groups.get(key);
    if (merged !== undefined) merged.cutFrom = Math.min(merged.cutFrom, group.cutFrom);
  }
}

/** Marks of one kind in order of time, each event once. */
export function marksOf(group: MarkGroup | undefined, kind: number, shape: SeriesShape, seed: number): Mark[] {
  if (group === undefined) return [];
  const marks: Mark[] = [];
  for (const [key, cell] of group.cells) if (key.startsWith(`${kind}:`)) marks.push(...trim(cell, shape, seed));
  return marks.toSorted(byTime);
}

export interface Burst {
  marks: Mark[];
  fromMs: number;
  toMs: number;
}

/** Stretches in which a window of `spanMs` holds at least `least` marks; a stretch goes on while the next mark lies within. */
export function burstsIn(marks: readonly Mark[], least: number, spanMs: number): Burst[] {
  const bursts: Burst[] = [];
  for (let at = 0; at + least <= marks.length; ) {
    const first = marks[at] as Mark;
    const reached = marks[at + least - 1] as Mark;
    if (reached.timeMs - first.timeMs > spanMs) {
      at += 1;
      continue;
    }
    let end = at + least;
    while (end < marks.length && (marks[end] as Mark).timeMs - (marks[end - 1] as Mark).timeMs <= spanMs) end += 1;
    const inside = marks.slice(at, end);
    bursts.push({ marks: inside, fromMs: first.timeMs, toMs: (inside.at(-1) as Mark).timeMs });
    at = end;
  }
  return bursts;
}

/** Stretches whose gaps are at most `spanMs`: repeats that count as one. */
export const chainsIn = (marks: readonly Mark[], spanMs: number): Burst[] => burstsIn(marks, 1, spanMs);
