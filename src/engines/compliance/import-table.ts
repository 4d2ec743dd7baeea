/**
 * A table of the organisation from its file: rows that hold, and every row that does not with its line and the reason.
 *
 * Pure. O(n). CSV and JSON (an array of objects, one object a line, or an object with the table's name).
 * Trust: a person's file, of any content. A row is taken whole or not at all: half a row would be half an answer.
 */
import { readCsv } from './csv-rows.ts';
import { type FieldType, type InputField, type InputTable } from './input-tables.ts';
import { type InputRecord, ROW_SCHEMAS } from './inputs.ts';
import { placesIn } from './json-places.ts';
import { nominalMs } from './duration.ts';
import { sizeFault } from './load-framework.ts';

export const MAX_INPUT_CHARS = 64 * 1024 * 1024;
export const MAX_INPUT_ROWS = 200_000;

export interface Rejection {
  /** From 1. */
  line: number;
  /** As the file names it; absent where the whole row is meant. */
  column?: string;
  reason: string;
}

export interface ImportedTable {
  /** As the file names them. */
  columns: string[];
  /** Column to field; a column that is not here stays under its own name. */
  mapping: Record<string, string>;
  rows: InputRecord[];
  rejections: Rejection[];
  /** Times that name no zone, and were taken as UTC. */
  assumedUtc: number;
  /** Why nothing could be read at all. */
  problem?: string;
}

interface RawRow {
  line: number;
  values: Record<string, unknown>;
}

export function importTable(
  table: InputTable,
  text: string,
  format: 'csv' | 'json',
  given: Readonly<Record<string, string>> = {},
): ImportedTable {
  const none = (problem: string): ImportedTable => ({
    columns: [],
    mapping: {},
    rows: [],
    rejections: [],
    assumedUtc: 0,
    problem,
  });
  if (text.length > MAX_INPUT_CHARS) return none(`it is longer than ${MAX_INPUT_CHARS} characters`);
  const raw = format === 'csv' ? fromCsv(text) : fromJson(table, text);
  if ('problem' in raw) return none(raw.problem);
  if (raw.rows.length > MAX_INPUT_ROWS) return none(`it has more than ${MAX_INPUT_ROWS} rows`);
  const mapping = mappingOf(table, raw.columns, given);
  if ('problem' in mapping) return { ...none(mapping.problem), columns: raw.columns };
  const result: ImportedTable = {
    columns: raw.columns,
    mapping,
    rows: [],
    rejections: [...raw.rejections],
    assumedUtc: 0,
  };
  const lineOfKey = new Map<string, number>();
  for (const row of raw.rows) {
    const taken = readRow(table, row, mapping);
    if ('rejection' in taken) result.rejections.push(taken.rejection);
    else {
      result.assumedUtc += taken.assumedUtc;
      const key = String(taken.row[table.key] ?? '');
      const before = lineOfKey.get(key);
      if (before !== undefined)
        result.rejections.push({ line: row.line, reason: `"${key}" stands already in line ${before}` });
      else {
        lineOfKey.set(key, row.line);
        result.rows.push(taken.row);
      }
    }
  }
  result.rejections.sort((one, two) => one.line - two.line);
  return result;
}

interface RawTable {
  columns: string[];
  rows: RawRow[];
  rejections: Rejection[];
}

function fromCsv(text: string): RawTable | { problem: string } {
  const { rows, unclosedLine } = readCsv(text);
  const [head, ...body] = rows;
  if (head === undefined) return { problem: 'it is empty' };
  const columns = head.cells.map((cell) => cell.trim());
  const twice = columns.find((name, at) => name !== '' && columns.indexOf(name) !== at);
  if (twice !== undefined) return { problem: `two columns are called "${twice}"` };
  const rejections: Rejection[] = [];
  if (unclosedLine !== undefined)
    rejections.push({ line: unclosedLine, reason: 'a quote is opened and never closed: nothing after it is read' });
  const kept = body.flatMap(({ line, cells }): RawRow[] => {
    if (cells.length > columns.length) {
      rejections.push({ line, reason: `${cells.length} cells, and ${columns.length} columns` });
      return [];
    }
    const values: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    cells.forEach((cell, at) => {
      const name = columns[at] ?? '';
      if (name !== '' && cell.trim() !== '') values[name] = cell.trim();
    });
    return [{ line, values }];
  });
  return { columns: columns.filter((name) => name !== ''), rows: kept, rejections };
}

