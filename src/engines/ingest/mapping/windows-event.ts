/**
 * A Windows event ({System, EventData | UserData}) as an event draft: ECS names, our types, one line for the person.
 *
 * Pure. One pass over fixed field names, O(1) a record; `metadata.fields` is the given object itself, not a copy.
 * Source: resources/docs/field-mapping-windows.md has every rule; ECS 8.17.
 * Trust: every value is the log's. Nothing here throws on content, whatever its shape.
 */
import type { EventDraft, JsonObject, JsonValue, Severity } from '../../event/audit-event.ts';
import { parseTime } from '../../event/time.ts';
import { findKnownEvent } from './windows-event-catalog.ts';
import type { ActorRule, KnownEvent } from './windows-event-catalog.ts';
import {
  asObject,
  attributeText,
  elementText,
  eventFields,
  fieldText,
  firstText,
  listedAccount,
  listedText,
  namedAccount,
  numberOf,
  powerShellAccount,
  sourceAddress,
  subjectAccount,
  targetAccount,
} from './windows-fields.ts';
import type { Account } from './windows-fields.ts';
import { fileFields, processFields, registryFields } from './windows-objects.ts';
import { oneLine, windowsMessage } from './windows-message.ts';

/** What the reader knows of the record beside its content. */
export interface WindowsEventPlace {
  /** `<sourceTag>:<offset>`. */
  eventId: string;
  /** The times were FILETIMEs, which are UTC by definition; otherwise they are text and name their zone themselves. */
  isFileTime?: boolean;
  /** The time in the record's header, RFC 3339, where it is another than TimeCreated. */
  recordWritten?: string;
  /** The record was found by searching a damaged chunk, not by following the chunk's own order. */
  isRecovered?: boolean;
}

/** What `System` says, as text; '' where it says nothing. */
export interface WindowsSystem {
  provider: string;
  providerGuid: string;
  /** EventID. */
  code: string;
  level: string;
  task: string;
  opcode: string;
  keywords: string;
  /** TimeCreated. */
  systemTime: string;
  recordId: string;
  channel: string;
  computer: string;
  /** SID of the account that the event was logged under. */
  loggedUnder: string;
}

type Outcome = 'success' | 'failure' | 'unknown';

const SYSMON = 'Microsoft-Windows-Sysmon';
/** Where `metadata.time` says that the time stood. */
export const TIME_FIELD = 'System.TimeCreated.SystemTime';
const ZERO_TIME = '1601-01-01T00:00:00';

const LOGON_TYPES: ReadonlyMap<string, string> = new Map([
  ['0', 'system'],
  ['2', 'interactive'],
  ['3', 'network'],
  ['4', 'batch'],
  ['5', 'service'],
  ['7', 'unlock'],
  ['8', 'network_cleartext'],
  ['9', 'new_credentials'],
  ['10', 'remote_interactive'],
  ['11', 'cached_interactive'],
  ['12', 'cached_remote_interactive'],
  ['13', 'cached_unlock'],
]);

/** ECS event.category of an action type; types of our own without one have none. */
const CATEGORY: Readonly<Record<string, string>> = {
  authentication: 'authentication',
  session: 'session',
  process: 'process',
  library: 'library',
  driver: 'driver',
  script: 'process',
  file: 'file',
  share: 'file',
  registry: 'registry',
  network: 'network',
  account_management: 'iam',
  group_management: 'iam',
  directory: 'iam',
  privilege: 'iam',
  policy_change: 'configuration',
  log_clear: 'configuration',
  service: 'configuration',
  task: 'configuration',
  malware: 'malware',
  firewall: 'configuration',
  database: 'database',
  software: 'package',
  system: 'host',
  device: 'host',
};

const MAX_REMEMBERED = 1_024;
const datasets = new Map<string, string>();

/** `Microsoft-Windows-Sysmon/Operational` -> `windows.microsoft_windows_sysmon_operational`. */
function datasetOf(channel: string): string {
  let dataset = datasets.get(channel);
  if (dataset === undefined) {
    dataset = `windows.${channel.toLowerCase().replace(/[^a-z0-9]+/g, '_')}`;
    if (datasets.size < MAX_REMEMBERED) datasets.set(channel, dataset);
  }
  return dataset;
}

/** The outcome that the audit bits of Keywords state (bit 53 success, bit 52 failure). */
function auditOutcome(keywords: string): Outcome {
  // 0x followed by up to 16 digits: the bits are the 14th digit from the right.
  if (!keywords.startsWith('0x') || keywords.length < 16 || keywords.length > 18) return 'unknown';
  const digit = Number.parseInt(keywords.charAt(keywords.length - 14), 16);
  if ((digit & 1) !== 0) return 'failure';
  return (digit & 2) !== 0 ? 'success' : 'unknown';
}

function severityOf(known: KnownEvent | undefined, level: string, outcome: Outcome, isAudit: boolean): Severity {
  if (known !== undefined) {
    return known.severity === 'low' && outcome === 'failure' && known.outcome === 'by-keywords'
      ? 'medium'
      : known.severity;
  }
  if (level === '1') return 'high';
  if (level === '2' || level === '3' || (isAudit && outcome === 'failure')) return 'medium';
  return 'low';
}

