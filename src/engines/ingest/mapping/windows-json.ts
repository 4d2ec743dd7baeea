/**
 * Windows events as other tools write them in JSON, brought into the one shape of windows-event.ts.
 *
 * Pure. Flat records (NXLog, Mordor, Azure SecurityEvent), nested ones (evtx_dump, Winlogbeat).
 * Source: NXLog im_msvistalog fields; Winlogbeat exported fields; Microsoft Sentinel SecurityEvent table; evtx_dump.
 * Differences: the shape is made for reading only; `metadata.fields` is the record as it stands in the source.
 * Trust: names and values are the log's.
 */
import type { EventDraft, JsonObject, JsonValue } from '../../event/audit-event.ts';
import { readTime, unreadableTime } from './event-time.ts';
import type { EventTime } from './event-time.ts';
import { firstText, firstValue, isObject, paths, scalarText, valueAt } from './paths.ts';
import type { Paths } from './paths.ts';
import { madeEventId } from './profile.ts';
import type { DraftPlace } from './profile.ts';
import { setOwn } from './set-own.ts';
import { windowsEventDraft } from './windows-event.ts';
import { oneLine } from './words.ts';

type Kind = 'nested' | 'flat' | 'winlog';

/** Which of the ways a record is a Windows event, or undefined. */
export function windowsKind(record: JsonObject): Kind | undefined {
  const event = record['Event'];
  if (isObject(event) && isObject(event['System'])) return 'nested';
  if (isObject(record['System']) && record['System']['EventID'] !== undefined) return 'nested';
  const winlog = record['winlog'];
  if (isObject(winlog) && winlog['event_id'] !== undefined) return 'winlog';
  const code = record['EventID'];
  if (typeof code !== 'number' && !(typeof code === 'string' && /^[0-9]{1,5}$/.test(code))) return undefined;
  const isNamed = ['Channel', 'SourceName', 'ProviderGuid', 'EventSourceName', 'Provider', 'ProviderName', 'LogName'];
  if (isNamed.some((name) => record[name] !== undefined)) return 'flat';
  return record['SubjectUserSid'] !== undefined || record['TargetLogonId'] !== undefined ? 'flat' : undefined;
}

const TIMES: Record<Kind, Paths> = {
  nested: paths(
    'Event.System.TimeCreated.#attributes.SystemTime|Event.System.TimeCreated.@SystemTime|Event.System.TimeCreated.SystemTime|System.TimeCreated.#attributes.SystemTime|System.TimeCreated.SystemTime|Event.System.TimeCreated|System.TimeCreated',
  ),
  winlog: paths('winlog.time_created|@timestamp|event.created'),
  flat: paths('TimeCreated|EventTimeUtc|TimeGenerated|@timestamp|EventTime|UtcTime|timestamp|EventReceivedTime'),
};

export function windowsJsonDraft(record: JsonObject, kind: Kind, place: DraftPlace): EventDraft {
  const event = kind === 'nested' ? nestedEvent(record) : kind === 'winlog' ? winlogEvent(record) : flatEvent(record);
  const draft = windowsEventDraft(event, { eventId: madeEventId(place) });
  const { metadata } = draft;
  metadata['fields'] = record;
  const time = findTime(record, TIMES[kind], place);
  draft.timestamp = time === undefined ? null : time.timestamp;
  if (time === undefined) delete metadata['time'];
  else metadata['time'] = time.basis as unknown as JsonObject;
  // An event nobody described: the record's own words are better than its first fields.
  const own = kind === 'nested' ? undefined : firstText(record, paths('Message|message|Activity'));
  if (own !== undefined && draft.eventType.startsWith('windows_event')) {
    const code = scalarText(valueAt(event, ['System', 'EventID']));
    metadata['message'] = code === undefined ? oneLine(own) : `${code} ${oneLine(own)}`;
  }
  return draft;
}

function findTime(record: JsonObject, among: Paths, place: DraftPlace): EventTime | undefined {
  let failed: EventTime | undefined;
  for (const path of among) {
    const value = valueAt(record, path);
    if (value === undefined || value === null || value === '' || isObject(value)) continue;
    const field = path.join('.');
    // NXLog's EventTime is the computer's local time; the others are UTC by their definition.
    const isUtc = field !== 'EventTime' && field !== 'EventReceivedTime' && field !== 'timestamp';
    const time = readTime(value, field, isUtc ? { ...place.time, isFormatUtc: true } : place.time);
    if (time !== undefined && time.timestamp !== null) return time;
    failed ??= time ?? unreadableTime(value, field);
  }
  return failed;
}

/** Python's evtx tools and xmltodict write attributes as `@Name`, others as plain members. */
function nestedEvent(record: JsonObject): JsonObject {
  const event = isObject(record['Event']) ? record['Event'] : record;
  const system = event['System'] as JsonObject;
  const out: JsonObject = { ...event };
  out['System'] = {
    ...system,
    Provider: withAttributes(system['Provider']),
    TimeCreated: withAttributes(system['TimeCreated'], 'SystemTime'),
    Security: withAttributes(system['Security']),
  };
  const data = event['EventData'];
  if (isObject(data) && Array.isArray(data['Data'])) out['EventData'] = namedData(data['Data']) ?? data;
  return out;
}

function withAttributes(element: JsonValue | undefined, textName = 'Name'): JsonValue {
  if (typeof element === 'string') return { '#attributes': { [textName]: element } };
  if (!isObject(element)) return null;
  if (isObject(element['#attributes'])) return element;
  const attributes: JsonObject = {};
  for (const name of Object.keys(element)) setOwn(attributes, name.replace(/^@/, ''), element[name] as JsonValue);
  return { '#attributes': attributes };
}

