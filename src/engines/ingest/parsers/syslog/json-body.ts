/**
 * A syslog message whose body is a JSON object: read by the rules for JSON records, under the message's own header.
 *
 * Pure, linear in the length of the message. The message itself stays as it is, so nothing is lost. Of an object that two
 * readers could read differently (a name that stands twice), is too deep or not quite JSON, the plain pairs are taken.
 * Source: RFC 8259; resources/docs/field-mapping.md.
 * Trust: text of the log.
 */
import type { EventDraft, JsonObject, JsonValue } from '../../../event/audit-event.ts';
import type { FormatContext } from '../../format.ts';
import { createEventMapper } from '../../mapping/json-event.ts';
import { parseTime } from '../../../event/time.ts';
import type { TimeOptions } from '../../../event/time.ts';
import { raiseSeverity, setTime, timeOptionsOf } from '../lines/draft.ts';
import { addField, unescapeQuoted } from '../lines/key-values.ts';
import { countKeys, keepNumbers, toWellFormed } from '../json/json-exact.ts';

const MAX_DEPTH = 40;
/** Words of the writer in front of the object (`@cee:`, `product_json -:`). */
const LEAD = /^[^{}="]{0,100}(?=\{)/;

/** Fills a draft from the object in its message; whether there is one. */
export function readJsonBody(message: string, draft: EventDraft, context: FormatContext, offset: number): boolean {
  if (!message.includes('{')) return false;
  const lead = LEAD.exec(message)?.[0];
  if (lead === undefined) return false;
  const text = message.slice(lead.length).trimEnd();
  if (!text.endsWith('}')) return false;
  const record = parseObject(text) ?? loosePairs(text);
  if (record === undefined) return false;
  const mapped = createEventMapper(context)(record, offset, []);
  if (!('draft' in mapped)) return false;
  merge(draft, mapped.draft, record, timeOptionsOf(context));
  return true;
}

function parseObject(text: string): JsonObject | undefined {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { depth, names } = shapeOf(text);
  if (depth > MAX_DEPTH || names !== countKeys(value)) return undefined;
  const exact = keepNumbers(text);
  if (exact.isAmbiguous) value = JSON.parse(exact.text) as JsonObject;
  return toWellFormed(value) as JsonObject;
}

const LOOSE_PAIR =
  /"([\w .@-]{1,64})" ?: ?(?:"((?:[^"\\]|\\.){0,4096})"|(-?\d{1,15}(?:\.\d{1,6})?|true|false)(?=[\s,}\]]))/g;
const MAX_PAIRS = 256;

/** The pairs of something that was meant as JSON and is not quite: their names side by side, values as text. */
function loosePairs(text: string): JsonObject | undefined {
  const fields: JsonObject = {};
  let count = 0;
  for (const [, name = '', quoted, bare] of text.matchAll(LOOSE_PAIR)) {
    addField(fields, name, quoted === undefined ? (bare ?? '') : unescapeQuoted(quoted));
    count += 1;
    if (count >= MAX_PAIRS) break;
  }
  return count < 2 ? undefined : fields;
}

/** Nesting and count of names in valid JSON. */
function shapeOf(text: string): { depth: number; names: number } {
  let depth = 0;
  let deepest = 0;
  let names = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 34) {
      for (i += 1; i < text.length && text.charCodeAt(i) !== 34; i += 1) if (text.charCodeAt(i) === 92) i += 1;
    } else if (code === 58) names += 1;
    else if (code === 123 || code === 91) {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (code === 125 || code === 93) depth -= 1;
  }
  return { depth: deepest, names };
}

/** What the header says stands; the body adds what it does not. */
function merge(draft: EventDraft, body: EventDraft, record: JsonObject, options: TimeOptions): void {
  Object.assign(draft.source, body.source);
  Object.assign(draft.action, body.action);
  if (body.eventType !== 'log_message') draft.eventType = body.eventType;
  raiseSeverity(draft, body.severity);
  const hasTime = draft.metadata['time'] !== undefined;
  for (const [key, value] of Object.entries(body.metadata)) {
    if (key !== 'fields' && !Object.hasOwn(draft.metadata, key)) draft.metadata[key] = value;
  }
  if (!hasTime) draft.timestamp = body.timestamp;
  draft.metadata['fields'] = record;
  if (draft.metadata['time'] === undefined) timeFromFields(draft, record, options);
}

const TIME_NAME = /^(?:log|event|alert|record)[_ ]?time(?:stamp)?$/i;

function timeFromFields(draft: EventDraft, record: JsonObject, options: TimeOptions): void {
  for (const [name, value] of Object.entries(record)) {
    if (!TIME_NAME.test(name) || (typeof value !== 'string' && typeof value !== 'number')) continue;
    const time = parseTime(String(value), options);
    if (time !== undefined) return setTime(draft, time.timestamp, time.basis, name);
  }
}
