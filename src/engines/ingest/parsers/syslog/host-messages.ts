/**
 * What well-known programs of Unix hosts say: logins, sudo, cron, accounts, services, firewall.
 *
 * Pure. Each program has few patterns, tried only for its own messages; every pattern is anchored and bounded, so the
 * cost stays linear in the message.
 * Source: message texts of OpenSSH (auth.c, auth2.c, sshd.c), sudo, su, Linux-PAM, vixie-cron and cronie, shadow-utils,
 * systemd and systemd-logind, netfilter LOG target, UFW.
 * Trust: an attacker chooses user names and, through them, parts of the text. Where a pattern could be steered by a
 * name, the last match of the address counts (`from A port B` closes the message).
 */
import type { EventDraft, JsonObject } from '../../../event/audit-event.ts';
import { isIpText, raiseSeverity } from '../lines/draft.ts';
import { fieldText, scanPairs } from '../lines/key-values.ts';

interface Facts {
  eventType: string;
  type?: string;
  user?: string | undefined;
  ip?: string | undefined;
  success?: boolean;
  resource?: string | undefined;
  method?: string | undefined;
}

function apply(draft: EventDraft, facts: Facts): void {
  draft.eventType = facts.eventType;
  if (facts.type !== undefined) draft.action.type = facts.type;
  if (facts.user !== undefined && facts.user !== '') draft.source.userId = facts.user;
  if (facts.ip !== undefined && isIpText(facts.ip)) draft.source.ip = facts.ip;
  if (facts.success !== undefined) draft.action.success = facts.success;
  if (facts.resource !== undefined && facts.resource !== '') draft.action.resource = facts.resource;
  if (facts.method !== undefined) draft.action.method = facts.method;
}

const SSH_AUTH =
  /^(Accepted|Failed|Postponed|Partial) ([\w/-]{1,40}) for (invalid user |illegal user )?(.{0,256}?) from (\S{1,64}) port \d{1,5}(?: ssh\d?)?(?:[:\s].*)?$/s;
const SSH_INVALID = /^(?:Invalid|Illegal) user (.{0,256}?) from (\S{1,64})(?: port \d{1,5})?\s*$/;
const SSH_PEER =
  /^(?:Connection (?:from|closed by|reset by)|Received disconnect from|Disconnected from|Did not receive identification string from|Bad protocol version identification .{0,256}? from|Unable to negotiate with|banner exchange: Connection from)(?: (?:authenticating|invalid) user (.{0,256}?))? (?:user (.{0,256}?) )?([0-9a-f.:]{2,44}[0-9a-f])(?=[\s:,]|$)/i;
const SSH_MAX =
  /^(?:error: )?maximum authentication attempts exceeded for (?:invalid user )?(.{0,256}?) from (\S{1,64}) port/;
const SSH_BREAK_IN = /^reverse mapping checking getaddrinfo for \S{1,256} \[([^\]]{1,64})\] failed/;
const SSH_NOT_ALLOWED = /^User (.{1,256}?) from (\S{1,64}) not allowed because/;

const SSH_REPEATED = /^message repeated \d{1,9} times: \[ (.*)\]$/s;
const SSH_UNKNOWN =
  /^(?:input_userauth_request: (?:invalid|illegal) user|Disconnecting: Too many authentication failures for|Too many authentication failures for) (.{0,256}?)(?: \[preauth\])?$/;

