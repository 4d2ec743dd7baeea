/**
 * Lines of the sample case's logs, each as its maker would write it.
 *
 * Pure.
 * Source: RFC 3164 §4.1.2 without PRI, as Linux files hold it; RFC 5424 §6; Apache "combined"; RFC 4180 §2 with the
 * fields of Windows security auditing events; CloudTrail record contents, event version 1.10.
 */
import { CLOUD_ACCOUNT, CLOUD_REGION, WINDOWS_DOMAIN } from './company.ts';
import { isoTime } from './source-log.ts';
import type { JsonObject } from '../event/audit-event.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const two = (value: number): string => String(value).padStart(2, '0');

/** `Mar 11 09:12:44 host program[pid]: message` */
export function syslogLine(atMs: number, host: string, program: string, message: string): string {
  const at = new Date(atMs);
  const day = String(at.getUTCDate()).padStart(2, ' ');
  return `${MONTHS[at.getUTCMonth()]} ${day} ${isoTime(atMs).slice(11, 19)} ${host} ${program}: ${message}`;
}

export interface Flow {
  action: 'allow' | 'deny';
  src: string;
  sport: number;
  dst: string;
  dport: number;
  proto: 'tcp' | 'udp';
  rule: string;
  bytesOut: number;
  bytesIn: number;
  /** Host name from DNS or TLS, where the firewall saw one. */
  host?: string;
}

/** RFC 5424 with structured data under the documentation enterprise number. */
export function firewallLine(atMs: number, flow: Flow, sessionId: string): string {
  const { action, src, sport, dst, dport, proto, rule, bytesOut, bytesIn, host } = flow;
  // local0.info for what passed, local0.warning for what did not.
  const pri = action === 'allow' ? 134 : 132;
  const name = host === undefined ? '' : ` host="${host}"`;
  const data = `action="${action}" src="${src}" sport="${sport}" dst="${dst}" dport="${dport}" proto="${proto}"${name} rule="${rule}" bytesOut="${bytesOut}" bytesIn="${bytesIn}" session="${sessionId}"`;
  const text = action === 'allow' ? `session end ${src} -> ${dst}:${dport}` : `blocked ${src} -> ${dst}:${dport}`;
  return `<${pri}>1 ${isoTime(atMs)} fw01 filterd 1443 TRAFFIC [flow@32473 ${data}] ${text}`;
}

export interface Hit {
  ip: string;
  user?: string;
  method: string;
  target: string;
  status: number;
  bytes: number;
  referer?: string;
  userAgent: string;
}

export function accessLine(atMs: number, hit: Hit): string {
  const at = new Date(atMs);
  const date = `${two(at.getUTCDate())}/${MONTHS[at.getUTCMonth()]}/${at.getUTCFullYear()}`;
  const request = `${hit.method} ${hit.target} HTTP/1.1`;
  const time = isoTime(atMs).slice(11, 19);
  return `${hit.ip} - ${hit.user ?? '-'} [${date}:${time} +0000] "${request}" ${hit.status} ${hit.bytes} "${hit.referer ?? '-'}" "${hit.userAgent}"`;
}

export const WINDOWS_COLUMNS = [
  'TimeCreated',
  'EventRecordID',
  'EventID',
  'ProviderName',
  'Channel',
  'Computer',
  'Level',
  'Keywords',
  'SubjectUserName',
  'SubjectDomainName',
  'TargetUserName',
  'TargetDomainName',
  'LogonType',
  'IpAddress',
  'IpPort',
  'WorkstationName',
  'ProcessName',
  'CommandLine',
  'Status',
  'MemberName',
  'Message',
] as const;

export type WindowsEvent = { Computer: string; EventID: number; Message: string } & Partial<
  Record<(typeof WINDOWS_COLUMNS)[number], string | number>
>;