function fromJson(table: InputTable, text: string): RawTable | { problem: string } {
  const rejections: Rejection[] = [];
  const rows: RawRow[] = [];
  const take = (value: unknown, line: number): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      rejections.push({ line, reason: 'a row must be an object' });
    else rows.push({ line, values: value as Record<string, unknown> });
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const lines = text.split('\n');
    const isLines =
      lines.length > 1 &&
      lines
        .find((one) => one.trim() !== '')
        ?.trim()
        .startsWith('{') === true;
    if (!isLines) return { problem: `it is not JSON: ${error instanceof Error ? error.message : 'unreadable'}` };
    lines.forEach((one, at) => {
      if (one.trim() === '') return;
      try {
        take(JSON.parse(one), at + 1);
      } catch {
        rejections.push({ line: at + 1, reason: 'this line is not JSON' });
      }
    });
    return { columns: columnsOf(rows), rows, rejections };
  }
  const tooMuch = sizeFault(value, 8_000_000);
  if (tooMuch !== undefined) return { problem: `it is not read: ${tooMuch}` };
  const isNamed = !Array.isArray(value) && typeof value === 'object' && value !== null;
  const items = isNamed ? (value as Record<string, unknown>)[table.name] : value;
  if (!Array.isArray(items)) return { problem: `it is neither an array of rows nor an object with "${table.name}"` };
  const places = placesIn(text);
  items.forEach((item, at) => take(item, places.lineOf(`${isNamed ? `/${table.name}` : ''}/${at}`)));
  return { columns: columnsOf(rows), rows, rejections };
}

const columnsOf = (rows: readonly RawRow[]): string[] => [
  ...new Set(rows.flatMap(({ values }) => Object.keys(values))),
];

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/gu, '');

/** What the person said, and by name what nobody said. */
function mappingOf(
  table: InputTable,
  columns: readonly string[],
  given: Readonly<Record<string, string>>,
): Record<string, string> | { problem: string } {
  const mapping: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [column, field] of Object.entries(given)) {
    if (!columns.includes(column)) return { problem: `there is no column "${column}"; it has ${columns.join(', ')}` };
    if (field !== '' && !table.fields.some(({ name }) => name === field))
      return {
        problem: `the table has no field "${field}"; it has ${table.fields.map(({ name }) => name).join(', ')}`,
      };
    mapping[column] = field;
  }
  const isTaken = (field: string): boolean => Object.values(mapping).includes(field);
  for (const names of [(field: InputField) => [field.name], (field: InputField) => field.aliases ?? []])
    for (const field of table.fields) {
      if (isTaken(field.name)) continue;
      const wanted = names(field).map(plain);
      const column = columns.find((name) => mapping[name] === undefined && wanted.includes(plain(name)));
      if (column !== undefined) mapping[column] = field.name;
    }
  const twice = Object.values(mapping).find((field, at, all) => field !== '' && all.indexOf(field) !== at);
  if (twice !== undefined) return { problem: `two columns are to be "${twice}"` };
  const missing = table.fields.filter(
    ({ name, isRequired }) => isRequired === true && !isTaken(name) && !columns.includes(name.split('.')[0] ?? ''),
  );
  // An empty table says something: that there are none.
  if (missing.length > 0 && columns.length > 0)
    return { problem: `no column is ${missing.map(({ name }) => `"${name}"`).join(' or ')}` };
  return mapping;
}

