/**
 * The canonical body of a Windows event, written around fields that are canonical already.
 *
 * Pure but for the writer's memory. O(text). With the fields between them the two parts are what `canonicalBody` gives for
 * the draft with its fields and origin; windows-body.test.ts compares them.
 * Source: RFC 8785 §3.2.3 (order of keys), windows-event.ts and windows-objects.ts (which keys there are).
 * Trust: every text is the log's and is quoted. Both throw CanonicalError as `canonicalBody` does, and NoRoom.
 */
import type { EventDraft, EventOrigin, JsonObject, JsonValue } from '../../event/audit-event.ts';
import type { CanonicalWriter } from '../../kernel/canonical-writer.ts';

/** A key of an object, in canonical order, and what precedes its value. */
interface Key {
  readonly name: string;
  readonly first: string;
  readonly next: string;
  /** Keys of the object that the value is, where that has a known form. */
  readonly inner: readonly Key[] | undefined;
}

type Keys = readonly (string | readonly [string, readonly Key[]])[];

const keysOf = (...names: Keys): readonly Key[] =>
  names
    .map((entry) => {
      const [name, inner] = typeof entry === 'string' ? [entry, undefined] : entry;
      return { name, first: `{"${name}":`, next: `,"${name}":`, inner };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));

const PROCESS = ['command_line', 'entity_id', 'executable', 'hash', 'name', 'pid', 'working_directory'] as const;
const ACCOUNT = ['name', 'domain', 'id'] as const;
const ACTION = keysOf('type', 'resource', 'method', 'success');
const SOURCE = keysOf('ip', 'userId', 'sessionId');
/** The parts of `metadata` in front of and behind `fields`. */
const BEFORE_FIELDS = keysOf('destination', ['event', keysOf('code', 'provider', 'dataset', 'action', 'outcome', 'category')]);
const BEHIND_FIELDS = keysOf(
  'file',
  ['host', keysOf('name')],
  'message',
  ['process', keysOf(...PROCESS, ['parent', keysOf(...PROCESS)])],
  'registry',
  ['time', keysOf('original', 'field', 'zone', 'doubt')],
  ['user', keysOf(...ACCOUNT, ['target', keysOf(...ACCOUNT)])],
  [
    'winlog',
    keysOf(
      'channel',
      'record_id',
      'provider_guid',
      'level',
      'task',
      'opcode',
      'keywords',
      ['user', keysOf('identifier')],
      ['logon', keysOf('type')],
      'record_written',
      'recovered',
    ),
  ],
);

/** Writes the members that are there. @returns whether there was one */
function members(out: CanonicalWriter, object: JsonObject, keys: readonly Key[], isFirst: boolean): boolean {
  let isOpen = !isFirst;
  for (const { name, first, next, inner } of keys) {
    const value: JsonValue | undefined = object[name];
    if (value === undefined) continue;
    out.raw(isOpen ? next : first);
    isOpen = true;
    if (typeof value === 'string') out.text(value);
    else if (inner === undefined) out.value(value);
    else whole(out, value as JsonObject, inner);
  }
  return isOpen;
}

function whole(out: CanonicalWriter, object: JsonObject, keys: readonly Key[]): void {
  out.raw(members(out, object, keys, true) ? '}' : '{}');
}

/** `{"action":...,"metadata":{...,"fields":` @param draft from `windowsDraft` */
export function writeBeforeFields(out: CanonicalWriter, draft: EventDraft): void {
  out.raw('{"action":');
  whole(out, draft.action as JsonObject, ACTION);
  out.raw(',"eventId":');
  out.text(draft.eventId);
  out.raw(',"eventType":');
  out.text(draft.eventType);
  out.raw(',"metadata":');
  members(out, draft.metadata, BEFORE_FIELDS, true);
  out.raw(',"fields":');
}

/** `,"host":...},"origin":...,"timestamp":...}` */
export function writeBehindFields(out: CanonicalWriter, draft: EventDraft, origin: EventOrigin): void {
  members(out, draft.metadata, BEHIND_FIELDS, false);
  out.raw(`},"origin":{"length":${origin.length},"offset":${origin.offset},"rawHash":"`);
  out.raw(origin.rawHash);
  out.raw('","source":"');
  out.raw(origin.source);
  out.raw('"},"severity":"');
  out.raw(draft.severity);
  out.raw('","source":');
  whole(out, draft.source as JsonObject, SOURCE);
  out.raw(',"timestamp":');
  if (draft.timestamp === null) out.raw('null');
  else out.text(draft.timestamp);
  out.raw('}');
}
