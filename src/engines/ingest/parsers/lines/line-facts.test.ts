import { describe, expect, it } from 'vitest';
import type { EventDraft } from '../../../event/audit-event.ts';
import type { FormatContext } from '../../format.ts';
import { decodeHexText, isAuditLine, readAudit } from './auditd.ts';
import { addressOf, isIpText, newDraft } from './draft.ts';
import { findLevel, severityOfLevel } from './level.ts';

const context: FormatContext = {
  format: 'text',
  dataOffset: 0,
  sourceTag: '0123456789abcdef',
  options: {},
  settings: null,
};
const audit = (line: string): EventDraft => {
  const draft = newDraft(context, 7, line);
  readAudit(line, draft, false);
  return draft;
};

describe('levels', () => {
  it.each([
    [' INFO  org.example.Main - started', 'info'],
    ['[WARN ][o.e.d.a] Deprecated', 'warn'],
    ['] [error] [client 1.2.3.4] denied', 'error'],
    ['] [core:notice] [pid 1] AH00094', 'notice'],
    [' 0 [Warning] [MY-010068] CA certificate', 'warning'],
    [' UTC [7755] FATAL:  the database system is starting up', 'fatal'],
    [':DEBUG:foo bar', 'debug'],
    [' debug/GraphiteWriter: Add', 'debug'],
    [' level=error msg="x"', 'error'],
    [' I CONTROL  [initandlisten] git version', 'info'],
    ['E [', 'error'],
    [' the user saw an error page', undefined],
    [' INFORM the user', undefined],
    ['', undefined],
  ])('in %j is %s', (rest, level) => {
    expect(findLevel(rest)).toBe(level);
  });

  it('mean a severity', () => {
    expect(['debug', 'Notice', 'WARN', 'error', 'PANIC', 'blue'].map(severityOfLevel)).toEqual([
      'low',
      'low',
      'medium',
      'high',
      'critical',
      undefined,
    ]);
  });
});

describe('addresses', () => {
  it('are told from names and numbers', () => {
    const good = ['1.2.3.4', '255.255.255.255', '::1', 'fe80::20c:29ff:fe77:20d4', '::ffff:1.2.3.4', 'fe80::1%eth0'];
    const bad = ['1.2.3', '1.2.3.256', 'a.example.com', '10:11:12x', 'cafe', '12:30', '', '1.2.3.4.5'];
    expect([good.filter((t) => !isIpText(t)), bad.filter(isIpText)]).toEqual([[], []]);
  });

  it('are freed from ports and brackets', () => {
    expect(['1.2.3.4:80', '[::1]:443', '[::1]', '::1', 'host:80', ':'].map(addressOf)).toEqual([
      '1.2.3.4',
      '::1',
      '::1',
      '::1',
      undefined,
      undefined,
    ]);
  });
});

describe('Linux audit records', () => {
  it('give user, address, outcome, process and serial', () => {
    const line =
      'type=USER_LOGIN msg=audit(1489519230.178:19600327): pid=4121 uid=0 auid=700 ses=11988 msg=\'op=login acct="jo" exe="/usr/sbin/sshd" hostname=? addr=10.0.0.9 terminal=ssh res=failed\'';
    expect(isAuditLine(line)).toBe(true);
    expect(audit(line)).toMatchObject({
      eventId: '0123456789abcdef:7',
      timestamp: '2017-03-14T19:20:30.178Z',
      eventType: 'user_login',
      severity: 'medium',
      source: { ip: '10.0.0.9', userId: 'jo', sessionId: '11988' },
      action: { type: 'authentication', success: false, resource: '/usr/sbin/sshd' },
      metadata: {
        message: line,
        auditd: { type: 'USER_LOGIN', serial: '19600327' },
        process: { name: '/usr/sbin/sshd', pid: 4121 },
        time: { original: '1489519230.178', field: 'msg', zone: 'format' },
        fields: { pid: '4121', op: 'login', terminal: 'ssh' },
      },
    });
  });

  it('decode what auditd writes as hex, and only that', () => {
    const cmd = audit(
      'type=USER_CMD msg=audit(1489519256.192:19): pid=4 uid=497 msg=\'cwd="/" cmd=6C73202F746D70 res=success\'',
    );
    expect(cmd.action).toMatchObject({ resource: 'ls /tmp', success: true });
    expect(audit('type=EXECVE msg=audit(1489519256.192:19): argc=1 name="6C73"').action.resource).toBe('6C73');
    expect([decodeHexText('C3BC'), decodeHexText('FFFE'), decodeHexText('6100620A'), decodeHexText('abc')]).toEqual([
      'ü',
      undefined,
      'a b\n',
      undefined,
    ]);
  });

  it('are not seen in other text', () => {
    const draft = newDraft(context, 0, 'x');
    expect(readAudit('type=USER_LOGIN msg=hello', draft, false)).toBe(false);
    expect(draft).toEqual(newDraft(context, 0, 'x'));
  });
});
