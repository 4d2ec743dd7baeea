/**
 * The dialect and the columns of delimited text, from its first rows.
 *
 * Pure; reads the head of the source once.
 * Source: RFC 4180 §2.3 (header); Timesketch's import rules (mapping/timeline.ts).
 * Trust: the head is the log's; header names are hostile: any text, `__proto__`, twice the same.
 */
import type { JsonValue } from '../../../event/audit-event.ts';
import { isUsualName } from '../../mapping/generic.ts';
import { TIMELINE_COLUMNS } from '../../mapping/timeline.ts';
import { TEXT_ENCODINGS } from '../../encoding.ts';
import type { TextEncoding } from '../../encoding.ts';
import type { CodeView } from '../json/json-view.ts';
import { fieldText, newCsvRow, scanRow } from './csv-row.ts';
import type { CsvDialect, CsvRow } from './csv-row.ts';

/** The `settings` of a CSV context. */
export interface CsvSettings extends CsvDialect {
  encoding: TextEncoding;
  /** Names of the columns, each once. */
  columns: string[];
  /** In dates like `6/9/2005` the day comes first, or the month; undefined where the head does not tell. */
  isDayFirst?: boolean;
  /** The source is a Timesketch timeline: a row without a readable `datetime` is refused. */
  isTimeline: boolean;
}

export function settingsToJson(settings: CsvSettings): JsonValue {
  return { ...settings };
}

/** Reads settings that went through JSON. */
export function settingsFromJson(value: JsonValue): CsvSettings {
  const found: CsvSettings = { encoding: 'utf-8', delimiter: 44, skipsBlanks: false, columns: [], isTimeline: false };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return found;
  const { encoding, delimiter, skipsBlanks, columns, isTimeline, isDayFirst } = value;
  found.encoding = TEXT_ENCODINGS.find((known) => known === encoding) ?? 'utf-8';
  if (typeof delimiter === 'number') found.delimiter = delimiter;
  found.skipsBlanks = skipsBlanks === true;
  found.isTimeline = isTimeline === true;
  if (typeof isDayFirst === 'boolean') found.isDayFirst = isDayFirst;
  if (Array.isArray(columns)) found.columns = columns.filter((name) => typeof name === 'string');
  return found;
}

const DELIMITERS = [44, 9, 59, 124] as const;
const ROWS_LOOKED_AT = 40;
const MAX_NAME_CHARS = 128;
const MAX_NAME_WORDS = 6;

export interface FoundTable {
  dialect: CsvDialect;
  /** The first row's texts. */
  first: string[];
  hasHeader: boolean;
  /** Rows seen, at most 40, and the share of them with as many fields as the first. */
  rows: number;
  share: number;
  /** Code index after the first row. */
  afterFirst: number;
}

