import { describe, expect, it } from 'vitest';
import { runReader, textBytes } from '../../../../test/helpers/run-reader.ts';
import type { EventDraft } from '../../../event/audit-event.ts';
import { syslogReader } from './syslog-reader.ts';

const read = (message: string, app = 'sshd[1]'): EventDraft => {
  const { events } = runReader(syslogReader, textBytes(`Mar 15 14:23:07 host ${app}: ${message}\n`), {
    mtimeMs: Date.UTC(2024, 5, 1),
  });
  return (events[0] as { draft: EventDraft }).draft;
};
const facts = (message: string, app?: string) => {
  const { eventType, severity, source, action } = read(message, app);
  return { eventType, severity, ...source, ...action };
};

describe('sshd', () => {
  it.each([
    [
      'Accepted publickey for jo from 10.0.0.2 port 63673 ssh2: RSA 39:33',
      { eventType: 'user_login', userId: 'jo', ip: '10.0.0.2', method: 'publickey', success: true, severity: 'low' },
    ],
    [
      'Failed password for invalid user a from b from 2001:db8::1 port 22 ssh2',
      { eventType: 'user_login', userId: 'a from b', ip: '2001:db8::1', success: false, severity: 'medium' },
    ],
    ['Invalid user test from 10.0.2.2', { eventType: 'user_login', userId: 'test', ip: '10.0.2.2', success: false }],
    ['Invalid user  from 10.0.2.2 port 4', { eventType: 'user_login', ip: '10.0.2.2', success: false }],
    [
      'User jo from 10.0.0.2 not allowed because not listed in AllowUsers',
      { userId: 'jo', ip: '10.0.0.2', success: false },
    ],
    [
      'error: maximum authentication attempts exceeded for root from 10.0.0.2 port 4 ssh2 [preauth]',
      { userId: 'root', ip: '10.0.0.2', success: false },
    ],
    [
      'Connection closed by authenticating user root 10.0.0.2 port 4 [preauth]',
      { eventType: 'connection_closed', userId: 'root', ip: '10.0.0.2' },
    ],
    ['Received disconnect from 10.0.0.2: 11: Bye Bye [preauth]', { eventType: 'connection_closed', ip: '10.0.0.2' }],
    [
      'message repeated 5 times: [ Failed password for root from 10.0.0.2 port 4 ssh2]',
      { eventType: 'user_login', userId: 'root', success: false },
    ],
    [
      'reverse mapping checking getaddrinfo for a.example [10.0.0.2] failed - POSSIBLE BREAK-IN ATTEMPT!',
      { eventType: 'reverse_mapping_failed', ip: '10.0.0.2', severity: 'high' },
    ],
    [
      'pam_unix(sshd:session): session opened for user jo(uid=1000) by (uid=0)',
      { eventType: 'session_opened', userId: 'jo', success: true },
    ],
    [
      'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=10.0.0.2  user=root',
      { eventType: 'user_authentication', userId: 'root', ip: '10.0.0.2', success: false },
    ],
  ])('says %j', (message, expected) => {
    expect(facts(message)).toMatchObject(expected);
  });

  it('is not steered by a user name that quotes a success', () => {
    expect(
      facts(
        'Failed password for invalid user Accepted password for root from 9.9.9.9 port 1 ssh2 from 10.0.0.2 port 4 ssh2',
      ),
    ).toMatchObject({
      success: false,
      severity: 'medium',
    });
  });
});

