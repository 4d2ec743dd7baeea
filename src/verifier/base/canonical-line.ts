/**
 * Whether a line is exactly the RFC 8785 form of what it says, and what it says: parse, write again, compare.
 *
 * Pure. About 5 µs for a line of 600 bytes. Source: RFC 8785 §3.2; evidence-format.md §1.
 * The platform's parser is fast but forgiving: it keeps the last of two equal names, reads 2^53+1 as 2^53, and sorts names
 * like "10". So it only answers for lines that it writes again unchanged, with names in order; any other line goes to the
 * strict reader, which has the last word and the reason.
 */
import { canonicalJson, isList, type Json, parseJson, RECORD_LIMITS } from './strict-json.ts';
import { demand } from './refused.ts';

/** @throws Refused with the reason why the line is not canonical */
export function readCanonical(line: string): Json {
  const fast = readFast(line);
  if (fast !== undefined) return fast;
  const value = parseJson(line);
  demand(canonicalJson(value) === line, 'not in canonical form');
  return value;
}

function readFast(line: string): Json | undefined {
  try {
    const value = JSON.parse(line) as Json;
    // JSON.stringify writes a lone surrogate as an escape, and so would agree with a line that does.
    if (line.includes('\\ud') || JSON.stringify(value) !== line || !isPlain(value, 0)) return undefined;
    return value;
  } catch {
    // Not JSON, or too deep for the platform: the strict reader says which.
    return undefined;
  }
}

/** Names in order, numbers and depth within the limits. The order of names in memory is that of the text: it was compared. */
function isPlain(value: Json, depth: number): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value);
  if (depth >= RECORD_LIMITS.depth) return false;
  if (isList(value)) return value.every((item) => isPlain(item, depth + 1));
  let before: string | undefined;
  for (const name in value) {
    if (before !== undefined && before >= name) return false;
    // An own member of this name would hide the prototype from the loops of whoever reads the object.
    if (name === '__proto__' || !isPlain(value[name] as Json, depth + 1)) return false;
    before = name;
  }
  return true;
}
