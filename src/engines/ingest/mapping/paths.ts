/**
 * Looking values up in a record by our own lists of names.
 *
 * Pure. Names come from this code, never from the log, so no name here is one of Object.prototype.
 * Trust: the values are the log's: any type may stand anywhere.
 */
import type { JsonObject, JsonValue } from '../../event/audit-event.ts';

/** Names from the outside in. An array's members are named by their index. */
export type Path = readonly string[];
/** Alternatives in order of preference. */
export type Paths = readonly Path[];

const known = new Map<string, Paths>();

/** `a.b|c`: first `a.b`, then `c`. A name with dots in it is written `a~b`. Remembered: the texts are constants. */
export function paths(text: string): Paths {
  let found = known.get(text);
  if (found === undefined) {
    found = text.split('|').map((one) => one.split('.').map((name) => name.replaceAll('~', '.')));
    known.set(text, found);
  }
  return found;
}

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function valueAt(record: JsonObject, path: Path): JsonValue | undefined {
  let value: JsonValue | undefined = record;
  for (let i = 0; i < path.length; i += 1) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as JsonObject)[path[i] as string];
  }
  return value;
}

/** The first value that is there and is not null. */
export function firstValue(record: JsonObject, among: Paths): JsonValue | undefined {
  for (let i = 0; i < among.length; i += 1) {
    const value = valueAt(record, among[i] as Path);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** A scalar as text; undefined for objects, arrays, null and placeholders for nothing (`-`, `N/A`). */
export function scalarText(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string') return isNothing(value) ? undefined : value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return undefined;
}

function isNothing(text: string): boolean {
  if (text.length > 6) return false;
  return text === '' || text === '-' || text === 'null' || text === 'N/A' || text === 'n/a' || text === '(null)';
}

/** The first that is a scalar with something in it. */
export function firstText(record: JsonObject, among: Paths | undefined): string | undefined {
  if (among === undefined) return undefined;
  for (let i = 0; i < among.length; i += 1) {
    const text = scalarText(valueAt(record, among[i] as Path));
    if (text !== undefined) return text;
  }
  return undefined;
}
