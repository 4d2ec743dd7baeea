/**
 * The values of a field in a segment and how many events hold each.
 *
 * Dictionary values are counted by code; values outside it by reading the lines. An event counts once per different value.
 * Memory: at most MAX_VALUES different values are counted; past that the rarest are let go and the result says so.
 */
import { flattenEvent } from '../../../engines/search/flatten.ts';
import { resolveField, type FieldTarget, targetMatchesPath } from '../../../engines/search/fields.ts';
import type { JsonObject } from '../../../engines/event/audit-event.ts';
import { ABSENT, FIRST_ENTRY, MULTIPLE, NUMBER, TEXT } from './column-codes.ts';
import type { ColumnReader } from './column-reader.ts';
import { addRow, copyRows, emptyRows, hasRow, nextRow, type RowSet, subtractInto } from './row-set.ts';
import { UNINDEXED_PATHS } from './segment-file.ts';
import type { SegmentQuery } from './segment-query.ts';
import type { SegmentStore } from './segment-store.ts';

const MAX_VALUES = 1_000_000;

export interface SegmentTop {
  /** Text of a value to events that hold it. */
  counts: Map<string, number>;
  /** Events that hold the field at all. */
  present: number;
  /** Whether rare values were let go. */
  isPartial: boolean;
}

/** @param rows events that count; undefined: all events */
export function topOfSegment(
  store: SegmentStore,
  query: SegmentQuery,
  rows: RowSet | undefined,
  field: string,
): SegmentTop {
  const target = resolveField(field);
  const result: SegmentTop = { counts: new Map(), present: 0, isPartial: false };
  const columns = query.columnsOf(target).filter(({ facts }) => facts.presentRows > 0);
  const isIndexed = store.facts.overflowCount === 0 && !UNINDEXED_PATHS.some((path) => targetMatchesPath(target, path));
  const [only] = columns;
  if (rows === undefined && isIndexed && columns.length === 1 && only !== undefined && isCoded(only)) {
    const counts = only.counts();
    for (const [e, entry] of only.entries().entries()) if (counts[e]! > 0) add(result, String(entry), counts[e]!);
    result.present = only.facts.presentEvents;
    return result;
  }
  const scope = rows ?? query.eventRows();
  const byLine = isIndexed ? linesNeeded(columns, scope) : scope;
  if (isIndexed) for (const column of columns) countCodes(column, scope, byLine, result);
  for (let row = nextRow(byLine, 0); row >= 0; row = nextRow(byLine, row + 1)) countLine(store, row, target, result);
  return result;
}

const isCoded = ({ facts }: ColumnReader): boolean =>
  facts.textCount === 0 && facts.numberCount === 0 && facts.extraCount === 0;

/** Of the rows in scope those that codes can't count: a text outside a dictionary, or values in several columns or several in one. */
function linesNeeded(columns: readonly ColumnReader[], scope: RowSet): RowSet {
  const needed = emptyRows(scope.size);
  const isAlone = columns.length === 1;
  const seen = isAlone ? undefined : emptyRows(scope.size);
  for (const column of columns) {
    if (isAlone && column.facts.textCount === 0 && column.facts.extraCount === 0) continue;
    const codes = column.codes();
    for (let i = 0; i < scope.words.length; i++) {
      for (let word = scope.words[i]!; word !== 0; word &= word - 1) {
        const row = (i << 5) + 31 - Math.clz32(word & -word);
        const code = codes[row]!;
        if (code === ABSENT) continue;
        if (code === TEXT || code === MULTIPLE || (seen !== undefined && hasRow(seen, row))) addRow(needed, row);
        if (seen !== undefined) addRow(seen, row);
      }
    }
  }
  return needed;
}

function countCodes(column: ColumnReader, scope: RowSet, byLine: RowSet, result: SegmentTop): void {
  const counted = copyRows(scope);
  subtractInto(counted, byLine);
  const tally = new CodeTally(FIRST_ENTRY + column.facts.entryCount);
  if (column.facts.numberCount === 0) tallyCodes(column.codes(), counted, tally);
  else tallyNumbers(column, counted, tally, result);
  const entries = column.entries();
  for (const code of tally.seen) {
    const count = tally.counts[code]!;
    // Absent rows are not counted as present; texts and several values are read from lines.
    if (code !== ABSENT) result.present += count;
    if (code >= FIRST_ENTRY) add(result, String(entries[code - FIRST_ENTRY]), count);
  }
}

/** Of a dictionary of thousands a question mostly meets few: only those are looked at. */
class CodeTally {
  readonly counts: Uint32Array;
  readonly seen: number[] = [];

  constructor(codeCount: number) {
    this.counts = new Uint32Array(codeCount);
  }

  add(code: number): void {
    if (this.counts[code]!++ === 0) this.seen.push(code);
  }
}

function tallyCodes(codes: ReturnType<ColumnReader['codes']>, rows: RowSet, tally: CodeTally): void {
  for (let i = 0; i < rows.words.length; i++) {
    for (let word = rows.words[i]!; word !== 0; word &= word - 1) {
      tally.add(codes[(i << 5) + 31 - Math.clz32(word & -word)]!);
    }
  }
}

/** The nth row with the code of numbers holds the nth number: all rows are passed. */
function tallyNumbers(column: ColumnReader, rows: RowSet, tally: CodeTally, result: SegmentTop): void {
  const codes = column.codes();
  const numbers = column.numbers();
  let numberAt = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code === ABSENT) continue;
    const number = code === NUMBER ? numbers[numberAt++]! : undefined;
    if (!hasRow(rows, row)) continue;
    tally.add(code);
    if (number !== undefined) add(result, String(number), 1);
  }
}

function countLine(store: SegmentStore, row: number, target: FieldTarget, result: SegmentTop): void {
  const { body } = JSON.parse(store.lineAt(row)) as { body: JsonObject };
  const values = new Set<string>();
  flattenEvent(body, (path, value) => {
    if (value !== null && targetMatchesPath(target, path)) values.add(String(value));
  });
  if (values.size > 0) result.present++;
  for (const value of values) add(result, value, 1);
}

function add(result: SegmentTop, value: string, count: number): void {
  const { counts } = result;
  counts.set(value, (counts.get(value) ?? 0) + count);
  if (counts.size <= MAX_VALUES) return;
  result.isPartial = true;
  for (let floor = 1; counts.size > MAX_VALUES / 2; floor *= 2) {
    for (const [known, amount] of counts) if (amount <= floor) counts.delete(known);
  }
}

/** Adds the second result to the first. */
export function mergeTop(target: SegmentTop, other: SegmentTop): void {
  target.present += other.present;
  target.isPartial ||= other.isPartial;
  for (const [value, count] of other.counts) add(target, value, count);
}