function readRow(
  table: InputTable,
  { line, values }: RawRow,
  mapping: Readonly<Record<string, string>>,
): { row: InputRecord; assumedUtc: number } | { rejection: Rejection } {
  const row: Record<string, unknown> = {};
  let assumedUtc = 0;
  for (const [column, value] of Object.entries(values)) {
    const target = Object.hasOwn(mapping, column) ? (mapping[column] as string) : column;
    if (target === '' || target === '__proto__' || value === null || value === '') continue;
    const field = table.fields.find(({ name }) => name === target);
    const read = field === undefined ? { value } : convert(field.type, value);
    if ('reason' in read) return { rejection: { line, column, reason: read.reason } };
    if ('isAssumed' in read) assumedUtc += 1;
    put(row, target.split('.'), read.value);
  }
  const absent = table.fields.find(({ name, isRequired }) => isRequired === true && !has(row, name.split('.')));
  if (absent !== undefined) return { rejection: { line, column: absent.name, reason: `"${absent.name}" is empty` } };
  const silence = row['maxSilence'];
  if (table.name === 'logSources' && silence !== undefined && Number.isNaN(nominalMs(String(silence))))
    return { rejection: { line, column: 'maxSilence', reason: 'not an ISO 8601 duration like PT4H' } };
  const checked = ROW_SCHEMAS[table.name].safeParse(row);
  if (checked.success) return { row, assumedUtc };
  const [issue] = checked.error.issues;
  const column = issue?.path.join('.') ?? '';
  return {
    rejection: { line, ...(column === '' ? {} : { column }), reason: issue?.message ?? 'not a row of this table' },
  };
}

function put(row: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) row[name] = value;
  else {
    const inner = row[name];
    const target = typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>) : {};
    row[name] = target;
    put(target, rest, value);
  }
}

function has(row: unknown, [name = '', ...rest]: readonly string[]): boolean {
  if (typeof row !== 'object' || row === null || !Object.hasOwn(row, name)) return false;
  return rest.length === 0 || has((row as Record<string, unknown>)[name], rest);
}

const TRUE = ['true', 'yes', 'y', '1', 'x', 'in scope'];
const FALSE = ['false', 'no', 'n', '0', 'out of scope'];
const MAX_LIST_TEXT = 256;
/** Only forms that mean one day everywhere: 03/04/2026 is March to some and April to others. */
const DAY = /^\d{4}-\d\d-\d\d$/u;
const MOMENT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?$/u;

function convert(type: FieldType, value: unknown): { value: unknown; isAssumed?: true } | { reason: string } {
  switch (type) {
    case 'text':
      return typeof value === 'string' || typeof value === 'number' ? { value: String(value) } : { reason: 'not text' };
    case 'number': {
      const number = typeof value === 'string' && /^-?\d+(?:\.\d+)?$/u.test(value.trim()) ? Number(value) : value;
      return typeof number === 'number' ? { value: number } : { reason: `"${short(value)}" is not a number` };
    }
    case 'boolean': {
      if (typeof value === 'boolean') return { value };
      const word = String(value).trim().toLowerCase();
      if (TRUE.includes(word)) return { value: true };
      return FALSE.includes(word) ? { value: false } : { reason: `"${short(value)}" is neither yes nor no` };
    }
    case 'list':
      if (Array.isArray(value)) return { value };
      return {
        value: String(value)
          .split(/[;|]/u)
          .map((item) => item.trim())
          .filter((item) => item !== '')
          .slice(0, MAX_LIST_TEXT),
      };
    case 'time':
      return timeOf(String(value).trim());
  }
}

/** A moment without a zone is taken as UTC, and counted: a day is a day. */
function timeOf(text: string): { value: string; isAssumed?: true } | { reason: string } {
  const found = MOMENT.exec(text);
  const moment = DAY.test(text)
    ? `${text}T00:00:00Z`
    : found === null
      ? undefined
      : `${found[1]}T${found[2]}${found[3] ?? 'Z'}`;
  if (moment === undefined || Number.isNaN(Date.parse(moment)) || !isRealDay(text))
    return { reason: `"${short(text)}" is not a time like 2026-03-31 or 2026-03-31T17:00:00Z` };
  return { value: moment, ...(found !== null && found[3] === undefined ? { isAssumed: true } : {}) };
}

/** `Date.parse` takes 31 February for a day in March. */
function isRealDay(text: string): boolean {
  const day = text.slice(0, 10);
  const parsed = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().slice(0, 10) === day;
}

const short = (value: unknown): string => String(value).slice(0, 60);