function readSsh(whole: string, draft: EventDraft): void {
  const repeated = SSH_REPEATED.exec(whole)?.[1];
  const message = repeated ?? (whole.startsWith('error: ') ? whole.slice(7) : whole);
  const auth = SSH_AUTH.exec(message);
  if (auth !== null) {
    const isAccepted = auth[1] === 'Accepted';
    if (isAccepted || auth[1] === 'Failed') {
      apply(draft, {
        eventType: 'user_login',
        type: 'authentication',
        user: auth[4],
        ip: auth[5],
        success: isAccepted,
        method: auth[2],
      });
      if (!isAccepted) raiseSeverity(draft, 'medium');
      return;
    }
    apply(draft, {
      eventType: 'user_authentication',
      type: 'authentication',
      user: auth[4],
      ip: auth[5],
      method: auth[2],
    });
    return;
  }
  const invalid = SSH_INVALID.exec(message) ?? SSH_NOT_ALLOWED.exec(message) ?? SSH_MAX.exec(message);
  if (invalid !== null) {
    apply(draft, { eventType: 'user_login', type: 'authentication', user: invalid[1], ip: invalid[2], success: false });
    return raiseSeverity(draft, 'medium');
  }
  const unknown = SSH_UNKNOWN.exec(message);
  if (unknown !== null) {
    apply(draft, { eventType: 'user_authentication', type: 'authentication', user: unknown[1], success: false });
    return raiseSeverity(draft, 'medium');
  }
  const breakIn = SSH_BREAK_IN.exec(message);
  if (breakIn !== null) {
    apply(draft, { eventType: 'reverse_mapping_failed', type: 'network', ip: breakIn[1] });
    return raiseSeverity(draft, 'high');
  }
  const peer = SSH_PEER.exec(message);
  if (peer !== null) {
    const isOpened = message.startsWith('Connection from');
    apply(draft, {
      eventType: isOpened ? 'connection_opened' : 'connection_closed',
      type: 'network',
      user: peer[1] ?? peer[2],
      ip: peer[3],
    });
  }
}

const SUDO =
  /^\s*(\S{1,256}) : (?:(?!TTY=|PWD=|CWD=)(.{1,200}?) ; )?(?:TTY=([^;]{0,128}) ; )?(?:CWD|PWD)=(.{0,1024}?) ; USER=([^;]{1,256}) ; (?:[A-Z]+=[^;]{0,256} ; ){0,8}COMMAND=(.*)$/s;

function readSudo(message: string, draft: EventDraft): void {
  const match = SUDO.exec(message);
  if (match === null) return;
  const refusal = match[2];
  apply(draft, {
    eventType: 'command_executed',
    type: 'command',
    user: match[1],
    resource: match[6],
    method: 'sudo',
    success: refusal === undefined,
  });
  draft.action.details = { runAs: match[5] ?? '', ...(refusal === undefined ? {} : { refusal }) };
  if (refusal !== undefined) raiseSeverity(draft, 'high');
}

const PAM_SESSION =
  /^(?:pam_unix\(|\(pam_unix\)|\(to )?[^:]{0,64}?(?::session\))?:? ?session (opened|closed) for user ([^\s(]{1,256})(?:\(uid=\d{1,10}\))?(?: by (?:([^\s(]{0,256}))?\(uid=(\d{1,10})\))?/;
const PAM_FAILURE = /authentication failures?; /;

/** Messages of PAM modules, whichever program carries them. */
function readPam(message: string, draft: EventDraft): boolean {
  const session = PAM_SESSION.exec(message);
  if (session !== null) {
    const isOpened = session[1] === 'opened';
    apply(draft, { eventType: isOpened ? 'session_opened' : 'session_closed', type: 'session', user: session[2] });
    if (isOpened) draft.action.success = true;
    return true;
  }
  if (PAM_FAILURE.test(message)) {
    const fields: JsonObject = {};
    scanPairs(message, message.indexOf('; '), fields);
    const user = fieldText(fields, 'user') ?? fieldText(fields, 'ruser');
    apply(draft, {
      eventType: 'user_authentication',
      type: 'authentication',
      user: user === '' ? undefined : user,
      ip: fieldText(fields, 'rhost'),
      success: false,
    });
    raiseSeverity(draft, 'medium');
    return true;
  }
  if (message.includes('check pass; user unknown')) {
    apply(draft, { eventType: 'user_authentication', type: 'authentication', success: false });
    raiseSeverity(draft, 'medium');
    return true;
  }
  return false;
}

const SU =
  /^(Successful su|FAILED SU|FAILED su|\+|-)(?: \(to ([^)]{1,256})\) (\S{1,256})| for (\S{1,256}) by (\S{1,256})| \S{1,64} ([^:\s]{1,256}):(\S{1,256}))/;
const SU_TO = /^\(to ([^)]{1,256})\) (\S{1,256}) on /;

function readSu(message: string, draft: EventDraft): void {
  const match = SU.exec(message);
  const to = match === null ? SU_TO.exec(message) : null;
  if (match === null && to === null) return;
  const isFailed = match !== null && (match[1] === '-' || match[1]?.startsWith('FAILED') === true);
  apply(draft, {
    eventType: 'user_switched',
    type: 'authentication',
    user: match?.[3] ?? match?.[5] ?? match?.[6] ?? to?.[2],
    resource: match?.[2] ?? match?.[4] ?? match?.[7] ?? to?.[1],
    method: 'su',
    success: !isFailed,
  });
  if (isFailed) raiseSeverity(draft, 'high');
}

const CRON = /^\(([^)]{1,256})\) (CMD|RELOAD|LIST|BEGIN EDIT|END EDIT|REPLACE|DELETE|AUTH|FAILED)\s?(?:\((.*)\))?/s;

