/**
 * How the records of a JSON source lie: one a line, one after another, in one array, or in an array inside an object.
 *
 * Pure; reads the head of the source once.
 * Source: RFC 8259; JSON Lines (jsonlines.org); RFC 7464 (record separators); wrapper names: AWS CloudTrail log files
 * (`Records`), Microsoft Graph and OData (`value`), Azure diagnostic logs (`records`), Elasticsearch responses
 * (`hits.hits`), CloudWatch Logs subscriptions (`logEvents`), Google list responses (`items`, `entries`).
 * Trust: the head is the log's; it decides only where records are looked for.
 */
import type { JsonValue } from '../../../event/audit-event.ts';
import { TEXT_ENCODINGS } from '../../encoding.ts';
import type { TextEncoding } from '../../encoding.ts';
import { newJsonScan, scanJson, skipLead, skipSpace } from './json-scan.ts';

export const LAYOUTS = ['lines', 'stream', 'array', 'wrapper'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** The `settings` of a JSON context. */
export interface JsonSettings {
  layout: Layout;
  encoding: TextEncoding;
  /** Names that lead to the array: of the one wrapper object, or of each record where every record wraps some. */
  path: string[];
  /** White space before a record at the start of its line; -1 where records don't start lines. */
  indent: number;
}

export interface FoundLayout {
  layout: Layout;
  path: string[];
  indent: number;
  /** Code index at which the records begin. */
  start: number;
}

export function settingsToJson(settings: JsonSettings): JsonValue {
  return { layout: settings.layout, encoding: settings.encoding, path: settings.path, indent: settings.indent };
}

/** Reads settings that went through JSON; anything odd falls back to lines of UTF-8. */
export function settingsFromJson(value: JsonValue): JsonSettings {
  const found: JsonSettings = { layout: 'lines', encoding: 'utf-8', path: [], indent: -1 };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return found;
  const { layout, encoding, path, indent } = value;
  found.layout = LAYOUTS.find((known) => known === layout) ?? 'lines';
  found.encoding = TEXT_ENCODINGS.find((known) => known === encoding) ?? 'utf-8';
  if (Array.isArray(path)) found.path = path.filter((name) => typeof name === 'string');
  if (typeof indent === 'number') found.indent = indent;
  return found;
}

const WRAPPER_NAMES = new Set(
  'records value events logs items data results result hits hits.hits entries logevents auditlogs auditevents activities response'.split(
    ' ',
  ),
);
/** Wrappers that are written again and again into one file; under other names a record may have its own list. */
const REPEATED_WRAPPERS = new Set(['records', 'logevents', 'hits']);
/** An object with one of these is an event itself, whatever arrays it holds. */
const EVENT_NAMES = new Set(
  'timestamp @timestamp time ts eventtime event_time datetime date published created_at createdat eventid eventname eventtype creationtime timegenerated protopayload auditid system event message msg'.split(
    ' ',
  ),
);
const MAX_WRAPPER_MEMBERS = 24;
const LINES_LOOKED_AT = 24;

/**
 * @param codes the head as codes, after any byte-order mark
 * @param isWhole whether nothing follows
 */
export function findLayout(codes: Uint8Array, from: number, isWhole: boolean, text: TextOf): FoundLayout | undefined {
  const start = skipLead(codes, from, codes.length);
  const first = codes[start];
  if (first === 91) return { layout: 'array', path: [], indent: indentOf(codes, start + 1), start: start + 1 };
  const lines = countLines(codes, from, isWhole, text);
  if (first !== 123 && lines.records === 0) return undefined;
  const severalRecords = (): FoundLayout => {
    const isLines = lines.records > 0 && (lines.isFirst || lines.records * 3 >= lines.total);
    const indent = Math.max(0, indentOf(codes, from));
    return { layout: isLines ? 'lines' : 'stream', path: [], indent, start: from };
  };
  const scan = newJsonScan();
  const outcome = first === 123 ? scanJson(codes, start, codes.length, scan) : 'damaged';
  if (outcome === 'whole' || outcome === 'cut') {
    const array = findArray(codes, start, outcome === 'whole' ? scan.end : codes.length, text);
    if (array !== undefined) {
      const isOnly = outcome === 'cut' || (isWhole && skipSpace(codes, scan.end, codes.length) === codes.length);
      if (isOnly)
        return { layout: 'wrapper', path: array.path, indent: indentOf(codes, array.start), start: array.start };
      const isRepeated = REPEATED_WRAPPERS.has((array.path[0] as string).toLowerCase());
      if (isRepeated) return { ...severalRecords(), path: array.path };
    }
  }
  return severalRecords();
}

export type TextOf = (start: number, end: number) => string;

/** How many of the first lines are one whole object each. */
function countLines(codes: Uint8Array, from: number, isWhole: boolean, text: TextOf) {
  const scan = newJsonScan();
  let total = 0;
  let records = 0;
  let isFirst = false;
  let at = from;
  while (at < codes.length && total < LINES_LOOKED_AT) {
    let end = codes.indexOf(10, at);
    if (end < 0) {
      if (!isWhole && total > 0) break;
      end = codes.length;
    }
    const start = skipLead(codes, at, end);
    if (start < end) {
      total += 1;
      const isRecord =
        codes[start] === 123 &&
        scanJson(codes, start, end, scan) === 'whole' &&
        skipSpace(codes, scan.end, end) === end &&
        isJson(text(start, scan.end));
      if (isRecord) {
        records += 1;
        if (total === 1) isFirst = true;
      }
    }
    at = end + 1;
  }
  return { total, records, isFirst };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Blanks between the line end and the first record; -1 where the record does not start its line. */
function indentOf(codes: Uint8Array, at: number): number {
  const record = skipSpace(codes, at, codes.length);
  if (record === 0) return 0;
  const lineEnd = codes.lastIndexOf(10, record - 1);
  return lineEnd < at ? -1 : record - lineEnd - 1;
}

export interface FoundArray {
  path: string[];
  /** Index after the array's opening bracket. */
  start: number;
}

interface Members {
  isEvent: boolean;
  /** Members that are no scalars and no array of objects. */
  structures: number;
  count: number;
  arrays: { name: string; start: number }[];
  objects: { name: string; start: number }[];
}

/**
 * The array of records inside the object at `at`: under a usual name, or the only array of objects beside scalars.
 * Objects that look like an event themselves have none.
 */
export function findArray(codes: Uint8Array, at: number, limit: number, text: TextOf): FoundArray | undefined {
  const members = listMembers(codes, at, limit, text);
  if (members === undefined || members.isEvent) return undefined;
  const named = members.arrays.find(({ name }) => WRAPPER_NAMES.has(name.toLowerCase()));
  if (named !== undefined) return { path: [named.name], start: named.start };
  for (const { name, start } of members.objects) {
    if (!WRAPPER_NAMES.has(name.toLowerCase())) continue;
    const inner = listMembers(codes, start, limit, text);
    const array = inner?.arrays.find((found) => WRAPPER_NAMES.has(found.name.toLowerCase()));
    if (array !== undefined) return { path: [name, array.name], start: array.start };
  }
  const [only] = members.arrays;
  if (only === undefined || members.arrays.length > 1 || members.structures > 0) return undefined;
  return { path: [only.name], start: only.start };
}

/** Follows known names to the array inside the object at `at`. */
export function followPath(
  codes: Uint8Array,
  at: number,
  limit: number,
  path: readonly string[],
  text: TextOf,
): number {
  let from = at;
  for (let i = 0; i < path.length; i += 1) {
    const members = listMembers(codes, from, limit, text);
    const isLast = i === path.length - 1;
    const next = (isLast ? members?.arrays : members?.objects)?.find(({ name }) => name === path[i]);
    if (next === undefined) return -1;
    from = next.start;
  }
  return from;
}

/** The members of the object at `at`, as far as they can be seen; undefined where it is no object. */
function listMembers(codes: Uint8Array, at: number, limit: number, text: TextOf): Members | undefined {
  const scan = newJsonScan();
  const found: Members = { isEvent: false, structures: 0, count: 0, arrays: [], objects: [] };
  let i = skipSpace(codes, at + 1, limit);
  while (i < limit && codes[i] === 34 && found.count < MAX_WRAPPER_MEMBERS) {
    const nameEnd = stringEnd(codes, i, limit);
    if (nameEnd > limit) return found;
    const name = text(i + 1, nameEnd - 1);
    if (EVENT_NAMES.has(name.toLowerCase())) found.isEvent = true;
    i = skipSpace(codes, nameEnd, limit);
    if (codes[i] !== 58) return found;
    i = skipSpace(codes, i + 1, limit);
    found.count += 1;
    const kind = codes[i];
    if (kind === 91 && codes[skipSpace(codes, i + 1, limit)] === 123) found.arrays.push({ name, start: i + 1 });
    else if (kind === 123) found.objects.push({ name, start: i });
    if (kind === 123) found.structures += 1;
    if (kind === 123 || kind === 91) {
      if (scanJson(codes, i, limit, scan) !== 'whole') return found;
      i = scan.end;
    } else if (kind === 34) {
      i = stringEnd(codes, i, limit);
    } else {
      while (i < limit && codes[i] !== 44 && codes[i] !== 125) i += 1;
    }
    i = skipSpace(codes, i, limit);
    if (codes[i] !== 44) return found;
    i = skipSpace(codes, i + 1, limit);
  }
  return found;
}

/** Index after the string that begins at `at`; beyond `limit` where it does not end. */
function stringEnd(codes: Uint8Array, at: number, limit: number): number {
  let i = at + 1;
  while (i < limit) {
    if (codes[i] === 34) return i + 1;
    i += codes[i] === 92 ? 2 : 1;
  }
  return limit + 1;
}
