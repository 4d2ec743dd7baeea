import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runReader, sampleOf, testPorts } from '../../../../test/helpers/run-reader.ts';
import type { RunResult } from '../../../../test/helpers/run-reader.ts';
import { hasShared, sharedPath } from '../../../../test/helpers/shared-data.ts';
import type { EventDraft } from '../../../event/audit-event.ts';
import { syslogReader } from '../syslog/syslog-reader.ts';
import { textReader } from './text-reader.ts';

const bytesOf = (path: string): Uint8Array => new Uint8Array(readFileSync(sharedPath(`data/${path}`)));
const jsonOf = <T>(path: string): T => JSON.parse(readFileSync(sharedPath(`data/${path}`), 'utf8')) as T;

/** Reads a log with whichever of the two line readers is surer. */
const readLog = (path: string, mtimeMs = Date.UTC(2020, 0, 1)): RunResult => {
  const bytes = bytesOf(path);
  const sample = sampleOf(bytes);
  const isSyslog = syslogReader.sniff(sample, testPorts) > textReader.sniff(sample, testPorts);
  return runReader(isSyslog ? syslogReader : textReader, bytes, { mtimeMs });
};

/** The value at a path of metadata such as `host.name`. */
const deep = (draft: EventDraft, path: string): unknown =>
  path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], draft.metadata);

const toMs = (timestamp: string | null): string | null =>
  timestamp === null ? null : new Date(Date.parse(timestamp)).toISOString();

/** Filebeat's name of a field, and where this reader puts it. `-` stands for nothing there, an absent key here. */
const FIELDS: readonly (readonly [string, (draft: EventDraft) => unknown])[] = [
  ['host.hostname', (d) => deep(d, 'host.name')],
  ['process.name', (d) => deep(d, 'process.name')],
  ['process.pid', (d) => deep(d, 'process.pid')],
  ['http.request.method', (d) => d.action.method],
  ['http.response.status_code', (d) => deep(d, 'http.response.status_code')],
  ['http.response.body.bytes', (d) => deep(d, 'http.response.body.bytes')],
  ['http.version', (d) => deep(d, 'http.version')],
  ['log.level', (d) => deep(d, 'log.level')],
  ['auditd.log.sequence', (d) => Number(deep(d, 'auditd.serial'))],
  ['source.ip', (d) => d.source.ip],
  ['user_agent.original', (d) => d.source.userAgent?.replaceAll('+', ' ')],
];

interface Skip {
  /** Fields whose value Filebeat takes from elsewhere. */
  fields: readonly string[];
  why: string;
}

const SKIPPED: Readonly<Record<string, Skip>> = {
  'mongodb/log/mongodb-debian-3.2.11.log': {
    fields: ['log.level'],
    why: 'the peer keeps the letter, here it is a word',
  },
  'mysql/error/error.log': { fields: ['offset'], why: 'the peer makes an event of a line without a time' },
  'nginx/access/test.log': {
    fields: ['source.ip'],
    why: 'of forwarded addresses the peer takes the first public one, here the first is taken and all are kept',
  },
  'redis/log/redis-5.0.3.log': {
    fields: ['process.pid', 'log.level'],
    why: 'pid in front of the time, level as a sign',
  },
  'apache/access/ssl-request.log': {
    fields: ['*'],
    why: 'a request log without status and host columns: kept as free text',
  },
  'mysql/slowlog/mariadb-10.1.21.log': {
    fields: ['offset', '@timestamp', 'source.ip'],
    why: 'the peer drops the first line and counts from the second',
  },
  'mysql/slowlog/mariadb-explain.log': { fields: ['offset', '@timestamp', 'source.ip'], why: 'as above' },
  'mysql/slowlog/percona-ubuntu-5.7.19-innodb.log': { fields: ['offset', '@timestamp', 'source.ip'], why: 'as above' },
  'postgresql/log/postgresql-9.6-new-timestamp.log': {
    fields: ['@timestamp', 'log.level'],
    why: 'the peer takes EST for UTC and HINT for a level',
  },
  'postgresql/log/postgresql-9.6-debian-with-slowlog.log': {
    fields: ['@timestamp', 'source.ip'],
    why: 'the peer takes CEST for UTC',
  },
};