function readCron(message: string, draft: EventDraft): void {
  const match = CRON.exec(message);
  if (match === null) return;
  const isRun = match[2] === 'CMD';
  apply(draft, {
    eventType: isRun ? 'scheduled_task_run' : 'scheduled_task_changed',
    type: 'scheduled_task',
    user: match[1],
    resource: match[3]?.trim(),
    ...(isRun ? {} : { method: (match[2] ?? '').toLowerCase() }),
  });
}

const NEW_ACCOUNT = /^new (user|group): (?:name=)?([^,\s]{1,256})/;
const OLD_ACCOUNT = /^(?:delete|removed?) (user|group) '([^']{1,256})'/;
const CHANGED_ACCOUNT = /^(?:change user|password changed for|changed password for|add|change) '?([^\s',]{1,256})'?/;

function readAccounts(message: string, draft: EventDraft): void {
  const made = NEW_ACCOUNT.exec(message);
  const gone = made === null ? OLD_ACCOUNT.exec(message) : null;
  const found = made ?? gone;
  if (found !== null) {
    const eventType = `${found[1] ?? 'user'}_${made === null ? 'deleted' : 'created'}`;
    apply(draft, { eventType, type: 'account_management', resource: found[2], success: true });
    return raiseSeverity(draft, 'medium');
  }
  const changed = CHANGED_ACCOUNT.exec(message);
  if (changed === null) return;
  const isPassword = message.includes('password');
  apply(draft, {
    eventType: isPassword ? 'password_changed' : 'user_changed',
    type: 'account_management',
    resource: changed[1],
    success: true,
  });
  raiseSeverity(draft, 'medium');
}

const UNIT = /^(Started|Starting|Stopped|Stopping|Reloaded|Reloading|Failed to start) (.{1,256}?)\.{0,3}$/;
const UNIT_FAILED = /^(\S{1,256}): (?:Failed with result|Main process exited|Unit entered failed state)/;

function readSystemd(message: string, draft: EventDraft): void {
  const match = UNIT.exec(message);
  if (match !== null) {
    const verb = match[1] ?? '';
    const isFailed = verb.startsWith('Failed');
    const eventType = isFailed
      ? 'service_failed'
      : verb.startsWith('Start')
        ? 'service_started'
        : verb.startsWith('Stop')
          ? 'service_stopped'
          : 'service_reloaded';
    apply(draft, { eventType, type: 'service', resource: match[2], success: !isFailed });
    if (isFailed) raiseSeverity(draft, 'medium');
    return;
  }
  const failed = UNIT_FAILED.exec(message);
  if (failed === null) return;
  apply(draft, { eventType: 'service_failed', type: 'service', resource: failed[1], success: false });
  raiseSeverity(draft, 'medium');
}

