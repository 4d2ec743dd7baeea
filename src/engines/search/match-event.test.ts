import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../event/audit-event.ts';
import { compileMatcher, type RecordMeta } from './match-event.ts';
import { parseQuery } from './parse-query.ts';
import type { Query } from './query-ast.ts';

const nowMs = Date.UTC(2024, 0, 10, 12);

function parse(text: string): Query {
  const parsed = parseQuery(text, { nowMs });
  if ('errors' in parsed) throw new Error(`${text}: ${parsed.errors[0].message}`);
  return parsed.query;
}

const meta = (timestamp: string | null, seq: number, kind = 'event'): RecordMeta => ({
  seq,
  kind,
  timeUs: timestamp === null ? null : Date.parse(timestamp) * 1000,
});

const failedLogon: JsonObject = {
  eventId: '9f2c00aa:4096',
  timestamp: '2024-01-10T11:30:00.1234567Z',
  eventType: 'user_login_failed',
  severity: 'medium',
  source: { ip: '::ffff:10.1.2.3', userId: 'ALICE' },
  action: { type: 'authentication', success: false },
  metadata: {
    message: 'An account failed to log on: alice from WKS-07 (bad password)',
    event: { code: '4625', outcome: 'failure', provider: 'Microsoft-Windows-Security-Auditing' },
    host: { name: 'DC01.corp.example' },
    process: { name: 'lsass.exe', executable: 'C:\\Windows\\System32\\lsass.exe', pid: 612 },
    fields: {
      System: { EventID: 4625, Channel: 'Security' },
      EventData: { TargetUserName: 'alice', LogonType: '3', SubStatus: '0xc000006a', IpPort: '-' },
    },
    time: { original: '2024-01-10T11:30:00.1234567Z', field: 'SystemTime', zone: 'in-text' },
  },
  origin: { source: 'ab'.repeat(32), offset: 4096, length: 700, rawHash: 'cd'.repeat(32) },
};

const webRequest: JsonObject = {
  eventId: 'web:1',
  timestamp: '2024-01-05T00:00:00Z',
  eventType: 'http_request',
  severity: 'low',
  source: { ip: '192.168.0.7', userAgent: 'curl/8.0' },
  action: { type: 'read', method: 'GET', resource: '/etc/passwd', success: true },
  metadata: {
    message: 'GET /etc/passwd 200 Größe=1.234',
    fields: {
      bytes: 1234,
      status: '200',
      tags: ['external', 'Straße', null],
      hops: [{ ip: '10.0.0.9' }, { ip: 'fe80:0::1' }],
      'Event Name': 'Download',
      ratio: 0.5,
      empty: '',
      nothing: null,
      deep: { userName: 'svc_bkp' },
    },
  },
  origin: { source: 'ef'.repeat(32), offset: 0, length: 10, rawHash: '01'.repeat(32) },
};

const withoutTime: JsonObject = {
  eventId: 'x',
  timestamp: null,
  eventType: 'log_line',
  severity: 'critical',
  source: {},
  action: {},
  metadata: { message: 'reboot reboot mimikatz.exe x', fields: { kind: 'Pod' } },
  origin: { source: '00'.repeat(32), offset: 1, length: 2, rawHash: '02'.repeat(32) },
};

const events: [string, JsonObject, RecordMeta][] = [
  ['L', failedLogon, meta('2024-01-10T11:30:00.123Z', 0)],
  ['W', webRequest, meta('2024-01-05T00:00:00Z', 1)],
  ['N', withoutTime, meta(null, 2)],
];

