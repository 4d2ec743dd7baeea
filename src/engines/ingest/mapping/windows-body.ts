/**
 * The canonical body of a Windows event, put together around fields that are canonical already.
 *
 * Pure. O(text). The same text as `canonicalBody` gives for the draft with its fields and origin in it, without looking
 * for keys that a Windows draft never has; windows-body.test.ts compares the two.
 * Source: RFC 8785 §3.2.3 (order of keys), windows-event.ts (which keys there are).
 * Trust: every text is the log's and is quoted.
 */
import type { EventDraft, EventOrigin, JsonObject, JsonValue } from '../../event/audit-event.ts';
import { canonicalize, quoteCanonical } from '../../kernel/canonical-json.ts';

/** The parts of `metadata` in front of and behind `fields`, in canonical order. */
const BEFORE_FIELDS = ['destination', 'event'] as const;
const BEHIND_FIELDS = ['file', 'host', 'message', 'process', 'registry', 'time', 'user', 'winlog'] as const;

function parts(metadata: JsonObject, keys: readonly string[], text: string): string {
  let out = text;
  for (const key of keys) {
    const value: JsonValue | undefined = metadata[key];
    if (value !== undefined) out += `"${key}":${canonicalize(value)},`;
  }
  return out;
}

/**
 * Throws CanonicalError as `canonicalBody` does.
 *
 * @param draft from `windowsDraft`, without fields
 * @param fields canonical JSON of `metadata.fields`
 */
export function windowsBody(draft: EventDraft, fields: string, origin: EventOrigin): string {
  const { metadata, timestamp } = draft;
  const { length, offset, rawHash, source } = origin;
  let out = `{"action":${canonicalize(draft.action as JsonObject)},"eventId":${quoteCanonical(draft.eventId)}`;
  out += `,"eventType":${quoteCanonical(draft.eventType)},"metadata":{`;
  out = parts(metadata, BEFORE_FIELDS, out);
  out += '"fields":';
  out += fields;
  const behind = parts(metadata, BEHIND_FIELDS, ',');
  out += behind.slice(0, -1);
  out += `},"origin":{"length":${length},"offset":${offset},"rawHash":"${rawHash}","source":"${source}"}`;
  out += `,"severity":"${draft.severity}","source":${canonicalize(draft.source as JsonObject)}`;
  return `${out},"timestamp":${timestamp === null ? 'null' : quoteCanonical(timestamp)}}`;
}