/** Whose action it is; see ActorRule. Falls back to the account the event was logged under. */
function actorOf(rule: ActorRule, data: JsonObject, loggedUnder: string): Account | undefined {
  let first: Account | undefined;
  if (rule === 'target') first = targetAccount(data);
  else if (rule === 'subject') first = subjectAccount(data);
  else if (rule === 'listed') first = listedAccount(data);
  else if (rule === 'context') first = powerShellAccount(data);
  const found = first ?? namedAccount(data) ?? subjectAccount(data);
  if (found !== undefined) return found;
  return loggedUnder === '' ? undefined : { name: '', domain: '', id: loggedUnder };
}

function accountObject(account: Account): JsonObject {
  const user: JsonObject = {};
  if (account.name !== '') user['name'] = account.name;
  if (account.domain !== '') user['domain'] = account.domain;
  if (account.id !== '') user['id'] = account.id;
  return user;
}

function accountText(account: Account | undefined): string {
  if (account === undefined) return '';
  if (account.name === '') return account.id;
  return account.domain === '' ? account.name : `${account.domain}\\${account.name}`;
}

const LOGON_ID_FIELDS = ['SubjectLogonId', 'TargetLogonId', 'LogonId', 'LogonID', 'SessionID', 'SessionId'] as const;
const TARGET_LOGON_ID_FIELDS = [
  'TargetLogonId',
  'SubjectLogonId',
  'LogonId',
  'LogonID',
  'SessionID',
  'SessionId',
] as const;

/** Id of the logon session; the `0x0` that Windows writes for none counts as none. */
function sessionOf(rule: ActorRule, data: JsonObject): string {
  const text = firstText(data, rule === 'target' ? TARGET_LOGON_ID_FIELDS : LOGON_ID_FIELDS);
  return text === '0x0' ? '' : text;
}

function timeOf(original: string, place: WindowsEventPlace): { timestamp: string | null; time: JsonObject } {
  const zone = place.isFileTime === true ? 'format' : 'in-text';
  if (original === '') return { timestamp: null, time: { original, field: TIME_FIELD, zone, doubt: 'missing' } };
  if (original.startsWith(ZERO_TIME)) {
    return { timestamp: null, time: { original, field: TIME_FIELD, zone, doubt: 'zero-time' } };
  }
  const parsed = parseTime(original, { isFormatUtc: true });
  if (parsed === undefined)
    return { timestamp: null, time: { original, field: TIME_FIELD, zone, doubt: 'unreadable' } };
  const time: JsonObject = { original: parsed.basis.original, field: TIME_FIELD, zone: parsed.basis.zone };
  if (place.isFileTime === true) time['zone'] = 'format';
  if (parsed.basis.doubt !== undefined) time['doubt'] = parsed.basis.doubt;
  return { timestamp: parsed.timestamp, time };
}

function putNumber(target: JsonObject, key: string, text: string): void {
  if (text !== '') target[key] = numberOf(text) ?? text;
}

function winlogFields(system: WindowsSystem, logonType: string, place: WindowsEventPlace): JsonObject {
  const winlog: JsonObject = {};
  if (system.channel !== '') winlog['channel'] = system.channel;
  if (system.recordId !== '') winlog['record_id'] = system.recordId;
  if (system.providerGuid !== '') winlog['provider_guid'] = system.providerGuid;
  putNumber(winlog, 'level', system.level);
  putNumber(winlog, 'task', system.task);
  putNumber(winlog, 'opcode', system.opcode);
  if (system.keywords !== '') winlog['keywords'] = system.keywords;
  if (system.loggedUnder !== '') winlog['user'] = { identifier: system.loggedUnder };
  if (logonType !== '') winlog['logon'] = { type: logonType };
  if (place.recordWritten !== undefined) winlog['record_written'] = place.recordWritten;
  if (place.isRecovered === true) winlog['recovered'] = true;
  return winlog;
}

/** Fields that the line of an unknown event shows. */
const PLAIN_FIELDS = 3;

/** A line for an event nobody described: its provider and its first few fields. */
function plainMessage(provider: string, data: JsonObject): string {
  let message = provider === '' ? 'Windows event' : `${oneLine(provider)} event`;
  let count = 0;
  for (let n = 1; n <= PLAIN_FIELDS; n += 1) {
    const value = listedText(data, n).trim();
    if (value === '') continue;
    message += `${count === 0 ? ': ' : ', '}${oneLine(value)}`;
    count += 1;
  }
  for (const key in data) {
    if (count >= PLAIN_FIELDS) break;
    const value: JsonValue | undefined = data[key];
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    if (value === '' || value === '-') continue;
    message += `${count === 0 ? ': ' : ', '}${oneLine(key)} ${oneLine(String(value))}`;
    count += 1;
  }
  return message;
}

