/**
 * Rows of an export: an event as a line of JSON, or as a row of CSV that a spreadsheet can't be made to execute.
 *
 * Pure. Source: RFC 4180 (CRLF, quotes doubled), UTF-8 without a byte-order mark, a header row.
 * Differences: a text cell that begins with one of `= + - @ '`, their full-width forms, TAB, CR or LF gets one `'` in
 * front. Since a cell that begins with `'` gets one too, the rule is reversible: take one leading `'` off every cell.
 * Described in resources/docs/cli.md.
 * Trust: every cell may be written by an attacker who waits for the file to be opened in a spreadsheet.
 */
import type { AuditLog, JsonValue } from '../../engines/event/audit-event.ts';

type Cell = string | number | boolean | null | undefined;

const COLUMNS: readonly (readonly [name: string, cell: (event: AuditLog) => Cell])[] = [
  ['seq', (event) => event.seq],
  ['timestamp', (event) => event.timestamp],
  ['eventType', (event) => event.eventType],
  ['severity', (event) => event.severity],
  ['message', (event) => textOrJson(event.metadata['message'])],
  ['source.ip', (event) => event.source.ip],
  ['source.userAgent', (event) => event.source.userAgent],
  ['source.userId', (event) => event.source.userId],
  ['source.sessionId', (event) => event.source.sessionId],
  ['source.tenantId', (event) => event.source.tenantId],
  ['action.type', (event) => event.action.type],
  ['action.resource', (event) => event.action.resource],
  ['action.method', (event) => event.action.method],
  ['action.success', (event) => event.action.success],
  ['eventId', (event) => event.eventId],
  ['_id', (event) => event['_id']],
  ['origin.source', (event) => event.origin.source],
  ['origin.offset', (event) => event.origin.offset],
  ['origin.length', (event) => event.origin.length],
  ['origin.rawHash', (event) => event.origin.rawHash],
  ['integrity.hash', (event) => event.integrity.hash],
  ['integrity.signature', (event) => event.integrity.signature],
  ['integrity.chainHash', (event) => event.integrity.chainHash],
  ['event', (event) => JSON.stringify(event)],
];

const STARTS_A_FORMULA = /^[=+\-@'\t\r\n\uff1d\uff0b\uff0d\uff20]/u;
const NEEDS_QUOTES = /[",\r\n]/u;

/** The header row of the CSV form. */
export const csvHeader = (): string => `${COLUMNS.map(([name]) => name).join(',')}\r\n`;

/** One event, in the columns of the header; the last one is the whole event as JSON, so nothing is lost. */
export const csvRow = (event: AuditLog): string => `${COLUMNS.map(([, cell]) => csvCell(cell(event))).join(',')}\r\n`;

/** One event, whole, as one line. */
export const jsonLine = (event: AuditLog): string => `${JSON.stringify(event)}\n`;

/** Numbers and truth values are ours and stand as they are; text is guarded and, where it must be, quoted. */
export function csvCell(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  const guarded = STARTS_A_FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

const textOrJson = (value: JsonValue | undefined): Cell =>
  value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
