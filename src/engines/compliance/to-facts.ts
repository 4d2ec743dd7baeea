/**
 * One normalised event as the facts that checks are asked about: our ECS names in, names of the vocabulary out.
 *
 * Pure. About 1 us an event. Source: resources/docs/compliance-vocabulary.md, which a test holds to this.
 * Trust: every value is the log's: it is checked for its type, cut, and taken as what the log claims. What a log may
 * not say of itself (employment, kind of account, scope of a source) comes from the case alone: join-facts.ts.
 */
import type { EventDraft, JsonObject, JsonValue } from '../event/audit-event.ts';
import { type EventClass, classOf } from './event-classes.ts';
import { type Facts, MAX_FACT_CHARS, newFacts } from './facts.ts';
import { isInternal } from './internal-address.ts';

export interface FactPlace {
  /** Name of the log source, as in the inventory of the case. */
  sourceId: string;
  /** When the collector wrote the record down, milliseconds; absent where nobody says. */
  recordedMs?: number;
  /** Beginnings of addresses that belong to the organisation, beside the private ranges: `192.0.2.`, `2001:db8:1:`. */
  internalPrefixes?: readonly string[];
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function at(value: JsonValue | undefined, ...path: string[]): JsonValue | undefined {
  let found = value;
  for (const name of path) {
    if (!isObject(found) || !Object.hasOwn(found, name)) return undefined;
    found = found[name];
  }
  return found;
}

const cut = (text: string): string => (text.length > MAX_FACT_CHARS ? text.slice(0, MAX_FACT_CHARS) : text);

function put(facts: Facts, field: string, value: JsonValue | undefined): void {
  if (typeof value === 'string') {
    if (value !== '') facts[field] = cut(value);
  } else if (typeof value === 'number' || typeof value === 'boolean') facts[field] = value;
}

/** @returns facts without `category` where the event is unclassified */
export function toFacts(event: EventDraft, place: FactPlace): Facts {
  const facts = newFacts();
  const { source, action, metadata } = event;
  const kind = kindOf(event);
  put(facts, 'id', event.eventId);
  const timeMs = event.timestamp === null ? Number.NaN : Date.parse(event.timestamp);
  if (!Number.isNaN(timeMs)) facts['time'] = timeMs;
  put(facts, 'recordedTime', place.recordedMs);
  const zone = at(metadata, 'time', 'zone');
  if (typeof zone === 'string') facts['timeZoneKnown'] = zone === 'in-text' || zone === 'format';
  put(facts, 'eventType', event.eventType);
  put(facts, 'severity', event.severity);
  put(facts, 'action.success', action.success);
  put(facts, 'actor.id', source.userId);
  put(facts, 'actor.name', source.userId);
  facts['actor.type'] = actorType(source.userId);
  put(facts, 'target.id', action.resource);
  put(facts, 'target.name', action.resource);
  put(facts, 'session.id', source.sessionId);
  put(facts, 'session.sourceIp', source.ip);
  put(facts, 'source.id', place.sourceId);
  put(facts, 'source.type', kind === '' ? 'audit-log' : kind);
  put(facts, 'source.host', at(metadata, 'host', 'name') ?? at(metadata, 'host') ?? at(metadata, 'service'));
  if (source.ip !== undefined) {
    const isInside = isInternal(source.ip, place.internalPrefixes ?? []);
    if (isInside !== undefined) facts['session.external'] = !isInside;
  }
  const found = classOf(kind, event.eventType) ?? (kind === '' ? dottedClass(event) : undefined);
  if (found !== undefined) applyClass(facts, found);
  if (kind === '') readOwn(facts, action.details);
  else if (kind === 'aws.cloudtrail') readCloudTrail(facts, metadata);
  else if (kind.startsWith('windows.')) readWindows(facts, metadata);
  else if (kind === 'azure.platform') readAzure(facts, metadata);
  else readLine(facts, event);
  // Who logs on logs on to a system.
  if (facts['category'] === 'authentication') facts['target.id'] ??= facts['source.host'] ?? place.sourceId;
  if (facts['action.type'] === 'grant' && facts['target.privileged'] === undefined)
    facts['target.privileged'] = isPrivilegedName(
      `${String(facts['target.id'] ?? '')} ${String(facts['target.name'] ?? '')}`,
    );
  return facts;
}

/** `event.dataset`; `line` for what was read as text, whose times stand in a header or a line; empty for our own shape. */
function kindOf({ metadata }: EventDraft): string {
  const dataset = at(metadata, 'event', 'dataset');
  if (typeof dataset === 'string') return dataset;
  const timeField = at(metadata, 'time', 'field');
  const isLine = at(metadata, 'log', 'syslog') !== undefined || (timeField !== undefined && timeField !== 'timestamp');
  return isLine ? 'line' : '';
}

function applyClass(facts: Facts, { category, action, target, eventType }: EventClass): void {
  facts['category'] = category;
  facts['action.type'] = action;
  if (target !== undefined) facts['target.type'] = target;
  if (eventType !== undefined) facts['eventType'] = eventType;
}

/** `category.verb` of our own shape, as an application that knows the vocabulary writes it. */
function dottedClass({ eventType, action }: EventDraft): EventClass | undefined {
  const [category = '', ...rest] = eventType.split('.');
  if (!CATEGORIES.has(category) || rest.length === 0) return undefined;
  const verb = rest.at(-1) ?? '';
  const spoken = action.type !== undefined && VERBS.has(action.type) ? action.type : undefined;
  const isVerb = VERBS.has(verb);
  if (!isVerb && spoken === undefined) return undefined;
  const target = TARGET_OF_CATEGORY[category];
  return { category, action: isVerb ? verb : (spoken ?? ''), ...(target === undefined ? {} : { target }) };
}

const CATEGORIES = new Set(
  'authentication authorization account privilege access data configuration change audit security network process system time backup crypto physical incident review privacy financial'.split(
    ' ',
  ),
);
const VERBS = new Set(
  'login logout lockout unlock mfa_bypass mfa_change create enable disable delete modify grant revoke elevate read query export print copy share disclose transfer execute request approve reject deploy start stop pause clear truncate rotate review alert detect acknowledge contain eradicate close notify sync adjust backup restore verify fulfil withdraw connect allow deny install post reverse declare fail dispose'.split(
    ' ',
  ),
);
/** What is acted on where an event of our own shape names no kind of target. */
const TARGET_OF_CATEGORY: Readonly<Record<string, string>> = {
  authentication: 'session',
  account: 'account',
  audit: 'log',
  data: 'record',
  security: 'securityControl',
  time: 'clock',
  backup: 'backup',
  crypto: 'key',
  incident: 'incident',
  configuration: 'configuration',
  change: 'change',
};

/** Names in `action.details` of our own shape, and what they are in the vocabulary. */
export const OWN_DETAILS: Readonly<
  Record<string, readonly [field: string, type: 'text' | 'boolean' | 'number' | 'list']>
> = {
  reason: ['action.reason', 'text'],
  actorName: ['actor.name', 'text'],
  actorType: ['actor.type', 'text'],
  targetId: ['target.id', 'text'],
  targetName: ['target.name', 'text'],
  targetType: ['target.type', 'text'],
  targetPrivileged: ['target.privileged', 'boolean'],
  classification: ['target.classification', 'list'],
  owner: ['target.owner', 'text'],
  subjectId: ['target.subjectId', 'text'],
  environment: ['target.environment', 'text'],
  mfa: ['session.mfa', 'boolean'],
  remote: ['session.remote', 'boolean'],
  interactive: ['session.interactive', 'boolean'],
  transportEncrypted: ['session.encrypted', 'boolean'],
  idleSeconds: ['session.idleSeconds', 'number'],
  ticketId: ['context.ticketId', 'text'],
  approverId: ['context.approverId', 'text'],
  requesterId: ['context.requesterId', 'text'],
  purpose: ['context.purpose', 'text'],
  emergency: ['context.emergency', 'boolean'],
  legalBasis: ['context.legalBasis', 'text'],
  recipient: ['context.recipient', 'text'],
  recipientCountry: ['context.recipientCountry', 'text'],
  safeguard: ['context.safeguard', 'text'],
  relationship: ['context.relationship', 'text'],
  authorized: ['context.authorized', 'boolean'],
  hashBefore: ['context.hashBefore', 'text'],
  hashAfter: ['context.hashAfter', 'text'],
  recordCount: ['data.recordCount', 'number'],
  bytes: ['data.bytes', 'number'],
  encrypted: ['data.encrypted', 'boolean'],
};
const MAX_LIST = 16;

function readOwn(facts: Facts, details: JsonValue | undefined): void {
  if (!isObject(details)) return;
  for (const name of Object.keys(details)) {
    const known = Object.hasOwn(OWN_DETAILS, name) ? OWN_DETAILS[name] : undefined;
    const value = details[name];
    if (known === undefined || value === undefined) continue;
    const [field, type] = known;
    if (type === 'list') {
      const items = (Array.isArray(value) ? value : [value]).slice(0, MAX_LIST);
      facts[field] = items.filter((item) => typeof item === 'string').map(cut);
    } else if (typeof value === (type === 'text' ? 'string' : type)) put(facts, field, value);
  }
}

function readCloudTrail(facts: Facts, metadata: JsonObject): void {
  const record = at(metadata, 'fields');
  const used =
    at(record, 'additionalEventData', 'MFAUsed') ??
    at(record, 'userIdentity', 'sessionContext', 'attributes', 'mfaAuthenticated');
  if (used === 'Yes' || used === 'true' || used === true) facts['session.mfa'] = true;
  else if (used === 'No' || used === 'false' || used === false) facts['session.mfa'] = false;
  const identity = at(record, 'userIdentity', 'type');
  if (identity === 'AssumedRole' || identity === 'AWSService') facts['actor.type'] = 'service';
  if (identity === 'Root') facts['actor.privileged'] = true;
  put(facts, 'actor.name', at(record, 'userIdentity', 'userName') ?? (facts['actor.name'] as string | undefined));
  put(facts, 'action.reason', at(record, 'errorCode'));
  facts['session.remote'] = true;
  facts['session.encrypted'] = true;
  facts['source.host'] ??= 'aws';
  for (const name of ['policyArn', 'groupName']) put(facts, 'target.name', at(record, 'requestParameters', name));
}

function readWindows(facts: Facts, metadata: JsonObject): void {
  const type = at(metadata, 'winlog', 'logon', 'type');
  if (typeof type === 'string') {
    facts['session.remote'] = /network|remote/u.test(type);
    facts['session.interactive'] = /interactive/u.test(type) || type === 'unlock';
  }
  const about = at(metadata, 'user', 'target', 'name') ?? at(metadata, 'user', 'target');
  if (typeof about === 'string' && facts['target.type'] === 'account') {
    put(facts, 'target.id', about);
    put(facts, 'target.name', about);
  }
  // Who is locked out is whose logons failed: the log's own subject is the domain controller.
  if (facts['category'] === 'authentication' && typeof about === 'string') {
    put(facts, 'actor.id', about);
    put(facts, 'actor.name', about);
    facts['actor.type'] = actorType(about);
  }
  if (facts['category'] === 'audit') put(facts, 'target.id', at(metadata, 'winlog', 'channel'));
}

function readAzure(facts: Facts, metadata: JsonObject): void {
  const how = at(metadata, 'fields', 'properties', 'authenticationRequirement');
  if (how === 'multiFactorAuthentication') facts['session.mfa'] = true;
  else if (how === 'singleFactorAuthentication') facts['session.mfa'] = false;
  facts['session.remote'] = true;
}

/** sshd, sudo and what else writes lines; `user_created` of useradd and of auditd stand among the Windows rows. */
function readLine(facts: Facts, { action, metadata }: EventDraft): void {
  const program = at(metadata, 'process', 'name') ?? at(metadata, 'event', 'provider');
  if (program === 'sshd') {
    facts['session.remote'] = true;
    facts['session.encrypted'] = true;
    facts['session.interactive'] = true;
  }
  if (action.method === 'sudo' || action.method === 'su') {
    facts['category'] = 'privilege';
    facts['action.type'] = 'elevate';
    facts['target.type'] = 'account';
    const runAs = at(action.details, 'runAs');
    put(facts, 'target.id', runAs);
  }
  if (facts['actor.id'] === 'root') facts['actor.privileged'] = true;
}

const SERVICE_NAME = /^(?:svc[-_.]|NT AUTHORITY|SYSTEM$|LOCAL SERVICE$|NETWORK SERVICE$|.*\$$|system:|cron$|daemon$)/iu;

function actorType(user: string | undefined): string {
  if (user === undefined || user === '') return 'unknown';
  return SERVICE_NAME.test(user) ? 'service' : 'user';
}

const PRIVILEGED_NAME =
  /\b(?:domain admins|enterprise admins|schema admins|administrators?|backup operators|account operators|sudo|wheel|root|cluster-admin|administratoraccess|poweruseraccess|iamfullaccess|owner|global administrator|security administrator|privileged role administrator|super admin)\b/iu;
const isPrivilegedName = (name: string): boolean => PRIVILEGED_NAME.test(name);
