/**
 * Linux audit records: `type=SYSCALL msg=audit(1489519230.178:19600327): key=value ...`.
 *
 * Pure, linear in the length of the line.
 * Source: audit-documentation (linux-audit), record types of `libaudit.h`; values that auditd writes as hex where they
 * hold spaces or quotes are decoded for the fields known to be so encoded.
 * Difference: records of one event (same serial) stay separate events; the serial is kept to join them.
 * Trust: text of the log.
 */
import type { EventDraft, JsonObject } from '../../../event/audit-event.ts';
import { parseTime } from '../../../event/time.ts';
import { isIpText, metadataObject, raiseSeverity, setTime } from './draft.ts';
import { fieldText, firstField, scanPairs } from './key-values.ts';

const HEADER =
  /^(?:node=(\S{1,255}) )?type=([A-Z0-9_]{1,40}|UNKNOWN\[\d{1,6}\]) msg=audit\((\d{1,12}\.\d{1,9}):(\d{1,20})\):/;
/** The kernel's own copy in syslog: `audit: type=1400 audit(1489519230.178:19): ...`. */
const KERNEL_HEADER = /^(?:audit: )?type=(\d{4}) audit\((\d{1,12}\.\d{1,9}):(\d{1,20})\):/;

/** Event type, kind of action: for the record types an investigator looks for. */
const TYPES: Readonly<Record<string, readonly [eventType: string, action: string]>> = {
  USER_LOGIN: ['user_login', 'authentication'],
  USER_AUTH: ['user_authentication', 'authentication'],
  USER_LOGOUT: ['user_logout', 'session'],
  USER_START: ['session_opened', 'session'],
  USER_END: ['session_closed', 'session'],
  USER_CMD: ['command_executed', 'command'],
  USER_ACCT: ['account_checked', 'authentication'],
  USER_CHAUTHTOK: ['password_changed', 'account_management'],
  ADD_USER: ['user_created', 'account_management'],
  DEL_USER: ['user_deleted', 'account_management'],
  ADD_GROUP: ['group_created', 'account_management'],
  DEL_GROUP: ['group_deleted', 'account_management'],
  USER_MGMT: ['user_changed', 'account_management'],
  GRP_MGMT: ['group_changed', 'account_management'],
  EXECVE: ['process_arguments', 'process'],
  SYSCALL: ['system_call', 'process'],
  SERVICE_START: ['service_started', 'service'],
  SERVICE_STOP: ['service_stopped', 'service'],
  CONFIG_CHANGE: ['audit_config_changed', 'configuration'],
  AVC: ['access_denied', 'access_control'],
  LOGIN: ['login_uid_set', 'session'],
};

const UNSET_ID = '4294967295';
const HEX = /^(?:[0-9A-F]{2}){2,}$/;
/** Values the kernel writes either quoted or as hex (audit_log_untrustedstring). */
const UNTRUSTED = ['cmd', 'comm', 'exe', 'name', 'cwd', 'acct', 'proctitle', 'data'] as const;

/** UTF-8 hex digits to text; NUL (which parts arguments) becomes a space. Undefined where it is no UTF-8 text. */
export function decodeHexText(hex: string): string | undefined {
  if (!HEX.test(hex)) return undefined;
  try {
    return decodeURIComponent(hex.replace(/../g, '%$&')).replaceAll('\0', ' ');
  } catch {
    // URIError: not UTF-8; the hex stays as it is.
    return undefined;
  }
}

/** Whether a line starts an audit record. */
export function isAuditLine(line: string): boolean {
  return (line.startsWith('type=') || line.startsWith('node=')) && HEADER.test(line);
}

/** Fills a draft from an audit record, where `text` is one. @param hasTime whether the draft's time is set already */
export function readAudit(text: string, draft: EventDraft, hasTime: boolean): boolean {
  const match = HEADER.exec(text);
  const kernel = match === null ? KERNEL_HEADER.exec(text) : null;
  if (match === null && kernel === null) return false;
  const type = match?.[2] ?? kernel?.[1] ?? '';
  const seconds = match?.[3] ?? kernel?.[2] ?? '';
  const header = match?.[0] ?? kernel?.[0] ?? '';
  const fields: JsonObject = {};
  scanPairs(text, header.length, fields);
  // The inner message of user-space records carries most of what matters.
  const inner = fieldText(fields, 'msg');
  if (inner?.includes('=') === true) {
    delete fields['msg'];
    scanPairs(inner, 0, fields);
  }
  decodeUntrusted(fields, text);
  if (!hasTime) {
    const time = parseTime(seconds, {});
    if (time !== undefined) setTime(draft, time.timestamp, time.basis, 'msg');
  }
  draft.metadata['auditd'] = { type, serial: match?.[4] ?? kernel?.[3] ?? '' };
  if (match?.[1] !== undefined) metadataObject(draft, 'host')['name'] = match[1];
  draft.metadata['fields'] = fields;
  const known = TYPES[type];
  draft.eventType = known?.[0] ?? 'audit_record';
  draft.action.type = known?.[1] ?? 'audit';
  describe(draft, fields, type);
  return true;
}

function decodeUntrusted(fields: JsonObject, text: string): void {
  for (const key of UNTRUSTED) {
    const value = fieldText(fields, key);
    if (value === undefined || value.length < 4 || text.includes(`${key}="`)) continue;
    const decoded = decodeHexText(value);
    if (decoded !== undefined) fields[key] = decoded;
  }
}

function describe(draft: EventDraft, fields: JsonObject, type: string): void {
  const outcome = fieldText(fields, 'res') ?? fieldText(fields, 'success') ?? fieldText(fields, 'result');
  if (outcome === 'success' || outcome === 'yes' || outcome === '1') draft.action.success = true;
  else if (outcome === 'failed' || outcome === 'no' || outcome === '0') draft.action.success = false;
  const user = firstField(fields, ['acct', 'AUID', 'UID', 'auid', 'uid']);
  if (user !== undefined && user !== UNSET_ID && user !== 'unset') draft.source.userId = user;
  else if (fieldText(fields, 'uid') !== undefined) draft.source.userId = fieldText(fields, 'uid') ?? '';
  const address = firstField(fields, ['addr', 'laddr', 'src', 'hostname']);
  if (address !== undefined && isIpText(address)) draft.source.ip = address;
  const session = fieldText(fields, 'ses');
  if (session !== undefined && session !== UNSET_ID) draft.source.sessionId = session;
  const resource = firstField(fields, ['cmd', 'exe', 'name', 'unit']);
  if (resource !== undefined) draft.action.resource = resource;
  const pid = Number(fieldText(fields, 'pid') ?? 'x');
  const name = fieldText(fields, 'comm') ?? fieldText(fields, 'exe');
  if (Number.isSafeInteger(pid) || name !== undefined) {
    draft.metadata['process'] = {
      ...(name === undefined ? {} : { name }),
      ...(Number.isSafeInteger(pid) ? { pid } : {}),
    };
  }
  if (draft.action.success === false && (type.startsWith('USER_') || type === 'ANOM_LOGIN_FAILURES')) {
    raiseSeverity(draft, 'medium');
  }
  if (type.startsWith('ANOM_')) raiseSeverity(draft, 'high');
  if (type === 'AVC') raiseSeverity(draft, 'medium');
}
