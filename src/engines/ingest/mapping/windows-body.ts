/**
 * The canonical body of a Windows event, as the bytes before and behind fields that are canonical already.
 *
 * Pure but for the memory written. O(text). With the fields between them the two are what `canonicalBody` gives for the draft with its
 * fields and origin: so each object's keys stand here in canonical order, and a key that windows-event.ts or
 * windows-objects.ts adds is to be added here. host/adapters/evtx-writer.test.ts compares the two.
 * Source: RFC 8785 §3.2.3 (order of keys).
 * Trust: every text is the log's and is quoted. Both throw CanonicalError as `canonicalBody` does.
 */
import type { EventDraft, EventOrigin, JsonObject, JsonValue } from '../../event/audit-event.ts';
import { asciiBytes } from '../../kernel/bytes.ts';
import { canonicalize } from '../../kernel/canonical-json.ts';
import type { TextCodec } from '../../kernel/ports.ts';
import { type JsonBytes, type JsonKey, jsonKey, RepeatedText } from './json-bytes.ts';
import { TIME_FIELD } from './windows-event.ts';

const NOTHING: JsonObject = {};

const isObject = (value: JsonValue | undefined): value is JsonObject => typeof value === 'object';

/** Kinds of events that are remembered, after which it begins anew, and the bytes of each: a log can name any. */
const MAX_REMEMBERED = 512;
const MAX_REMEMBERED_BYTES = 2_048;

/** Members by key; undefined ones are left out. */
type Members = readonly (readonly [key: string, value: JsonValue | undefined])[];

/** What the events of one kind have in common, as written the last time. */
interface Common {
  readonly values: readonly (JsonValue | undefined)[];
  readonly parts: readonly JsonKey[];
}

/**
 * Parts that hardly differ between two events of the same kind, each made only where a value is another than the last
 * time. Keyed by event code alone, which is nearly always enough: what is found is compared value for value.
 */
class CommonParts {
  readonly #byCode = new Map<string, Common>();

