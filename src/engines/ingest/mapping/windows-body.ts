/**
 * The canonical body of a Windows event, as the texts before and behind fields that are canonical already.
 *
 * Pure. O(text). With the fields between them the two are what `canonicalBody` gives for the draft with its fields and
 * origin: so each object's keys stand here in canonical order, and a key that windows-event.ts or windows-objects.ts adds is
 * to be added here. host/adapters/evtx-writer.test.ts compares the two.
 * Source: RFC 8785 §3.2.3 (order of keys).
 * Trust: every text is the log's and is quoted. Both throw CanonicalError as `canonicalBody` does.
 */
import type { EventDraft, EventOrigin, JsonObject, JsonValue } from '../../event/audit-event.ts';
import { canonicalize, quoteCanonical } from '../../kernel/canonical-json.ts';

const isObject = (value: JsonValue | undefined): value is JsonObject => typeof value === 'object';

/** Members with one more, if there is a value. @param key quoted, with its colon */
function add(members: string, key: string, value: JsonValue | undefined): string {
  if (value === undefined) return members;
  const start = members === '' ? key : `${members},${key}`;
  return start + (typeof value === 'string' ? quoteCanonical(value) : canonicalize(value));
}

/** Members with one more whose value is canonical already. */
const addText = (members: string, key: string, value: string): string =>
  members === '' ? key + value : `${members},${key}${value}`;

/** `{"action":...,"metadata":{...,"fields":` @param draft from `windowsDraft` */
export function textBeforeFields(draft: EventDraft): string {
  const { metadata } = draft;
  let members = add('', '"destination":', metadata['destination']);
  const event = metadata['event'];
  if (isObject(event)) members = addText(members, '"event":', eventText(event));
  return `{"action":${actionText(draft.action)},"eventId":"${draft.eventId}","eventType":${quoteCanonical(draft.eventType)},"metadata":{${members},"fields":`;
}

function actionText(action: EventDraft['action']): string {
  let members = add('', '"method":', action.method);
  members = add(members, '"resource":', action.resource);
  if (action.success !== undefined) members = addText(members, '"success":', action.success ? 'true' : 'false');
  return `{${add(members, '"type":', action.type)}}`;
}

function eventText(event: JsonObject): string {
  let members = add('', '"action":', event['action']);
  members = add(members, '"category":', event['category']);
  members = add(members, '"code":', event['code']);
  members = add(members, '"dataset":', event['dataset']);
  members = add(members, '"outcome":', event['outcome']);
  return `{${add(members, '"provider":', event['provider'])}}`;
}

/** `,"file":...},"origin":...,"timestamp":...}`, behind the fields. */
export function textBehindFields(draft: EventDraft, origin: EventOrigin): string {
  const { metadata, timestamp } = draft;
  const { process, time, user, winlog } = metadata;
  let members = add('', '"file":', metadata['file']);
  members = add(members, '"host":', metadata['host']);
  members = add(members, '"message":', metadata['message']);
  if (isObject(process)) members = addText(members, '"process":', processText(process));
  members = add(members, '"registry":', metadata['registry']);
  if (isObject(time)) members = addText(members, '"time":', timeText(time));
  if (isObject(user)) members = addText(members, '"user":', userText(user));
  if (isObject(winlog)) members = addText(members, '"winlog":', winlogText(winlog));
  const { length, offset, rawHash, source } = origin;
  const place = `},"origin":{"length":${length},"offset":${offset},"rawHash":"${rawHash}","source":"${source}"}`;
  const rest = `,"severity":"${draft.severity}","source":${sourceText(draft.source)},"timestamp":`;
  return `,${members}${place}${rest}${timestamp === null ? 'null' : quoteCanonical(timestamp)}}`;
}

function sourceText(source: EventDraft['source']): string {
  let members = add('', '"ip":', source.ip);
  members = add(members, '"sessionId":', source.sessionId);
  return `{${add(members, '"userId":', source.userId)}}`;
}

function processText(process: JsonObject): string {
  let members = add('', '"command_line":', process['command_line']);
  members = add(members, '"entity_id":', process['entity_id']);
  members = add(members, '"executable":', process['executable']);
  members = add(members, '"hash":', process['hash']);
  members = add(members, '"name":', process['name']);
  const { parent } = process;
  if (isObject(parent)) members = addText(members, '"parent":', processText(parent));
  members = add(members, '"pid":', process['pid']);
  return `{${add(members, '"working_directory":', process['working_directory'])}}`;
}

function timeText(time: JsonObject): string {
  let members = add('', '"doubt":', time['doubt']);
  members = add(members, '"field":', time['field']);
  members = add(members, '"original":', time['original']);
  return `{${add(members, '"zone":', time['zone'])}}`;
}

function userText(user: JsonObject): string {
  let members = add('', '"domain":', user['domain']);
  members = add(members, '"id":', user['id']);
  members = add(members, '"name":', user['name']);
  const { target } = user;
  if (isObject(target)) members = addText(members, '"target":', userText(target));
  return `{${members}}`;
}

function winlogText(winlog: JsonObject): string {
  let members = add('', '"channel":', winlog['channel']);
  members = add(members, '"keywords":', winlog['keywords']);
  members = add(members, '"level":', winlog['level']);
  members = add(members, '"logon":', winlog['logon']);
  members = add(members, '"opcode":', winlog['opcode']);
  members = add(members, '"provider_guid":', winlog['provider_guid']);
  members = add(members, '"record_id":', winlog['record_id']);
  members = add(members, '"record_written":', winlog['record_written']);
  members = add(members, '"recovered":', winlog['recovered']);
  members = add(members, '"task":', winlog['task']);
  return `{${add(members, '"user":', winlog['user'])}}`;
}
