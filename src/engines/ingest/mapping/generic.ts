/**
 * Records of no known kind: facts are found by the names fields usually have.
 *
 * Pure. O(members), at most 256 members and 4 levels a record; what a name means is remembered.
 * Source: resources/docs/field-mapping.md, "Any other record".
 * Trust: names and values are the log's. Names are only compared, never looked up on an object of ours.
 */
import type { EventDraft, JsonObject, JsonValue } from '../../event/audit-event.ts';
import { readTime, unreadableTime } from './event-time.ts';
import type { EventTime } from './event-time.ts';
import { isObject, scalarText } from './paths.ts';
import { describe, madeEventId, put, putEcs } from './profile.ts';
import type { DraftPlace } from './profile.ts';
import { oneLine, statusToSuccess, toEventType, toSeverity, toSuccess } from './words.ts';

const ROLES = [
  'time',
  'eventId',
  'user',
  'ip',
  'host',
  'name',
  'message',
  'outcome',
  'severity',
  'agent',
  'session',
  'tenant',
  'resource',
  'method',
  'code',
  'provider',
  'process',
  'pid',
  'command',
  'target',
  'targetPort',
  'reason',
] as const;
type Role = (typeof ROLES)[number];

/** For each role the usual names, best first, written in lower case without `_`, `-`, blanks and `@`. */
const NAMES: Record<Role, string> = {
  time: 'timestamp eventtime datetime time timegenerated ts eventtimestamp createdat creationtime createddatetime created published datecreate starttimeutc starttime utctime unixtime calendartime logtime recordedtime querytimestamp edgestarttimestamp requesttime date dt when logged loggedat occurredat updatedat receivetime receivetimestamp detectiontimestamp flowstarttime timecreated epoch t',
  eventId: 'eventuuid uuid event.id eventid logid auditid insertid recordid alertid systemalertid recordguid guid id',
  user: 'user.name username user useridentifier userid user.id user.email useremail actor.email actor.login actor.name actor.alternateid actor account accountname accountid login loginname principal principalname principalid email sender subject.name sudoer subjectusername targetusername requester owner member suser duser remoteuser uid',
  ip: 'source.ip sourceip srcip src.ip sourceaddress srcaddr sourceipaddress ipaddress client.ip clientip clientipaddress clientaddress remoteip remoteaddr remoteaddress remoteipaddress callerip calleripaddress ip hostip srchost src source.address laddr.ip addr xforwardedfor realip',
  host: 'host.name hostname host computer computername machine machinename devicename node.name node server servername system hostidentifier agent.hostname resourcename vmname instanceid',
  name: 'event.action eventtype eventname action operation operationname actionname event.type activity activityname command type alertname alerttype alertdisplayname method event category name kind logtype',
  message:
    'message msg log.message description text title syslogmessage summary content body displaymessage logmessage info note statement query changedescription line log',
  outcome:
    'event.outcome outcome outcome.result result success status resultstatus sudoresult statuscode httpstatus responsestatus responsecode response.statuscode response.status edgeresponsestatus action disposition decision verdict state',
  severity:
    'log.level severity level loglevel lvl severitylevel severityname priority alertseverity risk criticality sev',
  agent: 'useragent.original useragent clientuseragent ua httpuseragent clientrequestuseragent browser',
  session: 'sessionid session.id session sid transactionid traceid requestid correlationid connectionid flowid rayid',
  tenant: 'tenantid tenant organizationid orgid org accountid customerid workspaceid projectid subscriptionid',
  resource:
    'resource resourceid resource.name object objectname objectid target targetname url uri requesturi requesturl path filepath filename file key bucket clientrequesturi repository repo queryname domain database table',
  method: 'method httpmethod requestmethod clientrequestmethod verb http.request.method request.method operationtype',
  code: 'event.code eventcode code errorcode rule.id ruleid msgid messageid',
  provider:
    'event.provider provider providername source.name sourcename service servicename product application app appname component logger channel facility program',
  process: 'process.name processname process comm exe image program',
  pid: 'process.pid pid processid procid',
  command: 'process.commandline commandline cmdline cmd',
  target:
    'destination.ip destinationip dstip destip dst.ip destaddress dstaddr destinationaddress destipaddress raddr.ip serverip dst',
  targetPort: 'destination.port destinationport dstport destport dport raddr.port',
  reason: 'error.message errormessage error reason failurereason resultdescription',
};

interface Meaning {
  role: Role;
  rank: number;
}

const MEANINGS = new Map<string, Meaning[]>();
for (const role of ROLES) {
  NAMES[role].split(' ').forEach((name, rank) => {
    const meanings = MEANINGS.get(name) ?? [];
    meanings.push({ role, rank });
    MEANINGS.set(name, meanings);
  });
}

