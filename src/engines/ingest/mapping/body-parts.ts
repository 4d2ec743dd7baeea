/**
 * The canonical body of an event around the canonical text of its record, which somebody else wrote.
 *
 * Pure. `before + <text of metadata.fields> + after` is what canonicalBody (engines/chain/record.ts) would give; a test
 * compares them. The record is the larger part of most events and is not looked at here.
 * Source: RFC 8785 §3.2.3; evidence-format.md §1.
 * Trust: the draft holds the log's words.
 */
import type { EventDraft, EventOrigin, JsonObject } from '../../event/audit-event.ts';
import { canonicalize, MAX_DEPTH, quoteCanonical } from '../../kernel/canonical-json.ts';
import { setOwn } from './set-own.ts';

export interface BodyParts {
  before: string;
  after: string;
}

/** Levels left for a member of the body: the line and the body are two. */
const ROOM = MAX_DEPTH - 2;

/**
 * @param draft one with `metadata.fields`; nothing ambiguous about it
 * @throws CanonicalError as canonicalBody does
 */
export function bodyParts(draft: EventDraft, origin: EventOrigin): BodyParts {
  const early: JsonObject = {};
  const late: JsonObject = {};
  const { metadata } = draft;
  for (const name of Object.keys(metadata)) {
    if (name === 'fields') continue;
    setOwn(name < 'fields' ? early : late, name, metadata[name] as JsonObject);
  }
  const left = membersOf(early);
  const right = membersOf(late);
  const { length, offset, rawHash, source } = origin;
  return {
    before: `{"action":${canonicalize(draft.action as JsonObject, ROOM)},"eventId":${quoteCanonical(draft.eventId)},"eventType":${quoteCanonical(draft.eventType)},"metadata":{${left}${left === '' ? '' : ','}"fields":`,
    after: `${right === '' ? '' : ','}${right}},"origin":{"length":${length},"offset":${offset},"rawHash":"${rawHash}","source":"${source}"},"severity":"${draft.severity}","source":${canonicalize(draft.source as JsonObject, ROOM)},"timestamp":${draft.timestamp === null ? 'null' : quoteCanonical(draft.timestamp)}}`,
  };
}

const membersOf = (object: JsonObject): string => canonicalize(object, ROOM).slice(1, -1);
