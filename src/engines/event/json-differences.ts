/**
 * Where two JSON values differ, field by field.
 *
 * Pure. O(n) in both; at most MAX_DIFFERENCES are told.
 * Trust: values hold text from evidence; a path is made of their names, so whoever shows one escapes it.
 */
import type { JsonValue } from './audit-event.ts';

export interface JsonDifference {
  /** `metadata.fields.user`, `roles[2]`; empty for the whole. */
  path: string;
  /** Absent where one side has nothing at this place: that is not the same as null. */
  recorded?: JsonValue;
  derived?: JsonValue;
}

export const MAX_DIFFERENCES = 200;

/** In the order of the recorded fields, then those that only the derived value has. */
export function jsonDifferences(recorded: JsonValue, derived: JsonValue): JsonDifference[] {
  const found: JsonDifference[] = [];
  compare('', recorded, derived, found);
  return found;
}

function compare(
  path: string,
  recorded: JsonValue | undefined,
  derived: JsonValue | undefined,
  found: JsonDifference[],
): void {
  if (found.length >= MAX_DIFFERENCES) return;
  if (Array.isArray(recorded) && Array.isArray(derived)) {
    const length = Math.max(recorded.length, derived.length);
    for (let i = 0; i < length; i++) compare(`${path}[${i}]`, recorded[i], derived[i], found);
    return;
  }
  if (isObject(recorded) && isObject(derived)) {
    for (const name of new Set([...Object.keys(recorded), ...Object.keys(derived)])) {
      compare(path === '' ? name : `${path}.${name}`, own(recorded, name), own(derived, name), found);
    }
    return;
  }
  if (recorded === derived) return;
  found.push({
    path,
    ...(recorded === undefined ? {} : { recorded }),
    ...(derived === undefined ? {} : { derived }),
  });
}

type JsonRecord = { [name: string]: JsonValue };

const isObject = (value: JsonValue | undefined): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const own = (value: JsonRecord, name: string): JsonValue | undefined =>
  Object.hasOwn(value, name) ? value[name] : undefined;