const LOGIND = /^(New|Removed) session (\S{1,64}?)(?: of user (\S{1,256}?))?\.$/;

function readLogind(message: string, draft: EventDraft): void {
  const match = LOGIND.exec(message);
  if (match === null) return;
  apply(draft, {
    eventType: match[1] === 'New' ? 'session_opened' : 'session_closed',
    type: 'session',
    user: match[3],
  });
  if (match[2] !== undefined) draft.source.sessionId = match[2];
}

function readKernel(message: string, draft: EventDraft, fields: JsonObject | undefined): void {
  const source = fieldText(fields, 'SRC');
  if (source !== undefined && fieldText(fields, 'DST') !== undefined) {
    const isBlocked = /\b(?:BLOCK|DROP|DENY|REJECT)/i.test(message.slice(0, 120));
    const isAllowed = !isBlocked && /\b(?:ALLOW|ACCEPT)/i.test(message.slice(0, 120));
    apply(draft, {
      eventType: isBlocked ? 'network_blocked' : isAllowed ? 'network_allowed' : 'network_packet',
      type: 'network',
      ip: source,
      resource: fieldText(fields, 'DST'),
      method: fieldText(fields, 'PROTO')?.toLowerCase(),
    });
    if (isBlocked) draft.action.success = false;
    if (isAllowed) draft.action.success = true;
    return;
  }
  if (/\b(?:Out of memory|oom-killer|Kernel panic|segfault|BUG:|Oops)\b/.test(message.slice(0, 200))) {
    draft.eventType = 'kernel_fault';
    raiseSeverity(draft, message.includes('panic') ? 'critical' : 'high');
  }
}

const FTP_CONNECT = /^connection from ([0-9a-f.:]{3,45})/i;
const ACCOUNT_TOOLS = new Set([
  'useradd',
  'userdel',
  'usermod',
  'groupadd',
  'groupdel',
  'groupmod',
  'passwd',
  'chpasswd',
  'gpasswd',
  'adduser',
  'chage',
]);

/** `/usr/sbin/CRON(pam_unix)` -> `cron`. */
function programName(app: string): string {
  const paren = app.indexOf('(');
  const bare = paren > 0 ? app.slice(0, paren) : app;
  return bare.slice(bare.lastIndexOf('/') + 1).toLowerCase();
}

/** Fills a draft from what the program `app` says. `fields` are the pairs found in the message. */
export function readHostMessage(app: string, message: string, draft: EventDraft, fields: JsonObject | undefined): void {
  const program = programName(app);
  if (program === 'kernel') return readKernel(message, draft, fields);
  if (
    (app.includes('pam_unix') || message.includes('pam_') || message.includes('session ')) &&
    readPam(message, draft)
  ) {
    return;
  }
  switch (program) {
    case 'sshd':
    case 'sshd-session':
      readSsh(message.trimStart(), draft);
      if (draft.action.type === undefined) readPam(message, draft);
      return;
    case 'sudo':
      if (PAM_FAILURE.test(message)) readPam(message, draft);
      else readSudo(message, draft);
      return;
    case 'su':
      return readSu(message, draft);
    case 'cron':
    case 'crond':
    case 'crontab':
    case 'anacron':
      return readCron(message, draft);
    case 'systemd':
      return readSystemd(message, draft);
    case 'systemd-logind':
      return readLogind(message, draft);
    case 'ftpd':
    case 'xinetd': {
      const ip = FTP_CONNECT.exec(message)?.[1];
      if (ip !== undefined) apply(draft, { eventType: 'connection_opened', type: 'network', ip });
      return;
    }
    default:
      if (ACCOUNT_TOOLS.has(program)) readAccounts(message, draft);
      else readPam(message, draft);
  }
}