function outcomeOf(known: KnownEvent | undefined, keywords: string): Outcome {
  if (known === undefined || known.outcome === 'by-keywords') return auditOutcome(keywords);
  return known.outcome;
}

function readSystem(system: JsonObject): WindowsSystem {
  return {
    provider: attributeText(system['Provider'], 'Name'),
    providerGuid: attributeText(system['Provider'], 'Guid'),
    code: elementText(system['EventID']),
    level: elementText(system['Level']),
    task: elementText(system['Task']),
    opcode: elementText(system['Opcode']),
    keywords: elementText(system['Keywords']),
    systemTime: attributeText(system['TimeCreated'], 'SystemTime'),
    recordId: elementText(system['EventRecordID']),
    channel: elementText(system['Channel']),
    computer: elementText(system['Computer']),
    loggedUnder: attributeText(system['Security'], 'UserID'),
  };
}

/**
 * The draft of one event.
 *
 * @param event the object under `Event` as evtx_dump writes it: `{System: {Provider: {'#attributes': {Name, Guid}},
 * EventID, Level, Keywords, TimeCreated: {'#attributes': {SystemTime}}, EventRecordID, Channel, Computer, ...},
 * EventData | UserData}`; any part may be absent. It becomes `metadata.fields` as it is and must not be changed later.
 */
export function windowsEventDraft(event: JsonObject, place: WindowsEventPlace): EventDraft {
  const draft = windowsDraft(readSystem(asObject(event['System']) ?? {}), eventFields(event), place);
  draft.metadata['fields'] = event;
  return draft;
}

/** The draft without `metadata.fields`. @param data the fields of EventData, or of the one element under UserData */
export function windowsDraft(system: WindowsSystem, data: JsonObject, place: WindowsEventPlace): EventDraft {
  const { provider, code, channel, computer, loggedUnder } = system;
  const known = findKnownEvent(provider, code);
  const rule = known?.actor ?? 'subject';
  const outcome = outcomeOf(known, system.keywords);
  const eventType = known?.eventType ?? (code === '' ? 'windows_event' : `windows_event_${code}`);
  const { timestamp, time } = timeOf(system.systemTime, place);

  // Sysmon's service logs for everybody under its own account.
  const actor = actorOf(rule, data, provider === SYSMON ? '' : loggedUnder);
  const target = rule === 'subject' ? targetAccount(data) : undefined;
  const ip = sourceAddress(data);
  const logonType = LOGON_TYPES.get(fieldText(data, 'LogonType')) ?? '';

  const source: EventDraft['source'] = {};
  if (ip !== '') source.ip = ip;
  const userId = actor === undefined ? '' : actor.name === '' ? actor.id : actor.name;
  if (userId !== '') source.userId = userId;
  const sessionId = sessionOf(rule, data);
  if (sessionId !== '') source.sessionId = sessionId;

  const action: EventDraft['action'] = {};
  if (known !== undefined) action.type = known.action;
  const resource = known === undefined || known.resource === '' ? '' : fieldText(data, known.resource);
  if (resource !== '') action.resource = resource;
  if (logonType !== '') action.method = logonType;
  if (outcome !== 'unknown') action.success = outcome === 'success';

  const ecsEvent: JsonObject = { code, provider, dataset: datasetOf(channel), action: eventType, outcome };
  const category = known === undefined ? undefined : CATEGORY[known.action];
  if (category !== undefined) ecsEvent['category'] = [category];

  const lookUp = (field: string): string => {
    switch (field) {
      case 'user':
        return accountText(actor);
      case 'ip':
        return ip;
      case 'logon':
        return logonType.replaceAll('_', ' ');
      case 'member':
        return firstText(data, ['MemberName', 'MemberSid']);
      default:
        return /^\d$/.test(field) ? listedText(data, Number(field)).trim() : fieldText(data, field);
    }
  };
  const words = known === undefined ? plainMessage(provider, data) : windowsMessage(known.words, lookUp);

  const metadata: JsonObject = { message: code === '' ? words : `${oneLine(code)} ${words}`, event: ecsEvent };
  if (computer !== '') metadata['host'] = { name: computer };
  metadata['winlog'] = winlogFields(system, logonType, place);
  if (actor !== undefined) {
    const user = accountObject(actor);
    if (target !== undefined) user['target'] = accountObject(target);
    metadata['user'] = user;
  }
  const process = processFields(data, code, provider);
  if (process !== undefined) metadata['process'] = process;
  const file = fileFields(data, known?.action);
  if (file !== undefined) metadata['file'] = file;
  const registry = registryFields(data, known?.action);
  if (registry !== undefined) metadata['registry'] = registry;
  const port = numberOf(data['DestinationPort'] ?? data['DestPort']);
  const destination = firstText(data, ['DestinationIp', 'DestAddress']);
  if (destination !== '')
    metadata['destination'] = port === undefined ? { ip: destination } : { ip: destination, port };
  metadata['time'] = time;

  return {
    eventId: place.eventId,
    timestamp,
    eventType,
    severity: severityOf(known, system.level, outcome, channel === 'Security'),
    source,
    action,
    metadata,
  };
}
