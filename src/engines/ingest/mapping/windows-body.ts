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
import { asciiBytes, concatBytes } from '../../kernel/bytes.ts';
import { canonicalize } from '../../kernel/canonical-json.ts';
import type { TextCodec } from '../../kernel/ports.ts';
import { type JsonBytes, type JsonKey, jsonKey, RepeatedText } from './json-bytes.ts';

const isObject = (value: JsonValue | undefined): value is JsonObject => typeof value === 'object';

/** Kinds of events that are remembered, after which it begins anew, and the bytes of each: a log can name any. */
const MAX_REMEMBERED = 512;
const MAX_REMEMBERED_BYTES = 2_048;

/** Members by key; undefined ones are left out. */
type Members = readonly (readonly [key: string, value: JsonValue | undefined])[];

/** What the events of one kind have in common, as written the last time. */
interface CommonMembers {
  readonly values: readonly (JsonValue | undefined)[];
  readonly parts: readonly JsonKey[];
}

/**
 * Members that hardly differ between two events of the same kind, each made only where a value is another than the last
 * time. Keyed by event code alone, which is nearly always enough: what is found is compared value for value.
 */
class CommonParts {
  readonly #byCode = new Map<string, CommonMembers>();

  /** @param make the members, in parts; they depend on `values`, which are no objects, and on nothing else */
  of(
    codec: TextCodec,
    code: JsonValue | undefined,
    values: CommonMembers['values'],
    make: () => readonly Members[],
  ): readonly JsonKey[] {
    const key = typeof code === 'string' ? code : '';
    const known = this.#byCode.get(key);
    if (known !== undefined && isSame(known.values, values)) return known.parts;
    const parts = make().map((members) => encodeMembers(codec, members));
    let size = 0;
    for (const { later } of parts) size += later.length;
    if (size > MAX_REMEMBERED_BYTES) return parts;
    if (this.#byCode.size >= MAX_REMEMBERED) this.#byCode.clear();
    this.#byCode.set(key, { values, parts });
    return parts;
  }
}

function encodeMembers(codec: TextCodec, members: Members): JsonKey {
  const texts = members.flatMap(([key, value]) => (value === undefined ? [] : [`"${key}":${canonicalize(value)}`]));
  const first = codec.encodeUtf8(texts.join());
  return { first, later: first.length === 0 ? first : concatBytes(asciiBytes(','), first) };
}

function isSame(a: CommonMembers['values'], b: CommonMembers['values']): boolean {
  for (let i = 0; i < b.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

const eventParts = new CommonParts();
const winlogParts = new CommonParts();

const lastField = new RepeatedText();
const lastHost = new RepeatedText();
const lastSource = new RepeatedText();
const lastZone = new RepeatedText();

const ACTION = jsonKey('"action":');
const COMMAND_LINE = jsonKey('"command_line":');
const DESTINATION = jsonKey('"destination":');
const DOMAIN = jsonKey('"domain":');
const DOUBT = jsonKey('"doubt":');
const ENTITY_ID = jsonKey('"entity_id":');
const EVENT = jsonKey('"event":');
const EVENT_ID = jsonKey('"eventId":');
const EVENT_TYPE = jsonKey('"eventType":');
const EXECUTABLE = jsonKey('"executable":');
const FIELD = jsonKey('"field":');
const FIELDS = jsonKey('"fields":');
const FILE = jsonKey('"file":');
const HASH = jsonKey('"hash":');
const HOST = jsonKey('"host":');
const ID = jsonKey('"id":');
const IDENTIFIER = jsonKey('"identifier":');
const IP = jsonKey('"ip":');
const LENGTH = jsonKey('"origin":{"length":');
const LOGON = jsonKey('"logon":');
const MESSAGE = jsonKey('"message":');
const METADATA = jsonKey('"metadata":');
const METHOD = jsonKey('"method":');
const NAME = jsonKey('"name":');
const OFFSET = jsonKey('"offset":');
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
const WINLOG = jsonKey('"winlog":');
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
  out.add(EVENT_TYPE, draft.eventType);
  out.key(METADATA);
  out.open();
  if (isObject(destination)) {
    out.key(DESTINATION);
    out.open();
    out.add(IP, destination['ip']);
    out.add(PORT, destination['port']);
    out.close();
  }
  if (isObject(event)) {
    out.key(EVENT);
    writeEvent(event, out, codec);
  }
  out.key(FIELDS);
}

function writeEvent(event: JsonObject, out: JsonBytes, codec: TextCodec): void {
  const { action, category, code, dataset, outcome, provider } = event;
  // A list of one, made anew for each event.
  const kind = Array.isArray(category) && category.length === 1 ? category[0] : category;
  const parts = eventParts.of(codec, code, [action, kind, code, dataset, outcome, provider], () => [
    [
      ['action', action],
      ['category', category],
      ['code', code],
      ['dataset', dataset],
      ['outcome', outcome],
      ['provider', provider],
    ],
  ]);
  out.open();
  for (const part of parts) out.members(part);
  out.close();
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
  out.close();

  out.key(LENGTH);
  out.integer(origin.length);
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
  out.key(TIME);
  out.open();
  out.add(DOUBT, time['doubt']);
  out.addRepeated(FIELD, lastField, time['field']);
  out.add(ORIGINAL, time['original']);
  out.addRepeated(ZONE, lastZone, time['zone']);
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
  const [first, second, third] = winlogParts.of(
    codec,
    code,
    [channel, keywords, level, opcode, provider_guid, task],
    () => [
      [
        ['channel', channel],
        ['keywords', keywords],
        ['level', level],
      ],
      [
        ['opcode', opcode],
        ['provider_guid', provider_guid],
      ],
      [['task', task]],
    ],
  ) as [JsonKey, JsonKey, JsonKey];
  out.key(WINLOG);
  out.open();
  out.members(first);
  if (isObject(logon)) addOnly(out, LOGON, TYPE, logon['type']);
  out.members(second);
  out.add(RECORD_ID, winlog['record_id']);
  out.add(RECORD_WRITTEN, winlog['record_written']);
  out.add(RECOVERED, winlog['recovered']);
  out.members(third);
  if (isObject(user)) addOnly(out, USER, IDENTIFIER, user['identifier']);
  out.close();
}