describe('other programs', () => {
  it.each([
    [
      'sudo',
      '   jo : TTY=pts/0 ; PWD=/home/jo ; USER=root ; COMMAND=/bin/ls -l',
      { eventType: 'command_executed', userId: 'jo', resource: '/bin/ls -l', success: true, severity: 'low' },
    ],
    [
      'sudo',
      'jo : user NOT in sudoers ; TTY=pts/1 ; PWD=/home/jo ; USER=root ; COMMAND=/bin/sh',
      { userId: 'jo', success: false, severity: 'high', details: { runAs: 'root', refusal: 'user NOT in sudoers' } },
    ],
    [
      'su[7]',
      'FAILED SU (to root) jo on pts/0',
      { eventType: 'user_switched', userId: 'jo', resource: 'root', success: false },
    ],
    ['su[7]', 'Successful su for root by jo', { userId: 'jo', resource: 'root', success: true }],
    [
      'CRON[3]',
      '(root) CMD (touch /var/run/x)',
      { eventType: 'scheduled_task_run', userId: 'root', resource: 'touch /var/run/x' },
    ],
    ['/usr/sbin/cron[3]', '(root) CMD (touch (a))', { resource: 'touch (a)' }],
    [
      'useradd[4]',
      'new user: name=eve, UID=1001, GID=1001, home=/home/eve, shell=/bin/sh',
      { eventType: 'user_created', resource: 'eve', severity: 'medium' },
    ],
    ['groupadd[4]', 'new group: name=wheel2, GID=1002', { eventType: 'group_created', resource: 'wheel2' }],
    ['userdel[4]', "delete user 'eve'", { eventType: 'user_deleted', resource: 'eve' }],
    [
      'systemd[1]',
      'Started Rotate log files.',
      { eventType: 'service_started', resource: 'Rotate log files', success: true },
    ],
    ['systemd[1]', 'Failed to start Web server.', { eventType: 'service_failed', success: false, severity: 'medium' }],
    ['systemd-logind[2]', 'New session 42 of user jo.', { eventType: 'session_opened', userId: 'jo', sessionId: '42' }],
    [
      'kernel',
      '[12.3] [UFW BLOCK] IN=eth0 OUT= SRC=10.0.0.9 DST=10.0.0.1 PROTO=TCP SPT=1 DPT=22',
      { eventType: 'network_blocked', ip: '10.0.0.9', resource: '10.0.0.1', method: 'tcp', success: false },
    ],
    ['kernel', 'Out of memory: Killed process 4', { eventType: 'kernel_fault', severity: 'high' }],
    [
      'audispd[1]',
      'node=n1 type=USER_CMD msg=audit(1489519256.192:19): pid=4 acct="jo" res=failed',
      { eventType: 'command_executed', userId: 'jo', success: false },
    ],
    [
      'app[1]',
      'login user=jo src=10.0.0.9 session_id=s1 user_agent="curl/8"',
      { userId: 'jo', ip: '10.0.0.9', sessionId: 's1', userAgent: 'curl/8' },
    ],
  ])('%s says %j', (app, message, expected) => {
    expect(facts(message, app)).toMatchObject(expected);
  });

  it('keep every pair of the message as fields', () => {
    expect(read('a=1 __proto__=2', 'x').metadata['fields']).toEqual(JSON.parse('{"a":"1","__proto__":"2"}'));
  });
});

describe('vendor formats', () => {
  it('CEF: header with escapes, values with spaces, severity, time where the header has none', () => {
    const line = String.raw`<6> CEF:0|A\|B|thing|4.1|100|worm \\ stopped|10|rt=Mar 15 2024 14:23:07 src=10.0.0.1 suser=jo msg=a \= b c act=blocked outcome=failure`;
    const { events } = runReader(syslogReader, textBytes(`${line}\n`));
    expect(events[0]?.draft).toMatchObject({
      timestamp: '2024-03-15T14:23:07Z',
      eventType: 'cef_event',
      severity: 'critical',
      source: { ip: '10.0.0.1', userId: 'jo' },
      action: { method: 'blocked', success: false },
      metadata: {
        observer: { vendor: 'A|B', product: 'thing', version: '4.1' },
        event: { code: '100', action: 'worm \\ stopped' },
        fields: { msg: 'a = b c' },
        time: { field: 'rt' },
      },
    });
  });

  it('LEEF 1.0 and 2.0 with a delimiter of its own', () => {
    const one = read('LEEF:1.0|V|P|1|E|src=192.0.2.0\tsev=5\tusrName=joe.black', 'x');
    const two = read('LEEF:2.0|V|P|1|E|x5E|src=192.0.2.7^usrName=jo^a=b c', 'x');
    expect([one.source, one.severity, one.eventType]).toEqual([
      { ip: '192.0.2.0', userId: 'joe.black' },
      'medium',
      'leef_event',
    ]);
    expect(two.metadata).toMatchObject({ observer: { vendor: 'V', product: 'P' }, fields: { a: 'b c' } });
  });

  it('Cisco: severity from the code, address behind the interface', () => {
    const draft = read('%ASA-3-106023: Deny tcp src x from outside:203.0.113.9/5424 to inside:10.0.0.1/23', 'x');
    expect(draft).toMatchObject({
      eventType: 'network_device_message',
      severity: 'high',
      source: { ip: '203.0.113.9' },
      action: { success: false },
      metadata: { observer: { vendor: 'Cisco', product: 'ASA' }, event: { code: 'ASA-3-106023' } },
    });
  });

  it('appliances without a header time: the time of the message', () => {
    const { events } = runReader(
      syslogReader,
      textBytes('<111>date=2024-03-15 time=14:23:07 tz="+0200" devname=fw srcip=10.0.0.1\n'),
    );
    expect(events[0]?.draft).toMatchObject({ timestamp: '2024-03-15T12:23:07Z', source: { ip: '10.0.0.1' } });
  });
});

describe('hostile messages', () => {
  it('are read in time proportional to their length', () => {
    const bodies = [
      'Failed password for invalid user '.repeat(3_000),
      ' from '.repeat(20_000),
      '='.repeat(100_000),
      '[a="'.repeat(30_000),
      'CEF:0|'.repeat(20_000),
      `CEF:0|a|b|c|d|e|5|${' a='.repeat(30_000)}`,
      '('.repeat(100_000),
      `Invalid user ${' from 1'.repeat(20_000)}`,
    ];
    const started = performance.now();
    for (const body of bodies) {
      for (const app of ['sshd[1]', 'sudo', 'su', 'CRON[1]', 'systemd[1]', 'kernel', 'x']) read(body, app);
    }
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