describe('queries over three events: a failed logon (L), a web request (W), a line without time (N)', () => {
  it.each([
    ['*', 'LWN'],
    ['alice', 'L'],
    ['ALICE wks', 'L'],
    ['"failed to log on"', 'L'],
    ['"failed log on"', ''],
    ['"password bad"', ''],
    ['"mimikatz x"', ''],
    ['"mimikatz exe x"', 'N'],
    ['"reboot mimikatz"', 'N'],
    ['mimi*', 'N'],
    ['mimi', ''],
    ['*katz', 'N'],
    ['m?mi*z-exe', 'N'],
    ['*-x', 'N'],
    ['4625', 'L'],
    ['1234', 'W'],
    ['GRÖSSE', ''],
    ['GRÖßE', 'W'],
    ['false', ''],
    ['medium', ''],
    ['9f2c00aa', ''],
    ['user:alice', 'L'],
    ['user:ali', ''],
    ['user:al*', 'L'],
    ['NOT user:alice', 'WN'],
    ['NOT user:*', 'WN'],
    ['source.userId:alice', 'L'],
    ['TargetUserName:alice', 'L'],
    ['targetusername:ALICE', 'L'],
    ['EventData.TargetUserName:alice', 'L'],
    ['metadata.fields.EventData.TargetUserName:alice', 'L'],
    ['userName:svc_bkp', 'W'],
    ['username:alice', 'L'],
    ['EventID:4625', 'L'],
    ['event.code:(4624 OR 4625)', 'L'],
    ['event.code:[4600 TO 4699]', 'L'],
    ['channel:security', 'L'],
    ['id:web*', 'W'],
    ['type:user_*', 'L'],
    ['severity:>=medium', 'LN'],
    ['severity:low', 'W'],
    ['outcome:failure', 'L'],
    ['outcome:success', 'W'],
    ['success:false', 'L'],
    ['success:*', 'LW'],
    ['host:dc01*', 'L'],
    ['process.executable:C:\\Windows\\*\\lsass.exe', 'L'],
    ['process.executable:"c:\\windows\\system32\\LSASS.exe"', 'L'],
    ['pid:612', 'L'],
    ['pid:>600', 'L'],
    ['pid:>=612.5', ''],
    ['bytes:>1000', 'W'],
    ['bytes:{1234 TO *]', ''],
    ['status:[200 TO 299]', 'W'],
    ['IpPort:>0', ''],
    ['ratio:<1', 'W'],
    ['SubStatus:>0xc0000000', 'L'],
    ['ip:10.0.0.0/8', 'L'],
    ['ip:192.168.0.7', 'W'],
    ['hops.ip:fe80::1', 'W'],
    ['hops.ip:10.0.0.0/24', 'W'],
    ['hops.ip:[10.0.0.1 TO 10.0.0.10]', 'W'],
    ['tags:EXTERNAL', 'W'],
    ['tags:(external AND straße)', 'W'],
    ['NOT tags:external', 'LN'],
    ['"Event Name":download', 'W'],
    ['empty:""', 'W'],
    ['empty:*', 'W'],
    ['nothing:*', ''],
    ['nothing:null', ''],
    ['message:password', 'L'],
    ['message:"/etc/passwd"', 'W'],
    ['message:curl', ''],
    ['curl', 'W'],
    ['message:*katz', 'N'],
    ['message:*', 'LWN'],
    ['metadata.message:*WKS-07*', 'L'],
    ['timestamp:2024-01-05', 'W'],
    ['timestamp:[2024-01-05 TO 2024-01-10]', 'LW'],
    ['timestamp:<2024-01-10', 'W'],
    ['timestamp:*', 'LW'],
    ['NOT timestamp:*', 'N'],
    ['since:-24h', 'L'],
    ['NOT since:-24h', 'WN'],
    ['until:2024-01-05', 'W'],
    ['timestamp:2024-01-10T11:30:00.123', 'L'],
    ['seq:>=1', 'WN'],
    ['seq:*', 'LWN'],
    ['kind:EVENT', 'LWN'],
    ['fields.kind:pod', 'N'],
    [`source:${'AB'.repeat(32)}`, 'L'],
    ['offset:4096', 'L'],
    ['alice OR curl', 'LW'],
    ['alice AND NOT curl', 'L'],
    ['NOT (alice OR curl)', 'N'],
    ['-alice -curl', 'N'],
    ['__proto__:x', ''],
    ['nosuchfield:*', ''],
  ])('%s finds %s', (text, expected) => {
    const matches = compileMatcher(parse(text));
    const found = events.filter(([, body, facts]) => matches(body, facts)).map(([name]) => name);
    expect(found.join('')).toBe(expected);
  });

  it('gives the same answer however often and in whatever order it is asked', () => {
    const matches = compileMatcher(parse('alice OR (bytes:>1000 AND NOT tags:x)'));
    const answers = [0, 1, 2, 1, 0, 2, 2, 0].map((i) => matches(events[i]?.[1] ?? {}, events[i]?.[2] ?? meta(null, 0)));
    expect(answers).toEqual([true, true, false, true, true, false, false, true]);
  });
});

describe('hostile bodies', () => {
  it('finds keys that are special to the runtime', () => {
    const body = JSON.parse('{"metadata":{"fields":{"__proto__":{"constructor":"evil"},"toString":1}}}') as JsonObject;
    for (const text of ['evil', '__proto__.constructor:evil', 'constructor:evil', 'toString:1']) {
      expect(compileMatcher(parse(text))(body, meta(null, 0))).toBe(true);
    }
  });

  it('does not overflow on nesting that no canonical record can have', () => {
    let value: JsonObject = { a: 'needle' };
    for (let i = 0; i < 100_000; i++) value = { a: value };
    expect(compileMatcher(parse('needle'))(value, meta(null, 0))).toBe(false);
  });

  it('forgets paths rather than filling the memory', () => {
    const matches = compileMatcher(parse('NOT needle'));
    for (let i = 0; i < 20_000; i++) {
      const fields = Object.fromEntries(Array.from({ length: 10 }, (_, k) => [`k${i}_${k}`, 'x']));
      expect(matches({ metadata: { fields } }, meta(null, i))).toBe(true);
    }
    expect(matches({ metadata: { fields: { k0_0: 'needle' } } }, meta(null, 0))).toBe(false);
  });

  it('stays linear on long values', () => {
    const body: JsonObject = { metadata: { message: 'a '.repeat(500_000), x: `a${'\u0301'.repeat(500_000)}` } };
    const startedMs = performance.now();
    for (const text of ['"a a a a a a b"', 'a*b', '*a?a?a?a?b', '"a b"', 'metadata.message:*a*a*a*a*a*b']) {
      expect(compileMatcher(parse(text))(body, meta(null, 0))).toBe(false);
    }
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});
