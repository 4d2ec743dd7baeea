/**
 * The canonical body of a Windows event, written around fields that are canonical already.
 *
 * Pure but for the writer's memory. O(text). With the fields between them the two parts are what `canonicalBody` gives for
 * the draft with its fields and origin: so each object's keys stand here in canonical order, and a key that windows-event.ts
 * or windows-objects.ts adds is to be added here. record-text.test.ts compares the two on real records.
 * Source: RFC 8785 §3.2.3 (order of keys).
 * Trust: every text is the log's and is quoted. Both throw CanonicalError as `canonicalBody` does, and NoRoom.
 */
import type { EventDraft, EventOrigin, JsonObject, JsonValue } from '../../event/audit-event.ts';
import { type CanonicalWriter, constantOf, keyOf } from '../../kernel/canonical-writer.ts';

const KEYS = {
  action: keyOf('action'),
  category: keyOf('category'),
  channel: keyOf('channel'),
  code: keyOf('code'),
  commandLine: keyOf('command_line'),
  dataset: keyOf('dataset'),
  destination: keyOf('destination'),
  domain: keyOf('domain'),
  doubt: keyOf('doubt'),
  entityId: keyOf('entity_id'),
  event: keyOf('event'),
  eventId: keyOf('eventId'),
  eventType: keyOf('eventType'),
  executable: keyOf('executable'),
  field: keyOf('field'),
  fields: keyOf('fields'),
  file: keyOf('file'),
  hash: keyOf('hash'),
  host: keyOf('host'),
  id: keyOf('id'),
  identifier: keyOf('identifier'),
  ip: keyOf('ip'),
  keywords: keyOf('keywords'),
  length: keyOf('length'),
  level: keyOf('level'),
  logon: keyOf('logon'),
  message: keyOf('message'),
  metadata: keyOf('metadata'),
  method: keyOf('method'),
  name: keyOf('name'),
  offset: keyOf('offset'),
  opcode: keyOf('opcode'),
  origin: keyOf('origin'),
  original: keyOf('original'),
  outcome: keyOf('outcome'),
  parent: keyOf('parent'),
  pid: keyOf('pid'),
  process: keyOf('process'),
  provider: keyOf('provider'),
  providerGuid: keyOf('provider_guid'),
  rawHash: keyOf('rawHash'),
  recordId: keyOf('record_id'),
  recordWritten: keyOf('record_written'),
  recovered: keyOf('recovered'),
  registry: keyOf('registry'),
  resource: keyOf('resource'),
  sessionId: keyOf('sessionId'),
  severity: keyOf('severity'),
  source: keyOf('source'),
  success: keyOf('success'),
  target: keyOf('target'),
  task: keyOf('task'),
  time: keyOf('time'),
  timestamp: keyOf('timestamp'),
  type: keyOf('type'),
  user: keyOf('user'),
  userId: keyOf('userId'),
  winlog: keyOf('winlog'),
  workingDirectory: keyOf('working_directory'),
  zone: keyOf('zone'),
} as const;
const TRUE = constantOf('true');
const FALSE = constantOf('false');
const NULL = constantOf('null');

const isObject = (value: JsonValue | undefined): value is JsonObject => typeof value === 'object';

/** `{"action":...,"metadata":{...,"fields":` @param draft from `windowsDraft` */
export function writeBeforeFields(out: CanonicalWriter, draft: EventDraft): void {
  const { action, metadata } = draft;
  out.open();
  out.key(KEYS.action);
  out.open();
  out.member(KEYS.method, action.method);
  out.member(KEYS.resource, action.resource);
  if (action.success !== undefined) {
    out.key(KEYS.success);
    out.constant(action.success ? TRUE : FALSE);
  }
  out.member(KEYS.type, action.type);
  out.close();
  out.member(KEYS.eventId, draft.eventId);
  out.member(KEYS.eventType, draft.eventType);
  out.key(KEYS.metadata);
  out.open();
  out.member(KEYS.destination, metadata['destination']);
  const event = metadata['event'];
  if (isObject(event)) writeEvent(out, event);
  out.key(KEYS.fields);
}