const MAX_MEMBERS = 256;
const MAX_LEVELS = 4;
const MAX_UNNAMED = 32;
const MAX_REMEMBERED = 16_384;
/** A name deeper in the record says less than the same name further out. */
const LEVEL_COST = 40;
const NESTED_COST = 100;
const NO_MEANING: Meaning[] = [];
const remembered = new Map<string, Meaning[]>();

const plain = (name: string): string =>
  name
    .slice(0, 128)
    .toLowerCase()
    .replace(/[_\-@ :/]/g, '');

/** What a member's name, with the name of the object around it, stands for. */
function meaningsOf(around: string, name: string): Meaning[] {
  const key = around === '' ? name : `${around}\u0000${name}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const own = plain(name);
  const dotted = own.split('.').slice(-2).join('.');
  const nested = around === '' ? dotted : `${plain(around).replaceAll('.', '')}.${own.replaceAll('.', '')}`;
  const byWhole = MEANINGS.get(nested) ?? MEANINGS.get(nested.replaceAll('.', ''));
  const byName = MEANINGS.get(dotted) ?? MEANINGS.get(dotted.slice(dotted.indexOf('.') + 1)) ?? NO_MEANING;
  const found =
    byWhole ??
    (around === ''
      ? byName
      : byName.filter(({ role }) => role !== 'eventId').map(({ role, rank }) => ({ role, rank: rank + NESTED_COST })));
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(key, found);
  return found;
}

/** Whether a name at the top of a record usually means something to this mapping. */
export const isUsualName = (name: string): boolean => meaningsOf('', name).length > 0;

interface Candidate {
  value: JsonValue;
  field: string;
  rank: number;
}

class Finder {
  readonly best = new Map<Role, Candidate>();
  readonly times: Candidate[] = [];
  private left = MAX_MEMBERS;

  visit(record: JsonObject, around: string, path: string, level: number): void {
    for (const name of Object.keys(record)) {
      if (this.left <= 0) return;
      this.left -= 1;
      const value = record[name] as JsonValue;
      if (isObject(value)) {
        if (level < MAX_LEVELS) this.visit(value, name, path === '' ? name : `${path}.${name}`, level + 1);
        continue;
      }
      const scalar = Array.isArray(value) ? value[0] : value;
      if (scalar === undefined || scalar === null || typeof scalar === 'object' || scalar === '' || scalar === '-')
        continue;
      for (const { role, rank } of meaningsOf(around, name))
        this.offer(role, scalar, rank + level * LEVEL_COST, path, name);
    }
  }

  private offer(role: Role, value: JsonValue, rank: number, path: string, name: string): void {
    if (role === 'time') {
      this.times.push({ value, field: path === '' ? name : `${path}.${name}`, rank });
      return;
    }
    if (!fits(role, value)) return;
    const known = this.best.get(role);
    if (known === undefined || rank < known.rank) this.best.set(role, { value, field: name, rank });
  }

  text(role: Role): string | undefined {
    return scalarText(this.best.get(role)?.value);
  }
}

/** Whether a value can play a role at all: keeps `source: "web"` from being an address. */
function fits(role: Role, value: JsonValue): boolean {
  switch (role) {
    case 'ip':
    case 'target':
      return (
        typeof value === 'string' &&
        /^[0-9a-fA-F:.]{2,45}(?:%\w{1,16})?$/.test(value) &&
        /[.:]/.test(value) &&
        /[0-9a-fA-F]/.test(value)
      );
    case 'eventId':
      return typeof value === 'string' && value.length >= 6 && value.length <= 128;
    case 'outcome':
      return toSuccess(value) !== undefined || statusToSuccess(value) !== undefined;
    case 'severity':
      return toSeverity(value) !== undefined || typeof value === 'number';
    case 'name':
      return typeof value === 'string' && value.length <= 128;
    case 'pid':
    case 'targetPort':
      return typeof value === 'number' || (typeof value === 'string' && /^[0-9]{1,10}$/.test(value));
    case 'message':
      return typeof value === 'string';
    default:
      return typeof value !== 'boolean';
  }
}

/** Date and time of day in two fields (`Date`, `Time`) or three (`Month`, `Date`, `Time`), as one text. */
function joinedTime(view: JsonObject, place: DraftPlace): EventTime | undefined {
  let date: string | undefined;
  let month: string | undefined;
  let day: string | undefined;
  let clock: string | undefined;
  let names = '';
  for (const name of Object.keys(view).slice(0, MAX_MEMBERS)) {
    const own = name.toLowerCase();
    if (own !== 'date' && own !== 'time' && own !== 'month' && own !== 'day') continue;
    const text = scalarText(view[name]);
    if (own === 'date') date = text;
    else if (own === 'time') clock = text;
    else if (own === 'month') month = text;
    else day = text;
    names += names === '' ? name : `+${name}`;
  }
  if (date === undefined || clock === undefined || clock.length > 32 || date.length > 32) return undefined;
  // `Date` may hold the name of the month, beside a `Day`.
  const isMonthName = day !== undefined && /^[A-Za-z]{3,9}$/.test(date);
  const whole = isMonthName ? `${date} ${day}` : month === undefined ? date : `${month} ${date}`;
  return readTime(`${whole} ${clock}`, names, place.time);
}

/** A column of a table without a header says nothing by its name: its first value that looks like a time is taken. */
function unnamedTime(view: JsonObject, place: DraftPlace): EventTime | undefined {
  for (let column = 1; column <= MAX_UNNAMED; column += 1) {
    const name = `c${column}`;
    const value = view[name];
    if (value === undefined) return undefined;
    // Eight digits at least: fewer are a count or a port.
    if (typeof value !== 'string' || value.length > 40 || value.replace(/[^0-9]/g, '').length < 8) continue;
    const time = readTime(value.trim(), name, place.time);
    if (time !== undefined && time.timestamp !== null) return time;
  }
  return undefined;
}

/** The best name whose value is a time; a failed one is accounted for where no other is. */
function findTime(times: Candidate[], view: JsonObject, place: DraftPlace): EventTime | undefined {
  const joined = joinedTime(view, place);
  if (joined !== undefined && joined.timestamp !== null) return joined;
  times.sort((a, b) => a.rank - b.rank);
  let failed: EventTime | undefined;
  for (const { value, field } of times) {
    const time = readTime(value, field, place.time);
    if (time !== undefined && time.timestamp !== null) return time;
    failed ??= time ?? (typeof value === 'boolean' ? undefined : unreadableTime(value, field));
  }
  return unnamedTime(view, place) ?? failed;
}

/** Levels as numbers: 10 to 60 in tens is what Bunyan, Pino and Python write, 0 to 7 is syslog. */
function severityOf(value: JsonValue | undefined, field: string) {
  if (typeof value === 'number' && /level|lvl/i.test(field) && value >= 10 && value <= 60)
    return toSeverity(value, 'pino');
  if (typeof value === 'number' && /prio/i.test(field) && value >= 0 && value <= 7) return toSeverity(value, 'syslog');
  return toSeverity(value);
}

/**
 * @param view the part of the record that holds the facts; `record` is what is kept whole
 * @param dataset ECS event.dataset: the format, where nothing more is known
 */
export function genericDraft(record: JsonObject, view: JsonObject, dataset: string, place: DraftPlace): EventDraft {
  const finder = new Finder();
  finder.visit(view, '', '', 0);
  const found = finder.best.get('outcome')?.value;
  const success = toSuccess(found) ?? statusToSuccess(found);
  const named = finder.text('name');
  const eventType = (named === undefined ? '' : toEventType(named)) || 'log_message';
  const source: EventDraft['source'] = {};
  put(source, 'ip', finder.text('ip'));
  put(source, 'userAgent', finder.text('agent'));
  put(source, 'userId', finder.text('user'));
  put(source, 'sessionId', finder.text('session'));
  put(source, 'tenantId', finder.text('tenant'));
  const action: EventDraft['action'] = {};
  if (named !== undefined) action.type = eventType;
  put(action, 'resource', finder.text('resource'));
  put(action, 'method', finder.text('method'));
  if (success !== undefined) action.success = success;
  const message = finder.text('message');
  const { userId, ip } = source;
  const facts = { name: named ?? eventType, userId, ip, resource: action.resource, success };
  const metadata: JsonObject = { message: (message === undefined ? '' : oneLine(message)) || describe(facts) };
  const event: JsonObject = { dataset };
  put(event, 'provider', finder.text('provider'));
  put(event, 'code', finder.text('code'));
  put(event, 'action', named);
  if (success !== undefined) event['outcome'] = success ? 'success' : 'failure';
  metadata['event'] = event;
  putEcs(metadata, 'host.name', finder.text('host'));
  putEcs(metadata, 'process.name', finder.text('process'));
  putEcs(metadata, 'process.pid', finder.text('pid'));
  putEcs(metadata, 'process.command_line', finder.text('command'));
  putEcs(metadata, 'destination.ip', finder.text('target'));
  putEcs(metadata, 'destination.port', finder.text('targetPort'));
  putEcs(metadata, 'error.message', finder.text('reason'));
  metadata['fields'] = record;
  const time = findTime(finder.times, view, place);
  if (time !== undefined) metadata['time'] = time.basis as unknown as JsonObject;
  const level = finder.best.get('severity');
  return {
    eventId: finder.text('eventId') ?? madeEventId(place),
    timestamp: time === undefined ? null : time.timestamp,
    eventType,
    severity: severityOf(level?.value, level?.field ?? '') ?? (success === false ? 'medium' : 'low'),
    source,
    action,
    metadata,
  };
}