  /** @param make texts, which depend on `values`, which are no objects, and on nothing else */
  of(
    codec: TextCodec,
    code: JsonValue | undefined,
    values: Common['values'],
    make: () => readonly string[],
  ): readonly JsonKey[] {
    const key = typeof code === 'string' ? code : '';
    const known = this.#byCode.get(key);
    if (known !== undefined && isSame(known.values, values)) return known.parts;
    let size = 0;
    const parts = make().map((text) => {
      const later = codec.encodeUtf8(`,${text}`);
      size += later.length;
      return { first: later.subarray(1), later };
    });
    if (size > MAX_REMEMBERED_BYTES) return parts;
    if (this.#byCode.size >= MAX_REMEMBERED) this.#byCode.clear();
    this.#byCode.set(key, { values, parts });
    return parts;
  }
}

const membersText = (members: Members): string =>
  members.flatMap(([key, value]) => (value === undefined ? [] : [`"${key}":${canonicalize(value)}`])).join();

function isSame(a: Common['values'], b: Common['values']): boolean {
  for (let i = 0; i < b.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

const eventParts = new CommonParts();
const winlogParts = new CommonParts();
const lastHost = new RepeatedText();
const lastSource = new RepeatedText();

const ACTION = jsonKey('"action":');
const COMMAND_LINE = jsonKey('"command_line":');
const DESTINATION = jsonKey('"destination":');
const DOMAIN = jsonKey('"domain":');
const DOUBT = jsonKey('"doubt":');
const ENTITY_ID = jsonKey('"entity_id":');
const EVENT_ID = jsonKey('"eventId":');
const EXECUTABLE = jsonKey('"executable":');
const FIELD = jsonKey('"field":');
const FILE = jsonKey('"file":');
/** A time as nearly all are. */
const FILE_TIME = jsonKey(`"time":{"field":"${TIME_FIELD}","original":`);
const FILE_TIME_END = asciiBytes(',"zone":"format"}');
const HASH = jsonKey('"hash":');
const HOST = jsonKey('"host":');
const ID = jsonKey('"id":');
const IDENTIFIER = jsonKey('"identifier":');
const IP = jsonKey('"ip":');
const LOGON = jsonKey('"logon":');
const MESSAGE = jsonKey('"message":');
const METHOD = jsonKey('"method":');
const NAME = jsonKey('"name":');
const OFFSET = jsonKey('"offset":');
const ORIGIN = asciiBytes('},"origin":{"length":');
const ORIGINAL = jsonKey('"original":');
const PARENT = jsonKey('"parent":');
const PID = jsonKey('"pid":');
const PORT = jsonKey('"port":');
const PROCESS = jsonKey('"process":');
const RAW_HASH = jsonKey('"rawHash":');
const RECORD_ID = jsonKey('"record_id":');
const RECORD_WRITTEN = jsonKey('"record_written":');
const RECOVERED = jsonKey('"recovered":');
const REGISTRY = jsonKey('"registry":');
const RESOURCE = jsonKey('"resource":');
const SESSION_ID = jsonKey('"sessionId":');
const SEVERITY = jsonKey('"severity":');
const SOURCE = jsonKey('"source":');
const SUCCESS = jsonKey('"success":true');
const FAILURE = jsonKey('"success":false');
const TARGET = jsonKey('"target":');
const TIME = jsonKey('"time":');
const TIMESTAMP = jsonKey('"timestamp":');
const TYPE = jsonKey('"type":');
const USER = jsonKey('"user":');
const USER_ID = jsonKey('"userId":');
/** `,"winlog":{` */
const EMPTY_WINLOG_BYTES = 11;
const WORKING_DIRECTORY = jsonKey('"working_directory":');
const ZONE = jsonKey('"zone":');

/** An object of one member, if there is a value. */
function addOnly(out: JsonBytes, key: JsonKey, inner: JsonKey, value: JsonValue | undefined): void {
  if (value === undefined) return;
  out.key(key);
  out.open();
  out.add(inner, value);
  out.close();
}

/** `{"action":...,"metadata":{...,"fields":` @param draft from `windowsDraft` */
export function writeBeforeFields(draft: EventDraft, out: JsonBytes, codec: TextCodec): void {
  const { action, metadata } = draft;
  const { destination, event } = metadata;
  out.open();
  out.key(ACTION);
  out.open();
  out.add(METHOD, action.method);
  out.add(RESOURCE, action.resource);
  if (action.success !== undefined) out.key(action.success ? SUCCESS : FAILURE);
  out.add(TYPE, action.type);
  out.close();
  out.add(EVENT_ID, draft.eventId);
  const [type, inner, whole] = commonOf(draft.eventType, isObject(event) ? event : NOTHING, codec);
  if (!isObject(destination)) return out.key(whole);
  out.key(type);
  out.startAt(false);
  out.key(DESTINATION);
  out.open();
  out.add(IP, destination['ip']);
  out.add(PORT, destination['port']);
  out.close();
  out.key(inner);
}

/** The type of the event up to its metadata, the event object up to the fields, and both together. */
function commonOf(eventType: string, event: JsonObject, codec: TextCodec): readonly [JsonKey, JsonKey, JsonKey] {
  const { action, category, code, dataset, outcome, provider } = event;
  // A list of one, made anew for each event.
  const kind = Array.isArray(category) && category.length === 1 ? category[0] : category;
  return eventParts.of(codec, code, [eventType, action, kind, code, dataset, outcome, provider], () => {
    const type = `"eventType":${canonicalize(eventType)},"metadata":{`;
    const inner = `"event":{${membersText([
      ['action', action],
      ['category', category],
      ['code', code],
      ['dataset', dataset],
      ['outcome', outcome],
      ['provider', provider],
    ])}},"fields":`;
    return [type, inner, type + inner];
  }) as unknown as readonly [JsonKey, JsonKey, JsonKey];
}

/** `,"file":...},"origin":...,"timestamp":...}`, behind the fields. */
export function writeBehindFields(draft: EventDraft, origin: EventOrigin, out: JsonBytes, codec: TextCodec): void {
  const { metadata, source, timestamp } = draft;
  const { event, host, process, time, user, winlog } = metadata;
  out.continue();
  out.add(FILE, metadata['file']);
  if (isObject(host)) {
    out.key(HOST);
    out.open();
    out.addRepeated(NAME, lastHost, host['name']);
    out.close();
  }
  out.add(MESSAGE, metadata['message']);
  if (isObject(process)) {
    out.key(PROCESS);
    writeProcess(process, out);
  }
  out.add(REGISTRY, metadata['registry']);
  if (isObject(time)) writeTime(time, out);
  if (isObject(user)) {
    out.key(USER);
    writeUser(user, out);
  }
  if (isObject(winlog)) writeWinlog(winlog, isObject(event) ? event['code'] : '', out, codec);
  out.raw(ORIGIN);
  out.integer(origin.length);
  out.continue();
  out.key(OFFSET);
  out.integer(origin.offset);
  out.add(RAW_HASH, origin.rawHash);
  out.addRepeated(SOURCE, lastSource, origin.source);
  out.close();
  out.add(SEVERITY, draft.severity);
  out.key(SOURCE);
  out.open();
  out.add(IP, source.ip);
  out.add(SESSION_ID, source.sessionId);
  out.add(USER_ID, source.userId);
  out.close();
  out.add(TIMESTAMP, timestamp);
  out.close();
}

function writeProcess(process: JsonObject, out: JsonBytes): void {
  const { parent } = process;
  out.open();
  out.add(COMMAND_LINE, process['command_line']);
  out.add(ENTITY_ID, process['entity_id']);
  out.add(EXECUTABLE, process['executable']);
  out.add(HASH, process['hash']);
  out.add(NAME, process['name']);
  if (isObject(parent)) {
    out.key(PARENT);
    writeProcess(parent, out);
  }
  out.add(PID, process['pid']);
  out.add(WORKING_DIRECTORY, process['working_directory']);
  out.close();
}

function writeTime(time: JsonObject, out: JsonBytes): void {
  const { doubt, field, original, zone } = time;
  if (doubt === undefined && field === TIME_FIELD && zone === 'format' && typeof original === 'string') {
    out.key(FILE_TIME);
    out.text(original);
    out.raw(FILE_TIME_END);
    return;
  }
  out.key(TIME);
  out.open();
  out.add(DOUBT, doubt);
  out.add(FIELD, field);
  out.add(ORIGINAL, original);
  out.add(ZONE, zone);
  out.close();
}

function writeUser(user: JsonObject, out: JsonBytes): void {
  const { target } = user;
  out.open();
  out.add(DOMAIN, user['domain']);
  out.add(ID, user['id']);
  out.add(NAME, user['name']);
  if (isObject(target)) {
    out.key(TARGET);
    writeUser(target, out);
  }
  out.close();
}

function writeWinlog(winlog: JsonObject, code: JsonValue | undefined, out: JsonBytes, codec: TextCodec): void {
  const { channel, keywords, level, logon, opcode, provider_guid, task, user } = winlog;
  const parts = winlogParts.of(codec, code, [channel, keywords, level, opcode, provider_guid, task], () => {
    const before = membersText([
      ['channel', channel],
      ['keywords', keywords],
      ['level', level],
    ]);
    const between = membersText([
      ['opcode', opcode],
      ['provider_guid', provider_guid],
    ]);
    const all = before === '' || between === '' ? before + between : `${before},${between}`;
    return [`"winlog":{${all}`, `"winlog":{${before}`, between, membersText([['task', task]])];
  });
  const [all, before, between, last] = parts as readonly [JsonKey, JsonKey, JsonKey, JsonKey];
  if (isObject(logon)) {
    out.key(before);
    out.startAt(before.later.length > EMPTY_WINLOG_BYTES);
    addOnly(out, LOGON, TYPE, logon['type']);
    out.members(between);
  } else {
    out.key(all);
    out.startAt(all.later.length > EMPTY_WINLOG_BYTES);
  }
  out.add(RECORD_ID, winlog['record_id']);
  out.add(RECORD_WRITTEN, winlog['record_written']);
  out.add(RECOVERED, winlog['recovered']);
  out.members(last);
  if (isObject(user)) addOnly(out, USER, IDENTIFIER, user['identifier']);
  out.close();
}