function writeEvent(out: CanonicalWriter, event: JsonObject): void {
  out.key(KEYS.event);
  out.open();
  out.member(KEYS.action, event['action']);
  out.member(KEYS.category, event['category']);
  out.member(KEYS.code, event['code']);
  out.member(KEYS.dataset, event['dataset']);
  out.member(KEYS.outcome, event['outcome']);
  out.member(KEYS.provider, event['provider']);
  out.close();
}

/** `,"file":...},"origin":...,"timestamp":...}`, behind the fields. */
export function writeBehindFields(out: CanonicalWriter, draft: EventDraft, origin: EventOrigin): void {
  const { metadata, source, timestamp } = draft;
  out.member(KEYS.file, metadata['file']);
  out.member(KEYS.host, metadata['host']);
  out.member(KEYS.message, metadata['message']);
  const { process, time, user, winlog } = metadata;
  if (isObject(process)) writeProcess(out, KEYS.process, process);
  out.member(KEYS.registry, metadata['registry']);
  if (isObject(time)) writeTime(out, time);
  if (isObject(user)) writeUser(out, KEYS.user, user);
  if (isObject(winlog)) writeWinlog(out, winlog);
  out.close();
  out.key(KEYS.origin);
  out.open();
  out.member(KEYS.length, origin.length);
  out.member(KEYS.offset, origin.offset);
  out.member(KEYS.rawHash, origin.rawHash);
  out.member(KEYS.source, origin.source);
  out.close();
  out.member(KEYS.severity, draft.severity);
  out.key(KEYS.source);
  out.open();
  out.member(KEYS.ip, source.ip);
  out.member(KEYS.sessionId, source.sessionId);
  out.member(KEYS.userId, source.userId);
  out.close();
  out.key(KEYS.timestamp);
  if (timestamp === null) out.constant(NULL);
  else out.text(timestamp);
  out.close();
}

function writeProcess(out: CanonicalWriter, key: Uint8Array, process: JsonObject): void {
  out.key(key);
  out.open();
  out.member(KEYS.commandLine, process['command_line']);
  out.member(KEYS.entityId, process['entity_id']);
  out.member(KEYS.executable, process['executable']);
  out.member(KEYS.hash, process['hash']);
  out.member(KEYS.name, process['name']);
  const { parent } = process;
  if (isObject(parent)) writeProcess(out, KEYS.parent, parent);
  out.member(KEYS.pid, process['pid']);
  out.member(KEYS.workingDirectory, process['working_directory']);
  out.close();
}

function writeTime(out: CanonicalWriter, time: JsonObject): void {
  out.key(KEYS.time);
  out.open();
  out.member(KEYS.doubt, time['doubt']);
  out.member(KEYS.field, time['field']);
  out.member(KEYS.original, time['original']);
  out.member(KEYS.zone, time['zone']);
  out.close();
}

function writeUser(out: CanonicalWriter, key: Uint8Array, user: JsonObject): void {
  out.key(key);
  out.open();
  out.member(KEYS.domain, user['domain']);
  out.member(KEYS.id, user['id']);
  out.member(KEYS.name, user['name']);
  const { target } = user;
  if (isObject(target)) writeUser(out, KEYS.target, target);
  out.close();
}

function writeWinlog(out: CanonicalWriter, winlog: JsonObject): void {
  out.key(KEYS.winlog);
  out.open();
  out.member(KEYS.channel, winlog['channel']);
  out.member(KEYS.keywords, winlog['keywords']);
  out.member(KEYS.level, winlog['level']);
  out.member(KEYS.logon, winlog['logon']);
  out.member(KEYS.opcode, winlog['opcode']);
  out.member(KEYS.providerGuid, winlog['provider_guid']);
  out.member(KEYS.recordId, winlog['record_id']);
  out.member(KEYS.recordWritten, winlog['record_written']);
  out.member(KEYS.recovered, winlog['recovered']);
  out.member(KEYS.task, winlog['task']);
  out.member(KEYS.user, winlog['user']);
  out.close();
}