/** Logs of Filebeat's tests that are lines of text, not JSON. */
const beatsLogs = (): string[] =>
  readdirSync(sharedPath('data/beats'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.log-expected.json') && !/osquery|json\.log/.test(name))
    .map((name) => name.replace('-expected.json', ''))
    .toSorted();

describe.skipIf(!hasShared)('what Filebeat reads in its own test logs', () => {
  it.each(hasShared ? beatsLogs() : [])('is read alike in %s', (name) => {
    const skip = SKIPPED[name]?.fields ?? [];
    const { events } = readLog(`beats/${name}`);
    const wrong: string[] = [];
    for (const expected of jsonOf<Record<string, unknown>[]>(`beats/${name}-expected.json`)) {
      const event = events.find((candidate) => candidate.offset === expected['log.offset']);
      if (event === undefined) {
        if (!skip.includes('offset')) wrong.push(`no event at ${String(expected['log.offset'])}`);
        continue;
      }
      const { draft } = event;
      const instant = expected['@timestamp'];
      if (!skip.includes('@timestamp') && instant !== undefined && toMs(draft.timestamp) !== instant) {
        wrong.push(`${event.offset} @timestamp: ${String(draft.timestamp)}, not ${String(instant)}`);
      }
      for (const [field, get] of FIELDS) {
        const value = expected[field];
        if (value === undefined || value === '-' || skip.includes('*') || skip.includes(field)) continue;
        const ours = get(draft);
        if (String(ours).toLowerCase() !== String(value).toLowerCase()) {
          wrong.push(`${event.offset} ${field}: ${String(ours)}, not ${String(value)}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

interface PlasoTest {
  event_data: number;
  samples: { index: number; values: Record<string, unknown> }[];
}

/** Plaso writes year 0000 where the log names none, and no zone where it assumes none. */
const sameInstant = (ours: string | null, theirs: string): boolean => {
  if (ours === null) return false;
  const bare = theirs.replace(/(?:\+00:00|Z)$/, '');
  const mine = ours.replace(/Z$/, '');
  return bare.startsWith('000') ? mine.slice(5) === bare.slice(5) : Date.parse(`${mine}Z`) === Date.parse(`${bare}Z`);
};

/** Plaso's name of a value, and where this reader puts it. */
const PLASO_FIELDS: readonly (readonly [string, (draft: EventDraft) => unknown])[] = [
  ['hostname', (d) => deep(d, 'host.name')],
  ['pid', (d) => deep(d, 'process.pid')],
  ['reporter', (d) => deep(d, 'process.name')],
  ['ip_address', (d) => d.source.ip],
  ['source_ip', (d) => d.source.ip],
  ['http_response_code', (d) => deep(d, 'http.response.status_code')],
  ['http_status', (d) => deep(d, 'http.response.status_code')],
  ['http_request_user_agent', (d) => d.source.userAgent],
  ['http_method', (d) => d.action.method],
  ['requested_uri_stem', (d) => d.action.resource],
  ['command', (d) => d.action.resource?.replaceAll('\n', ' ')],
];

/** Log, how many of its lines are events here but warnings or nothing there, and what is read otherwise on purpose. */
const PLASO_LOGS: readonly { name: string; more?: number; skip?: readonly string[] }[] = [
  // Cut to seconds there.
  { name: 'syslog/syslog', skip: ['last_written_time'] },
  { name: 'syslog/syslog_rsyslog' },
  { name: 'syslog/syslog_rsyslog_SyslogProtocol23Format' },
  { name: 'syslog/syslog_ssh.log' },
  { name: 'syslog/syslog_cron.log' },
  { name: 'syslog/syslog_osx' },
  { name: 'apache_access.log', more: 1 },
  { name: 'audit_enriched.log' },
  { name: 'iis/iis6.log' },
  { name: 'iis/iis7_sqli.log' },
  { name: 'iis/iis10.log' },
  // "Last message repeated" stays an event of its own time here.
  { name: 'appfirewall.log', skip: ['last_written_time', 'hostname', 'added_time', 'pid', 'reporter'] },
  { name: 'security.log' },
  { name: 'bash_history' },
  { name: 'zsh_extended_history.txt' },
  { name: 'cri.log' },
  { name: 'dpkg.log' },
  // Zone names count here.
  { name: 'postgresql.log', skip: ['recorded_time', 'pid', 'written_time', 'added_time'] },
  { name: 'vsftpd.log' },
  { name: 'snort3_alert_fast.log', skip: ['source_ip'] },
  { name: 'windows_firewall.log' },
  { name: 'confluence_access.log', skip: ['http_response_code', 'http_request_user_agent', 'http_method'] },
  { name: 'atlassian-bitbucket.log', skip: ['ip_address'] },
  { name: 'atlassian-bitbucket-audit.log' },
  { name: 'sccm_various.log' },
  { name: 'wifi.log' },
];

describe.skipIf(!hasShared)('what Plaso reads in its own test logs', () => {
  it.each(PLASO_LOGS)('is read alike in $name', ({ name, more = 0, skip = [] }) => {
    const tests = jsonOf<Record<string, PlasoTest[]>>('plaso/expected_plaso.json')[name] ?? [];
    const { events } = readLog(`plaso/${name}`);
    expect(events.length).toBe((tests[0]?.event_data ?? Number.NaN) + more);
    const missing: unknown[] = [];
    for (const { index, values } of tests[0]?.samples ?? []) {
      // Plaso's order is that of its own patterns: the event at the place is tried first, then all.
      const candidates = [...events.slice(index, index + 1), ...events];
      if (!candidates.some(({ draft }) => agrees(draft, values, skip))) missing.push(values);
    }
    expect(missing).toEqual([]);
  });
});

function agrees(draft: EventDraft, values: Record<string, unknown>, skip: readonly string[]): boolean {
  const time =
    ['last_written_time', 'added_time', 'recorded_time', 'written_time'].find((name) => name in values) ?? '';
  const text = values[time];
  // A local time with an offset is not compared: here it is the instant it means.
  const isPlain = typeof text === 'string' && !skip.includes(time) && !/[+-](?!00:00)\d\d:\d\d$/.test(text);
  if (isPlain && !sameInstant(draft.timestamp, text)) return false;
  return PLASO_FIELDS.every(([field, get]) => {
    const value = values[field];
    return value === undefined || value === null || skip.includes(field) || String(get(draft)) === String(value);
  });
}

/** Rows of a CSV file (RFC 4180) as objects. */
const csvOf = (path: string): Record<string, string>[] => {
  const rows: string[][] = [];
  for (const line of readFileSync(sharedPath(`data/${path}`), 'utf8').split(/\r?\n/)) {
    if (line === '') continue;
    const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)];
    rows.push(cells.map((cell) => (cell[1] === undefined ? (cell[2] ?? '') : cell[1].replaceAll('""', '"'))));
  }
  const names = rows.shift() ?? [];
  return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? ''])));
};

describe.skipIf(!hasShared)('what Loghub names in its logs', () => {
  it.each([
    ['Linux', 'Level', 'Component', 'PID'],
    ['OpenSSH', 'Component', '', 'Pid'],
  ])('host, program, process and message are read alike in %s', (name, host, program, pid) => {
    const { events } = readLog(`loghub/${name}/${name}_2k.log`);
    const ours = events.map(({ draft }) => [
      deep(draft, 'host.name') ?? '',
      program === '' ? '' : (deep(draft, 'process.name') ?? ''),
      String(deep(draft, 'process.pid') ?? ''),
      String(draft.metadata['message']).trim(),
    ]);
    const theirs = csvOf(`loghub/${name}/${name}_2k.log_structured.csv`).map((row) => [
      row[host],
      program === '' ? '' : row[program],
      row[pid],
      row['Content']?.trim(),
    ]);
    // Loghub takes `syslogd 1.4.1` and `-- root` for names of programs.
    const isOdd = (message: unknown): boolean => /^(?:syslogd 1\.4\.1|-- root\[)/.test(String(message));
    const differing = ours.flatMap((row, i) =>
      row.join() === theirs[i]?.join() || isOdd(row[3]) ? [] : [[row, theirs[i]]],
    );
    expect([ours.length, differing]).toEqual([theirs.length, []]);
  });

  it.each(['Apache', 'BGL', 'HDFS', 'OpenStack', 'Proxifier', 'Windows'])(
    'every line of %s is an event with a time',
    (name) => {
      const { events } = readLog(`loghub/${name}/${name}_2k.log`);
      expect([events.length, events.filter(({ draft }) => draft.timestamp === null).length]).toEqual([2_000, 0]);
    },
  );
});