const csvField = (value: string | number): string => {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** One CSV line; time with seven digits, as Windows keeps it. */
export function windowsLine(atMs: number, recordId: number, ticks: number, event: WindowsEvent): string {
  const isFailure = event.EventID === 4625 || event.EventID === 4771;
  const row: Partial<Record<string, string | number>> = {
    ProviderName: 'Microsoft-Windows-Security-Auditing',
    Channel: 'Security',
    Level: 'Information',
    Keywords: isFailure ? 'Audit Failure' : 'Audit Success',
    SubjectDomainName: event.SubjectUserName === undefined ? '' : WINDOWS_DOMAIN,
    TargetDomainName: event.TargetUserName === undefined ? '' : WINDOWS_DOMAIN,
    ...event,
    TimeCreated: `${isoTime(atMs).slice(0, 23)}${String(ticks).padStart(4, '0')}Z`,
    EventRecordID: recordId,
  };
  return WINDOWS_COLUMNS.map((column) => csvField(row[column] ?? '')).join(',');
}

export interface CloudCall {
  source: string;
  name: string;
  ip: string;
  userAgent: string;
  identity: JsonObject;
  readOnly: boolean;
  request?: JsonObject | null;
  response?: JsonObject | null;
  errorCode?: string;
  errorMessage?: string;
  category?: 'Management' | 'Data';
}

export function cloudRecord(atMs: number, eventId: string, requestId: string, call: CloudCall): string {
  const record: JsonObject = {
    eventVersion: '1.10',
    userIdentity: call.identity,
    eventTime: `${isoTime(atMs).slice(0, 19)}Z`,
    eventSource: `${call.source}.amazonaws.com`,
    eventName: call.name,
    awsRegion: CLOUD_REGION,
    sourceIPAddress: call.ip,
    userAgent: call.userAgent,
  };
  if (call.errorCode !== undefined) record.errorCode = call.errorCode;
  if (call.errorMessage !== undefined) record.errorMessage = call.errorMessage;
  return JSON.stringify({
    ...record,
    requestParameters: call.request ?? null,
    responseElements: call.response ?? null,
    requestID: requestId,
    eventID: eventId,
    readOnly: call.readOnly,
    eventType: call.name === 'ConsoleLogin' ? 'AwsConsoleSignIn' : 'AwsApiCall',
    managementEvent: call.category !== 'Data',
    recipientAccountId: CLOUD_ACCOUNT,
    eventCategory: call.category ?? 'Management',
  });
}

export const iamUser = (userName: string, accessKeyId: string | undefined): JsonObject => {
  const identity: JsonObject = {
    type: 'IAMUser',
    principalId: `AIDA${userName
      .toUpperCase()
      .replaceAll(/[^A-Z]/g, 'X')
      .padEnd(10, 'Q')
      .slice(0, 10)}EXAMPLE`,
    arn: `arn:aws:iam::${CLOUD_ACCOUNT}:user/${userName}`,
    accountId: CLOUD_ACCOUNT,
    userName,
  };
  if (accessKeyId !== undefined) identity.accessKeyId = accessKeyId;
  return identity;
};

export const assumedRole = (role: string, session: string, accessKeyId: string): JsonObject => ({
  type: 'AssumedRole',
  principalId: `AROA${role
    .toUpperCase()
    .replaceAll(/[^A-Z]/g, 'X')
    .padEnd(10, 'Q')
    .slice(0, 10)}EXAMPLE:${session}`,
  arn: `arn:aws:sts::${CLOUD_ACCOUNT}:assumed-role/${role}/${session}`,
  accountId: CLOUD_ACCOUNT,
  accessKeyId,
  sessionContext: {
    sessionIssuer: {
      type: 'Role',
      principalId: `AROA${role
        .toUpperCase()
        .replaceAll(/[^A-Z]/g, 'X')
        .padEnd(10, 'Q')
        .slice(0, 10)}EXAMPLE`,
      arn: `arn:aws:iam::${CLOUD_ACCOUNT}:role/${role}`,
      accountId: CLOUD_ACCOUNT,
      userName: role,
    },
    attributes: { mfaAuthenticated: 'false' },
  },
});
