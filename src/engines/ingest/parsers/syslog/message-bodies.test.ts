import { describe, expect, it } from 'vitest';
import { runReader, textBytes } from '../../../../test/helpers/run-reader.ts';
import type { EventDraft } from '../../../event/audit-event.ts';
import { syslogReader } from './syslog-reader.ts';

const MTIME = Date.UTC(2026, 5, 1);
const read = (...lines: string[]): EventDraft[] =>
  runReader(syslogReader, textBytes(`${lines.join('\n')}\n`), { mtimeMs: MTIME }).events.map(({ draft }) => draft);
const one = (line: string): EventDraft => read(line)[0] as EventDraft;
const time = (draft: EventDraft): unknown => draft.metadata['time'];

describe('a body of JSON', () => {
  it('is read by its names, under the header of the message', () => {
    const draft = one(
      '<14>Mar 15 14:23:07 gate api[7]: {"username":"ada","client_ip":"10.0.0.7","big":12345678901234567890}',
    );
    expect(draft.source).toEqual({ userId: 'ada', ip: '10.0.0.7' });
    expect(draft.metadata).toMatchObject({
      message: '{"username":"ada","client_ip":"10.0.0.7","big":12345678901234567890}',
      host: { name: 'gate' },
      process: { name: 'api', pid: 7 },
      fields: { username: 'ada', big: '12345678901234567890' },
    });
  });

  it('may come without a header, one message a line', () => {
    const drafts = read(
      '<134>{"LogTimestamp": "Fri Mar 15 14:23:07 2024","Username": "ada@example.org"}',
      '{"LogTimestamp": "Fri Mar 15 14:23:08 2024","Username": "bob@example.org"}',
    );
    expect(drafts.map(({ timestamp, source }) => [timestamp, source.userId])).toEqual([
      ['2024-03-15T14:23:07Z', 'ada@example.org'],
      ['2024-03-15T14:23:08Z', 'bob@example.org'],
    ]);
  });

  it('that is not quite JSON, or names a thing twice, gives its plain pairs', () => {
    const broken = one('<14>Mar 15 14:23:07 gate api: {"username":"ada","n":1,"list":["a" "b"],"x":true}');
    expect(broken.metadata['fields']).toEqual({ username: 'ada', n: '1', x: 'true' });
    const twice = one('<14>Mar 15 14:23:07 gate api: {"username":"ada","username":"bob"}');
    expect(twice.metadata['fields']).toEqual({ username: ['ada', 'bob'] });
  });

  it('deeper than can be kept does not lose the message', () => {
    const deep = `{"a":${'['.repeat(100)}${']'.repeat(100)}}`;
    expect(one(`<14>Mar 15 14:23:07 gate api: ${deep}`).metadata['message']).toBe(deep);
  });
});

describe('the year of a header without one', () => {
  it('is that of a full date in the message, where month and day are the same', () => {
    const draft = one('<14>Mar 15 14:23:07 gate app: date=2024-03-15 time=14:23:07 devname=fw01 user=ada');
    expect(draft.timestamp).toBe('2024-03-15T14:23:07Z');
    expect(time(draft)).toMatchObject({ year: 'message', zone: 'assumed-utc' });
  });

  it('is that of the file, where the message speaks of another day', () => {
    const draft = one('<14>Mar 15 14:23:07 gate app: certificate valid since 2019-03-14 00:00:00');
    expect([draft.timestamp, time(draft)]).toMatchObject(['2026-03-15T14:23:07Z', { year: 'file-time' }]);
  });
});

describe('firewalls', () => {
  const panos = (values: string): EventDraft => one(`<14>Mar 15 14:23:07 fw01 ${values}`);

  it('of Palo Alto Networks: traffic has both ends, the user and what became of it', () => {
    const draft = panos(
      '1,2024/03/15 14:23:07,0072,TRAFFIC,drop,1,2024/03/15 14:23:07,10.0.0.5,192.0.2.9,0.0.0.0,0.0.0.0,"rule, one",' +
        'corp\\ada,,ssl,vsys1,trust,untrust,e1/2,e1/1,log,,5,1,49152,443,0,0,0x0,tcp,deny,78',
    );
    expect(draft).toMatchObject({
      timestamp: '2024-03-15T14:23:07Z',
      eventType: 'network_blocked',
      source: { ip: '10.0.0.5', userId: 'corp\\ada' },
      action: { type: 'network', method: 'deny', success: false, resource: '192.0.2.9' },
      metadata: { destination: { ip: '192.0.2.9', port: 443 }, fields: { rule: 'rule, one', bytes: '78' } },
    });
  });

  it('of Palo Alto Networks: a change of configuration has who made it and from where', () => {
    const draft = panos(
      '1,2024/03/15 14:23:07,0072,CONFIG,0,0,2024/03/15 14:23:07,10.0.0.9,,set,admin,Web,Succeeded,rules',
    );
    expect(draft).toMatchObject({
      eventType: 'configuration_changed',
      source: { ip: '10.0.0.9', userId: 'admin' },
      action: { method: 'set', success: true, resource: 'rules' },
    });
  });

  it('of Cisco: a connection comes from the end that built it', () => {
    const built = (way: string): string =>
      `<166>Mar 15 14:23:07 asa : %ASA-6-302013: Built ${way} TCP connection 9 for outside:198.51.100.7/443 (198.51.100.7/443) to inside:10.0.0.5/51000 (10.0.0.5/51000)`;
    expect([one(built('outbound')).source.ip, one(built('inbound')).source.ip]).toEqual(['10.0.0.5', '198.51.100.7']);
  });

  it('that draw an arrow name the source in front of it', () => {
    const ends = ['10.0.0.5/58662->192.0.2.9/53', '10.0.0.5(62054)->192.0.2.9(443)', '10.0.0.5:49307 -> 192.0.2.9:443'];
    expect(ends.map((text) => one(`<14>Mar 15 14:23:07 fw x: session ${text} allowed`).source.ip)).toEqual(
      ends.map(() => '10.0.0.5'),
    );
  });
});