/** The likeliest dialect; undefined where no row with two fields is there. */
export function findTable(view: CodeView, from: number, isWhole: boolean): FoundTable | undefined {
  let best: Tried | undefined;
  for (const delimiter of DELIMITERS) {
    const found = tryDialect(view, from, isWhole, { delimiter, skipsBlanks: false });
    if (found === undefined) continue;
    if (best === undefined || weight(found) > weight(best)) best = found;
  }
  if (best === undefined || best.delimiter === 9) return best?.table;
  const spaced = tryDialect(view, from, isWhole, { delimiter: best.delimiter, skipsBlanks: true });
  const hasSpacedQuotes = best.table.first.slice(1).some((name) => /^ +"/.test(name));
  return spaced !== undefined && hasSpacedQuotes ? spaced.table : best.table;
}

const weight = ({ table }: Tried): number =>
  table.share * 1_000 + Math.min(table.first.length, 500) + (table.hasHeader ? 50 : 0);

interface Tried {
  delimiter: number;
  table: FoundTable;
}

function tryDialect(view: CodeView, from: number, isWhole: boolean, dialect: CsvDialect): Tried | undefined {
  const { codes } = view;
  const row = newCsvRow();
  let at = from;
  let rows = 0;
  let same = 0;
  let first: string[] | undefined;
  let afterFirst = from;
  while (at < codes.length && rows < ROWS_LOOKED_AT) {
    const outcome = scanRow(codes, at, codes.length, dialect, row);
    if (outcome === 'wide') return undefined;
    if (outcome === 'open') break;
    // The last row of a head that is not the whole may be cut.
    if (row.next >= codes.length && !isWhole && rows > 0) break;
    at = row.next;
    if (row.count === 1 && row.end === (row.starts[0] as number)) continue;
    rows += 1;
    if (first === undefined) {
      if (row.count < 2) return undefined;
      first = texts(view, row);
      afterFirst = row.next;
    }
    if (row.count === first.length) same += 1;
  }
  if (first === undefined) return undefined;
  const table = { dialect, first, hasHeader: isHeader(first), rows, share: same / rows, afterFirst };
  return { delimiter: dialect.delimiter, table };
}

function texts(view: CodeView, row: CsvRow): string[] {
  return Array.from({ length: row.count }, (_, index) => fieldText(row, index, view.text));
}

const SHORT_DATE = /^\s*([0-9]{1,2})[/.-]([0-9]{1,2})[/.-][0-9]{2,4}(?![0-9])/;
const MAX_DATE_ROWS = 2_000;

/** Whether the day comes first in the table's short dates: told by any number beyond 12; undefined where none tells. */
export function findDayOrder(view: CodeView, from: number, dialect: CsvDialect): boolean | undefined {
  const row = newCsvRow();
  let at = from;
  let dayFirst = 0;
  let monthFirst = 0;
  for (let rows = 0; at < view.codes.length && rows < MAX_DATE_ROWS; rows += 1) {
    if (scanRow(view.codes, at, view.codes.length, dialect, row) !== 'whole') break;
    at = row.next;
    for (let i = 0; i < row.count; i += 1) {
      const start = row.starts[i] as number;
      const found = SHORT_DATE.exec(view.text(start, Math.min(row.ends[i] as number, start + 24)));
      if (found === null) continue;
      if (Number(found[1]) > 12) dayFirst += 1;
      if (Number(found[2]) > 12) monthFirst += 1;
    }
  }
  return dayFirst > 0 === monthFirst > 0 ? undefined : dayFirst > 0;
}

const VALUE_LIKE = /^[-+]?[0-9][0-9.,:/\-+TZ ]*$|^[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,}$|^(?:true|false|null|nan)$/i;

/** Names, not values: no numbers, times or addresses, no long texts, mostly not empty and not the same. */
function isHeader(first: readonly string[]): boolean {
  let empty = 0;
  const seen = new Set<string>();
  for (const raw of first) {
    const name = raw.trim();
    if (name === '') {
      empty += 1;
      continue;
    }
    if (name.length > MAX_NAME_CHARS || VALUE_LIKE.test(name) || /[\r\n{}<>]/.test(name)) return false;
    if (name.split(/\s+/).length > MAX_NAME_WORDS) return false;
    seen.add(name.toLowerCase());
  }
  return seen.size > 0 && empty * 3 <= first.length && seen.size * 2 >= first.length - empty;
}

/** 0 to 1: how sure it is that a table is one. */
export function scoreTable(table: FoundTable): number {
  const { first, rows, share } = table;
  if (share < 0.9) return share >= 0.6 && table.hasHeader && usualNames(first) >= 3 ? 0.7 : 0;
  if (table.hasHeader) {
    const usual = usualNames(first);
    if (rows === 1) return usual >= 2 && first.length >= 3 ? 0.6 : 0;
    if (usual > 0) return first.length >= 3 ? 0.92 : 0.8;
    return first.length >= 3 ? 0.75 : 0.2;
  }
  return rows >= 3 && first.length >= 3 ? 0.45 : 0;
}

const usualNames = (first: readonly string[]): number => first.filter((name) => isUsualName(name.trim())).length;

export interface Columns {
  names: string[];
  /** Names that stood twice. */
  repeated: string[];
}

/** Each column's own name: trimmed; `c<n>` for an empty one; `name_2` for one that stands again. */
export function nameColumns(first: readonly string[], hasHeader: boolean): Columns {
  const names: string[] = [];
  const repeated: string[] = [];
  const taken = new Set<string>();
  first.forEach((raw, index) => {
    const name = (hasHeader && raw.trim().toWellFormed()) || `c${index + 1}`;
    let own = name;
    for (let again = 2; taken.has(own); again += 1) own = `${name}_${again}`;
    if (own !== name) repeated.push(name);
    taken.add(own);
    names.push(own);
  });
  return { names, repeated };
}

/**
 * The required columns a timeline lacks: empty where it has all, undefined where the table is no timeline. One that has
 * `timestamp_desc` in any spelling, or Timesketch's own `__ts_` columns, is meant to be one.
 */
export function missingTimelineColumns(columns: readonly string[]): string[] | undefined {
  const missing = TIMELINE_COLUMNS.filter((name) => !columns.includes(name));
  if (missing.length === 0) return [];
  const isMeant = columns.some(
    (name) => name.startsWith('__ts_') || name.toLowerCase().replace(/[_\- ]/g, '') === 'timestampdesc',
  );
  return isMeant ? missing : undefined;
}
