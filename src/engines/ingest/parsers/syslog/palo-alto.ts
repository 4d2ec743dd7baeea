/**
 * Messages of Palo Alto Networks firewalls: comma-separated values whose fourth says what they are.
 *
 * Pure, linear in the length of the message.
 * Source: PAN-OS 10 and 11 "Syslog Field Descriptions" (Traffic, Threat, System, Config); only the columns that have stood
 * at the same place since PAN-OS 8 are named, the rest is kept by number.
 * Trust: text of the log.
 */
import type { EventDraft, JsonObject } from '../../../event/audit-event.ts';
import { addressOf, raiseSeverity } from '../lines/draft.ts';
import { fieldText } from '../lines/key-values.ts';
import { severityOfLevel } from '../lines/level.ts';

const HEAD = /^\d{0,2},\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d,[^,]{0,40},(TRAFFIC|THREAT|SYSTEM|CONFIG),/;
/** An empty name: a column that says nothing. */
const COMMON = ',receive_time,serial,type,subtype,,time_generated';
const FLOW =
  'src,dst,natsrc,natdst,rule,srcuser,dstuser,app,vsys,from,to,inbound_if,outbound_if,logset,,sessionid,repeatcnt,' +
  'sport,dport,natsport,natdport,flags,proto,action';
const columns = (...parts: readonly string[]): readonly string[] => parts.join(',').split(',');
const NAMES: Readonly<Record<string, readonly string[]>> = {
  TRAFFIC: columns(COMMON, FLOW, 'bytes,bytes_sent,bytes_received,packets,start,elapsed,category'),
  THREAT: columns(COMMON, FLOW, 'misc,threatid,category,severity,direction'),
  SYSTEM: columns(COMMON, 'vsys,eventid,object,,,module,severity,opaque'),
  CONFIG: columns(COMMON, 'host,vsys,cmd,admin,client,result,path'),
};
const MAX_COLUMNS = 200;
const VALUE = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/y;
const ALLOWED = new Set(['allow', 'alert', 'wildfire-upload-success', 'continue']);
const SEVERITIES = new Map([
  ['informational', 'low'],
  ['low', 'low'],
  ['medium', 'medium'],
  ['high', 'high'],
  ['critical', 'critical'],
] as const);

/** Fills a draft from a message; whether it is one. */
export function readPaloAlto(message: string, draft: EventDraft): boolean {
  const type = HEAD.exec(message)?.[1];
  if (type === undefined) return false;
  const fields = fieldsOf(message, NAMES[type] ?? []);
  draft.metadata['fields'] = fields;
  draft.metadata['observer'] = { vendor: 'Palo Alto Networks', product: 'PAN-OS' };
  draft.metadata['event'] = {
    module: 'panos',
    code: fieldText(fields, 'threatid') ?? fieldText(fields, 'eventid') ?? type,
  };
  const level = fieldText(fields, 'severity') ?? '';
  const severity = SEVERITIES.get(level as 'low') ?? severityOfLevel(level);
  if (severity !== undefined) raiseSeverity(draft, severity);
  if (type === 'CONFIG') readConfig(draft, fields);
  else if (type !== 'SYSTEM') readFlow(draft, fields, type);
  return true;
}

function fieldsOf(message: string, names: readonly string[]): JsonObject {
  const fields: JsonObject = {};
  VALUE.lastIndex = 0;
  for (let column = 0; column < MAX_COLUMNS; column += 1) {
    const at = VALUE.lastIndex;
    const match = VALUE.exec(message);
    if (match === null || (VALUE.lastIndex === at && column > 0)) break;
    const value = match[1]?.replaceAll('""', '"') ?? match[2] ?? '';
    const name = names[column];
    if (value !== '' && name !== '') fields[name ?? `c${column + 1}`] = value;
  }
  return fields;
}

function readFlow(draft: EventDraft, fields: JsonObject, type: string): void {
  const ip = addressOf(fieldText(fields, 'src') ?? '');
  if (ip !== undefined) draft.source.ip = ip;
  const target = addressOf(fieldText(fields, 'dst') ?? '');
  const port = Number(fieldText(fields, 'dport') ?? '0');
  if (target !== undefined)
    draft.metadata['destination'] = port > 0 && port < 65_536 ? { ip: target, port } : { ip: target };
  const user = fieldText(fields, 'srcuser');
  if (user !== undefined) draft.source.userId = user;
  const action = fieldText(fields, 'action') ?? '';
  const isAllowed = ALLOWED.has(action);
  draft.eventType = type === 'THREAT' ? 'threat_detected' : isAllowed ? 'network_connection' : 'network_blocked';
  draft.action = { type: type === 'THREAT' ? 'threat' : 'network', success: isAllowed };
  if (action !== '') draft.action.method = action;
  const resource = fieldText(fields, 'misc') ?? fieldText(fields, 'dst');
  if (resource !== undefined) draft.action.resource = resource;
}

function readConfig(draft: EventDraft, fields: JsonObject): void {
  const user = fieldText(fields, 'admin');
  if (user !== undefined) draft.source.userId = user;
  const ip = addressOf(fieldText(fields, 'host') ?? '');
  if (ip !== undefined) draft.source.ip = ip;
  draft.eventType = 'configuration_changed';
  draft.action = { type: 'policy_change', success: fieldText(fields, 'result') === 'Succeeded' };
  const command = fieldText(fields, 'cmd');
  if (command !== undefined) draft.action.method = command;
  const path = fieldText(fields, 'path');
  if (path !== undefined) draft.action.resource = path;
}
