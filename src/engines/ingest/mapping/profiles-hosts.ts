/**
 * Where sensors, hosts and loggers keep their facts: Zeek, Suricata, journald, auditd, containers, ECS, OpenTelemetry.
 *
 * Pure data and small functions.
 * Source: Zeek log reference; Suricata EVE JSON; systemd.journal-fields(7) and JSON export format; Linux Audit as
 * written by LAUREL and auditbeat; Docker json-file driver; ECS 8.17; OpenTelemetry logs data model.
 * Trust: records are the log's: functions here check every type before use.
 */
import type { JsonObject } from '../../event/audit-event.ts';
import { firstText, isObject, paths } from './paths.ts';
import type { Profile } from './profile.ts';

const has = (record: JsonObject, name: string): boolean => record[name] !== undefined;

const ZEEK_TYPES: Readonly<Record<string, string>> = {
  conn: 'network_connection',
  dns: 'dns_query',
  http: 'http_request',
  ssl: 'tls_handshake',
  x509: 'certificate_seen',
  files: 'file_transfer',
  smb_files: 'smb_file',
  smb_mapping: 'smb_mapping',
  dce_rpc: 'rpc_call',
  kerberos: 'kerberos_request',
  ntlm: 'ntlm_authentication',
  notice: 'network_notice',
  weird: 'network_anomaly',
  dpd: 'protocol_violation',
  pe: 'executable_seen',
  ssh: 'ssh_connection',
  rdp: 'rdp_connection',
  smtp: 'mail_transfer',
  dhcp: 'dhcp_lease',
};

/** Zeek's name of the log, or what its fields give away. */
function zeekStream(record: JsonObject): string | undefined {
  const named = firstText(record, paths('@stream|_path|event_type'));
  if (named !== undefined) return named;
  if (has(record, 'conn_state')) return 'conn';
  if (has(record, 'qtype_name') || has(record, 'qclass')) return 'dns';
  if (has(record, 'trans_depth') && has(record, 'uri')) return 'http';
  if (has(record, 'cipher') || has(record, 'server_name')) return 'ssl';
  if (has(record, 'fuid') && has(record, 'mime_type')) return 'files';
  return has(record, 'note') ? 'notice' : undefined;
}

const SOURCE_PLACES = paths('id_orig_h|id~orig_h|id.orig_h|src|tx_hosts.0');
const TARGET_PLACES = paths('id_resp_h|id~resp_h|id.resp_h|dst|rx_hosts.0');

