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

/** Kinds of events that are remembered, after which it begins anew, and the units of text of each: a log can name any. */
const MAX_REMEMBERED = 512;
const MAX_REMEMBERED_UNITS = 2_048;

/** What the events of one kind have in common, as written the last time. */
interface CommonText {
  readonly values: readonly (JsonValue | undefined)[];
  readonly texts: readonly string[];
}

/**
 * Texts that hardly differ between two events of the same kind, each made only where a value is another than the last
 * time. Keyed by event code alone, which is nearly always enough: what is found is compared value for value.
 */
class CommonTexts {
  readonly #byCode = new Map<string, CommonText>();

  /** @param make the texts; they depend on `values`, which are no objects, and on nothing else */
  of(code: JsonValue | undefined, values: CommonText['values'], make: () => readonly string[]): readonly string[] {
    const key = typeof code === 'string' ? code : '';
    const known = this.#byCode.get(key);
    if (known !== undefined && isSame(known.values, values)) return known.texts;
    const texts = make();
    // Put together from many parts; asking makes each one text, which is copied faster ever after.
    let units = 0;
    for (const text of texts) if (text.isWellFormed()) units += text.length;
    if (units > MAX_REMEMBERED_UNITS) return texts;
    if (this.#byCode.size >= MAX_REMEMBERED) this.#byCode.clear();
    this.#byCode.set(key, { values, texts });
    return texts;
  }
}

function isSame(a: CommonText['values'], b: CommonText['values']): boolean {
  for (let i = 0; i < b.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

const eventTexts = new CommonTexts();
const winlogTexts = new CommonTexts();

/** Members and more members. */
const join = (a: string, b: string): string => (a === '' ? b : b === '' ? a : `${a},${b}`);

/** Members with an object of one member. @param start quoted key, colon and brace, then its member's key and colon */
function addOnly(members: string, start: string, value: JsonValue | undefined): string {
  return value === undefined ? members : `${add(members, start, value)}}`;
}

/** `{"action":...,"metadata":{...,"fields":` @param draft from `windowsDraft` */
export function textBeforeFields(draft: EventDraft): string {
  const { metadata } = draft;
  const { destination, event } = metadata;
  let members = '';
  if (isObject(destination)) {
    const ip = add('', '"ip":', destination['ip']);
    members = `"destination":{${add(ip, '"port":', destination['port'])}}`;
  }
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
  const { action, category, code, dataset, outcome, provider } = event;
  // A list of one, made anew for each event.
  const kind = Array.isArray(category) && category.length === 1 ? category[0] : category;
  const [text = ''] = eventTexts.of(code, [action, kind, code, dataset, outcome, provider], () => {
    let members = add('', '"action":', action);
    members = add(members, '"category":', category);
    members = add(members, '"code":', code);
    members = add(members, '"dataset":', dataset);
    members = add(members, '"outcome":', outcome);
    return [`{${add(members, '"provider":', provider)}}`];
  });
  return text;
}

/** `,"file":...},"origin":...,"timestamp":...}`, behind the fields. */
export function textBehindFields(draft: EventDraft, origin: EventOrigin): string {
  const { metadata, timestamp } = draft;
  const { event, host, process, time, user, winlog } = metadata;
  let members = add('', '"file":', metadata['file']);
  if (isObject(host)) members = addOnly(members, '"host":{"name":', host['name']);
  members = add(members, '"message":', metadata['message']);
  if (isObject(process)) members = addText(members, '"process":', processText(process));
  members = add(members, '"registry":', metadata['registry']);
  if (isObject(time)) members = addText(members, '"time":', timeText(time));
  if (isObject(user)) members = addText(members, '"user":', userText(user));
  if (isObject(winlog))
    members = addText(members, '"winlog":', winlogText(winlog, isObject(event) ? event['code'] : ''));
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

function winlogText(winlog: JsonObject, code: JsonValue | undefined): string {
  const { channel, keywords, level, opcode, provider_guid, task } = winlog;
  const [first = '', second = '', third = ''] = winlogTexts.of(
    code,
    [channel, keywords, level, opcode, provider_guid, task],
    () => {
      const before = add(add('', '"channel":', channel), '"keywords":', keywords);
      return [
        add(before, '"level":', level),
        add(add('', '"opcode":', opcode), '"provider_guid":', provider_guid),
        add('', '"task":', task),
      ];
    },
  );
  const { logon, user } = winlog;
  let members = first;
  if (isObject(logon)) members = addOnly(members, '"logon":{"type":', logon['type']);
  members = join(members, second);
  members = add(members, '"record_id":', winlog['record_id']);
  members = add(members, '"record_written":', winlog['record_written']);
  members = add(members, '"recovered":', winlog['recovered']);
  members = join(members, third);
  if (isObject(user)) members = addOnly(members, '"user":{"identifier":', user['identifier']);
  return `{${members}}`;
}