/** `[{"@Name": "Image", "#text": "..."}]` -> `{Image: "..."}`; undefined where the members have no names. */
function namedData(items: JsonValue[]): JsonObject | undefined {
  const data: JsonObject = {};
  for (const item of items) {
    if (!isObject(item)) return undefined;
    const name = item['@Name'] ?? item['Name'] ?? valueAt(item, ['#attributes', 'Name']);
    if (typeof name !== 'string') return undefined;
    setOwn(data, name, item['#text'] ?? item['Text'] ?? null);
  }
  return data;
}

function winlogEvent(record: JsonObject): JsonObject {
  const winlog = record['winlog'] as JsonObject;
  return systemEvent(
    {
      provider: scalarText(winlog['provider_name']),
      guid: scalarText(winlog['provider_guid']),
      code: winlog['event_id'],
      level: firstValue(record, paths('winlog.level|log.level')),
      keywords: outcomeKeywords(winlog['keywords']),
      channel: scalarText(winlog['channel']),
      computer: scalarText(winlog['computer_name']),
      recordId: winlog['record_id'],
      user: firstText(winlog, paths('user.identifier')),
    },
    isObject(winlog['event_data']) ? winlog['event_data'] : isObject(winlog['user_data']) ? winlog['user_data'] : {},
  );
}

/** Winlogbeat names the audit keywords; the bits are 53 (success) and 52 (failure). */
function outcomeKeywords(value: JsonValue | undefined): JsonValue | undefined {
  const words = Array.isArray(value) ? value.join(' ') : value;
  if (typeof words !== 'string') return value;
  if (/audit success|AUDIT_SUCCESS/i.test(words)) return '0x8020000000000000';
  return /audit failure|AUDIT_FAILURE/i.test(words) ? '0x8010000000000000' : words;
}

const SYSTEM_NAMES = new Set(
  'EventID Channel SourceName EventSourceName ProviderGuid ProviderName Provider Hostname Computer Host TimeCreated TimeGenerated EventTime EventReceivedTime @timestamp @version Level Keywords Task Opcode OpcodeValue Version RecordNumber EventRecordID ThreadID ExecutionProcessID Message Severity SeverityValue EventType Category SourceModuleName SourceModuleType host port tags LogName UserID Activity Type TenantId SourceSystem EventData MG ManagementGroupName _ResourceId'.split(
    ' ',
  ),
);

/** Everything beside the header's names is the event's own data. */
function flatEvent(record: JsonObject): JsonObject {
  const data: JsonObject = {};
  for (const name of Object.keys(record)) {
    if (!SYSTEM_NAMES.has(name)) setOwn(data, name, record[name] as JsonValue);
  }
  const inner = record['EventData'];
  if (isObject(inner)) for (const name of Object.keys(inner)) setOwn(data, name, inner[name] as JsonValue);
  else if (typeof inner === 'string') readDataXml(inner, data);
  const type = scalarText(record['EventType']);
  return systemEvent(
    {
      provider: firstText(record, paths('SourceName|EventSourceName|ProviderName|Provider')) ?? usualProvider(record),
      guid: firstText(record, paths('ProviderGuid')),
      code: record['EventID'],
      level: record['Level'],
      keywords: type?.startsWith('AUDIT_') === true ? outcomeKeywords(type) : hexKeywords(record['Keywords']),
      channel: firstText(record, paths('Channel|LogName')),
      computer: firstText(record, paths('Hostname|Computer|MachineName')),
      recordId: firstValue(record, paths('EventRecordID|RecordNumber')),
      user: firstText(record, paths('UserID')),
    },
    data,
  );
}

/** Tables of security events leave the provider out. */
const usualProvider = (record: JsonObject): string | undefined =>
  record['SubjectUserSid'] !== undefined || record['TargetLogonId'] !== undefined
    ? 'Microsoft-Windows-Security-Auditing'
    : undefined;

const DATA_XML = /<Data Name="([^"<>]{1,128})">([^<]{0,8192})<\/Data>/g;
const MAX_DATA_CHARS = 65_536;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** `<Data Name="Image">...</Data>` inside a text. */
function readDataXml(text: string, data: JsonObject): void {
  for (const [, name, value] of text.slice(0, MAX_DATA_CHARS).matchAll(DATA_XML)) {
    setOwn(
      data,
      name as string,
      (value as string).replace(/&(lt|gt|amp|quot|apos);/g, (_, entity: string) => ENTITIES[entity] as string),
    );
  }
}

/** A signed or unsigned 64-bit number, as number or decimal text -> `0x` and 16 digits. */
function hexKeywords(value: JsonValue | undefined): JsonValue | undefined {
  const text = scalarText(value);
  if (text === undefined || !/^-?[0-9]{1,20}$/.test(text)) return value;
  return `0x${BigInt.asUintN(64, BigInt(text)).toString(16).padStart(16, '0')}`;
}

interface System {
  provider: string | undefined;
  guid: string | undefined;
  code: JsonValue | undefined;
  level: JsonValue | undefined;
  keywords: JsonValue | undefined;
  channel: string | undefined;
  computer: string | undefined;
  recordId: JsonValue | undefined;
  user: string | undefined;
}

function systemEvent(system: System, data: JsonObject): JsonObject {
  const provider: JsonObject = {};
  if (system.provider !== undefined) provider['Name'] = system.provider;
  if (system.guid !== undefined) provider['Guid'] = system.guid;
  return {
    System: {
      Provider: { '#attributes': provider },
      EventID: system.code ?? null,
      Level: system.level ?? null,
      Keywords: system.keywords ?? null,
      Channel: system.channel ?? null,
      Computer: system.computer ?? null,
      EventRecordID: system.recordId ?? null,
      Security: system.user === undefined ? null : { '#attributes': { UserID: system.user } },
    },
    EventData: data,
  };
}