export const HOST_PROFILES: readonly Profile[] = [
  {
    dataset: 'zeek',
    matches: (record) =>
      (typeof record['ts'] === 'number' || typeof record['ts'] === 'string') &&
      (has(record, '@stream') ||
        has(record, '_path') ||
        has(record, 'id_orig_h') ||
        has(record, 'id.orig_h') ||
        has(record, 'fuid') ||
        (has(record, 'uid') && isObject(record['id']))),
    provider: 'zeek',
    time: paths('ts'),
    isFormatUtc: true,
    name: zeekStream,
    types: ZEEK_TYPES,
    fallbackType: 'network_event',
    actionType: 'network',
    userId: paths('client|username|user'),
    ip: SOURCE_PLACES,
    userAgent: paths('user_agent'),
    sessionId: paths('uid|conn_uids.0'),
    resource: paths('query|host|server_name|name|filename|path|endpoint|service|note|id_resp_h|id~resp_h'),
    method: paths('method|operation|action|proto'),
    success: paths('success|established|status_code'),
    message: paths('msg'),
    host: paths('@system|host_name'),
    ecs: [
      ['destination.ip', TARGET_PLACES],
      ['destination.port', paths('id_resp_p|id~resp_p|id.resp_p|p')],
      ['network.transport', paths('proto')],
      ['network.protocol', paths('service')],
      ['dns.question.name', paths('query')],
      ['http.response.status_code', paths('status_code')],
    ],
  },
  {
    dataset: 'suricata.eve',
    matches: (record) =>
      typeof record['event_type'] === 'string' &&
      (has(record, 'flow_id') || has(record, 'src_ip')) &&
      has(record, 'timestamp'),
    provider: 'suricata',
    time: paths('timestamp'),
    name: paths('event_type'),
    types: {
      alert: 'network_alert',
      dns: 'dns_query',
      http: 'http_request',
      tls: 'tls_handshake',
      flow: 'network_connection',
      fileinfo: 'file_transfer',
    },
    fallbackType: 'network_event',
    actionType: 'network',
    ip: paths('src_ip'),
    userAgent: paths('http.http_user_agent'),
    sessionId: paths('flow_id'),
    resource: paths('alert.signature|dns.rrname|http.url|tls.sni|fileinfo.filename|dest_ip'),
    method: paths('http.http_method|proto'),
    success: paths('alert.action'),
    severity: paths('alert.severity'),
    severityScale: 'suricata',
    host: paths('host'),
    ecs: [
      ['destination.ip', paths('dest_ip')],
      ['destination.port', paths('dest_port')],
      ['network.transport', paths('proto')],
      ['rule.name', paths('alert.signature')],
      ['rule.id', paths('alert.signature_id')],
    ],
  },
  {
    dataset: 'journald',
    matches: (record) => has(record, '__REALTIME_TIMESTAMP') || (has(record, 'MESSAGE') && has(record, '_HOSTNAME')),
    provider: paths('SYSLOG_IDENTIFIER|_COMM'),
    time: paths('_SOURCE_REALTIME_TIMESTAMP|__REALTIME_TIMESTAMP'),
    name: (record) => (firstText(record, paths('_TRANSPORT')) === 'audit' ? 'audit_message' : 'log_message'),
    fallbackType: 'log_message',
    actionType: 'log',
    eventId: paths('__CURSOR'),
    userId: paths('_UID'),
    sessionId: paths('_AUDIT_SESSION'),
    resource: paths('_SYSTEMD_UNIT|UNIT'),
    severity: paths('PRIORITY'),
    severityScale: 'syslog',
    message: paths('MESSAGE'),
    host: paths('_HOSTNAME'),
    code: paths('MESSAGE_ID'),
    ecs: [
      ['process.pid', paths('_PID|SYSLOG_PID')],
      ['process.name', paths('_COMM|SYSLOG_IDENTIFIER')],
      ['process.executable', paths('_EXE')],
      ['process.command_line', paths('_CMDLINE')],
    ],
  },
  {
    dataset: 'auditd.laurel',
    matches: (record) =>
      typeof record['ID'] === 'string' &&
      /^[0-9]+\.[0-9]+:[0-9]+$/.test(record['ID']) &&
      (isObject(record['SYSCALL']) || isObject(record['PROCTITLE']) || Object.keys(record).some(isAuditRecord)),
    provider: 'auditd',
    time: paths('TIME'),
    eventId: paths('ID'),
    name: (record) =>
      firstText(record, paths('SYSCALL.SYSCALL|SYSCALL.syscall')) ?? Object.keys(record).find(isAuditRecord),
    types: { execve: 'process_created', user_login: 'user_login', user_auth: 'user_login' },
    fallbackType: 'audit_record',
    actionType: (record) => (isObject(record['EXECVE']) ? 'process' : 'audit'),
    userId: paths('SYSCALL.AUID|SYSCALL.UID|SYSCALL.auid|USER_LOGIN.acct'),
    ip: paths('USER_LOGIN.addr|USER_AUTH.addr'),
    sessionId: paths('SYSCALL.ses'),
    resource: paths('SYSCALL.exe|PATH.0.name'),
    success: paths('SYSCALL.success|USER_LOGIN.res|USER_AUTH.res'),
    host: paths('NODE'),
    ecs: [
      ['process.pid', paths('SYSCALL.pid')],
      ['process.executable', paths('SYSCALL.exe')],
      ['process.name', paths('SYSCALL.comm')],
      ['process.command_line', paths('PROCTITLE.proctitle')],
    ],
  },
  {
    dataset: 'docker.container',
    matches: (record) =>
      typeof record['log'] === 'string' && typeof record['time'] === 'string' && has(record, 'stream'),
    provider: paths('stream'),
    time: paths('time'),
    isFormatUtc: true,
    name: () => 'container_output',
    fallbackType: 'container_output',
    actionType: 'log',
    message: paths('log'),
  },
  {
    dataset: 'otel.log',
    matches: (record) =>
      (has(record, 'timeUnixNano') || has(record, 'observedTimeUnixNano') || has(record, 'Timestamp')) &&
      (has(record, 'body') || has(record, 'Body')) &&
      (has(record, 'severityText') ||
        has(record, 'severityNumber') ||
        has(record, 'SeverityText') ||
        has(record, 'SeverityNumber') ||
        has(record, 'attributes') ||
        has(record, 'Attributes')),
    provider: paths('scope.name|InstrumentationScope.Name|resource.service~name|Resource.service~name'),
    time: paths('timeUnixNano|Timestamp|observedTimeUnixNano|ObservedTimestamp'),
    name: paths('eventName|EventName|attributes.event~name|Attributes.event~name'),
    fallbackType: 'log_message',
    actionType: 'log',
    sessionId: paths('traceId|TraceId'),
    userId: paths('attributes.enduser~id|Attributes.enduser~id|attributes.user~id'),
    ip: paths('attributes.client~address|attributes.net~peer~ip|Attributes.client~address'),
    method: paths('attributes.http~request~method|attributes.http~method|Attributes.http~request~method'),
    resource: paths('attributes.url~path|attributes.http~target|Attributes.http~url|Attributes.url~path'),
    severity: paths('severityText|SeverityText|severityNumber|SeverityNumber'),
    severityScale: 'otel',
    message: paths('body.stringValue|Body.stringValue|body|Body'),
    host: paths('resource.host~name|Resource.host~name'),
  },
  {
    dataset: 'ecs',
    matches: (record) =>
      has(record, '@timestamp') &&
      (has(record, 'ecs') ||
        has(record, 'ecs.version') ||
        (isObject(record['event']) &&
          (has(record['event'], 'dataset') ||
            has(record['event'], 'category') ||
            has(record['event'], 'action') ||
            has(record['event'], 'module')))),
    provider: paths('event.provider|event~provider|event.module|event~module|log.logger|log~logger'),
    time: paths('@timestamp|event.created'),
    isFormatUtc: true,
    eventId: paths('event.id|event~id'),
    name: paths('event.action|event~action'),
    types: { user_login: 'user_login', logged_in: 'user_login', ssh_login: 'user_login' },
    fallbackType: 'log_message',
    actionType: (record) => firstText(record, paths('event.category.0|event.category|event~category')) ?? 'log',
    userId: paths('user.name|user~name|user.id|user~id|user.email'),
    ip: paths('source.ip|source~ip|client.ip|client~ip|source.address'),
    userAgent: paths('user_agent.original|user_agent~original'),
    sessionId: paths('session.id|trace.id|trace~id|transaction.id'),
    tenantId: paths('organization.id|cloud.account.id'),
    resource: paths(
      'url.full|url.original|url~original|url.path|file.path|destination.domain|service.name|service~name',
    ),
    method: paths('http.request.method|http~request~method'),
    success: (record) => {
      const outcome = firstText(record, paths('event.outcome|event~outcome'));
      if (outcome === 'success') return true;
      return outcome === 'failure' ? false : undefined;
    },
    severity: paths('log.level|log~level'),
    message: paths('message|event.original|log.original'),
    host: paths('host.name|host~name|host.hostname|agent.hostname'),
    code: paths('event.code|event~code'),
    ecs: [
      ['process.name', paths('process.name|process~name')],
      ['process.pid', paths('process.pid|process~pid')],
      ['process.command_line', paths('process.command_line|process~command_line')],
      ['process.executable', paths('process.executable')],
      ['destination.ip', paths('destination.ip')],
      ['destination.port', paths('destination.port')],
      ['error.message', paths('error.message|error~message')],
      ['cloud.region', paths('cloud.region')],
    ],
  },
];

/** `USER_LOGIN`, `EXECVE`: names of Linux audit records. */
const isAuditRecord = (name: string): boolean =>
  name.length > 3 && /^[A-Z][A-Z0-9_]+$/.test(name) && name !== 'NODE' && name !== 'TIME';
