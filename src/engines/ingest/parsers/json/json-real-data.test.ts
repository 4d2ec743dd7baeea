import { readFileSync, readdirSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { nodeHasher, nodeTextCodec } from '../../../../host/adapters/node-ports.ts';
import { hasShared, sharedPath } from '../../../../test/helpers/shared-data.ts';
import type { JsonValue } from '../../../event/audit-event.ts';
import { canonicalize } from '../../../kernel/canonical-json.ts';
import { csvReader } from '../csv/csv-reader.ts';
import { jsonReader } from './json-reader.ts';
import { readSource } from './testing/read-source.ts';
import type { ReadSource } from './testing/read-source.ts';

const ports = { text: nodeTextCodec, hasher: nodeHasher };
const bytesOf = (path: string): Uint8Array => new Uint8Array(readFileSync(sharedPath(`data/${path}`)));
const readJson = (path: string): ReadSource => readSource(jsonReader, bytesOf(path), ports);
const readCsv = (path: string): ReadSource => readSource(csvReader, bytesOf(path), ports);
const counts = ({ events, rejected }: ReadSource) => ({
  events: events.length,
  rejected: rejected.length,
  ambiguous: events.filter(({ ambiguous }) => ambiguous.length > 0).length,
  timeless: events.filter(({ draft }) => draft.timestamp === null).length,
});

describe.skipIf(!hasShared)('real JSON', () => {
  it('reads every record of 22 audit sources, and knows the kinds', () => {
    let events = 0;
    const known: Record<string, number> = {};
    for (const source of readdirSync(sharedPath('data/cloud/detection_unit_tests'))) {
      if (source.includes('.')) continue;
      const read = readJson(`cloud/detection_unit_tests/${source}/events.jsonl`);
      expect([source, read.rejected, read.score > 0.9]).toEqual([source, [], true]);
      events += read.events.length;
      for (const { draft } of read.events) {
        expect(() => canonicalize(draft as unknown as JsonValue)).not.toThrow();
        const { dataset } = draft.metadata['event'] as { dataset: string };
        known[dataset] = (known[dataset] ?? 0) + 1;
      }
    }
    expect(events).toBe(readLines('cloud/detection_unit_tests'));
    expect(Object.keys(known)).toEqual(
      expect.arrayContaining([
        'aws.cloudtrail',
        'aws.guardduty',
        'aws.s3access',
        'aws.waf',
        'azure.platform',
        'crowdstrike.fdr',
        'databricks.audit',
        'gcp.audit',
        'github.audit',
        'google_workspace.activity',
        'kubernetes.audit',
        'o365.audit',
        'okta.system',
        'onepassword.events',
        'osquery.result',
        'slack.audit',
      ]),
    );
    expect(known['json'] as number).toBeLessThan(events * 0.2);
  });

  it('reads CloudTrail arrays: each event has its id, time, user and address', () => {
    const reads = readdirSync(sharedPath('data/cloud/aws_cloudtrail_stratus'))
      .filter((name) => name.endsWith('.json'))
      .map((name) => readJson(`cloud/aws_cloudtrail_stratus/${name}`));
    const drafts = reads.flatMap(({ events }) => events.map(({ draft }) => draft));
    expect([reads.flatMap(({ rejected }) => rejected), drafts.length]).toEqual([[], 142]);
    for (const { eventId, timestamp, source, metadata } of drafts) {
      expect({ eventId, timestamp, source, metadata }).toMatchObject({
        eventId: (metadata['fields'] as { eventID: string }).eventID,
        timestamp: (metadata['fields'] as { eventTime: string }).eventTime,
        source: { userId: expect.any(String), ip: expect.any(String) },
        metadata: { event: { dataset: 'aws.cloudtrail' } },
      });
    }
  });

  it('reads Zeek logs: each event has a time, and those of connections both ends', () => {
    const names = readdirSync(sharedPath('data/zeek')).filter((name) => name.endsWith('.log'));
    const reads = names.map((name) => readJson(`zeek/${name}`));
    expect(reads.map(({ events }) => events.length).reduce((a, b) => a + b)).toBe(1129);
    expect(reads.flatMap(({ rejected }) => rejected)).toEqual([]);
    for (const { draft } of reads.flatMap(({ events }) => events)) {
      const fields = draft.metadata['fields'] as Record<string, unknown>;
      expect(draft.timestamp).not.toBeNull();
      expect(draft.source.ip).toBe(
        fields['id_orig_h'] ?? fields['src'] ?? (fields['tx_hosts'] as string[] | undefined)?.[0],
      );
    }
  });

  it('reads the simulated attacks of Security-Datasets as Windows events', () => {
    const labels = JSON.parse(readFileSync(sharedPath('data/mordor_json/labels.json'), 'utf8')) as {
      file: string;
      events: number;
    }[];
    const plain = labels.filter(({ file }) => /^(?:cmd|psh)_[^/]*\.json$/.test(file));
    expect(plain.length).toBeGreaterThan(2);
    for (const { file, events } of plain) {
      const read = readJson(`mordor_json/${file}`);
      expect([file, counts(read)]).toEqual([file, { events, rejected: 0, ambiguous: 0, timeless: 0 }]);
      for (const { draft } of read.events) {
        const { EventID, Hostname } = draft.metadata['fields'] as { EventID: number; Hostname: string };
        expect(draft.metadata).toMatchObject({ event: { code: String(EventID) }, host: { name: Hostname } });
      }
    }
  });

  it('reads 25 MB of NXLog lines; 64-bit keywords stay exact', () => {
    const packed = bytesOf('windows_other/nxlog_json_T1053.005_schtasks.tar.gz');
    const tar = gunzipSync(packed);
    const size = Number.parseInt(tar.toString('latin1', 124, 136), 8);
    const source = new Uint8Array(tar.subarray(512, 512 + size));
    const whole = readSource(jsonReader, source, ports, { windowBytes: 1_000_000 });
    expect([whole.events.length, whole.rejected]).toEqual([9005, []]);
    expect(whole.events[0]?.draft.metadata['fields']).toMatchObject({ Keywords: '-9223372036854775808' });
    expect(whole.events[0]?.ambiguous).toEqual(['big-number']);
    expect(whole.events.every(({ draft }) => draft.timestamp !== null)).toBe(true);
  });

  it.each([
    ['beats/elasticsearch/server/test-json.log', { events: 58, rejected: 0, ambiguous: 0, timeless: 0 }],
    ['beats/elasticsearch/deprecation/test-json.log', { events: 13, rejected: 0, ambiguous: 0, timeless: 0 }],
    ['beats/osquery/result/osqueryd.results.sample.log', { events: 500, rejected: 0, ambiguous: 0, timeless: 0 }],
    ['plaso/jsonl/aws_cloudtrail.jsonl', { events: 6, rejected: 0, ambiguous: 0, timeless: 0 }],
    ['plaso/jsonl/microsoft_audit_log.jsonl', { events: 4, rejected: 0, ambiguous: 0, timeless: 0 }],
    ['plaso/azure_application_gateway_access.json', { events: 2, rejected: 0, ambiguous: 0, timeless: 0 }],
    ['lnav/logfile_json.json', { events: 14, rejected: 0, ambiguous: 0, timeless: 1 }],
    ['lnav/logfile_invalid_json.json', { events: 4, rejected: 1, ambiguous: 0, timeless: 0 }],
    ['lnav/logfile_journald.json', { events: 2, rejected: 0, ambiguous: 0, timeless: 0 }],
    ['lnav/logfile_ecs_log.json', { events: 5, rejected: 0, ambiguous: 0, timeless: 0 }],
    ['lnav/gharchive_log.jsonl', { events: 50, rejected: 0, ambiguous: 0, timeless: 0 }],
    ['timesketch/sigma_events.jsonl', { events: 5, rejected: 0, ambiguous: 4, timeless: 0 }],
    ['timesketch/large_field_event.jsonl', { events: 3, rejected: 0, ambiguous: 3, timeless: 0 }],
  ])('reads %s', (path, expected) => {
    expect(counts(readJson(path))).toEqual(expected);
  });

  it('gives the same events for real files on any cut', () => {
    for (const path of [
      'lnav/logfile_invalid_json.json',
      'beats/elasticsearch/server/test-json.log',
      'cloud/aws_cloudtrail_stratus/aws.execution.ssm-send-command.json',
      'lnav/gharchive_log.jsonl',
    ]) {
      const source = bytesOf(path);
      const whole = readSource(jsonReader, source, ports);
      for (const windowBytes of [1, 700, 5_000, 20_000])
        expect(readSource(jsonReader, source, ports, { windowBytes })).toEqual(whole);
    }
  });
});

describe.skipIf(!hasShared)('real tables', () => {
  it.each([
    ['timesketch/csv_datetime_last_column.csv', { events: 4, rejected: 0, ambiguous: 4, timeless: 0 }],
    ['timesketch/csv_timestamp_as_datetime.csv', { events: 4, rejected: 0, ambiguous: 0, timeless: 0 }],
    ['timesketch/evtx_part.csv', { events: 13, rejected: 0, ambiguous: 0, timeless: 0 }],
    ['timesketch/invalid_datetime.csv', { events: 3, rejected: 1, ambiguous: 3, timeless: 0 }],
    ['timesketch/sigma_events.csv', { events: 4, rejected: 0, ambiguous: 0, timeless: 0 }],
    ['timesketch/validate_time_precision.csv', { events: 2, rejected: 0, ambiguous: 2, timeless: 0 }],
    ['msticpy/host_logons.csv', { events: 14, rejected: 0, ambiguous: 0, timeless: 0 }],
    ['msticpy/az_net_flows.csv', { events: 460, rejected: 0, ambiguous: 0, timeless: 0 }],
    ['loghub/Apache/Apache_2k.log_structured.csv', { events: 2000, rejected: 0, ambiguous: 0, timeless: 0 }],
  ])('reads %s', (path, expected) => {
    expect(counts(readCsv(path))).toEqual(expected);
  });

  it('refuses a timeline without the required columns', () => {
    expect(readCsv('timesketch/incorrect.csv').refused).toMatchObject({
      refused: 'missing-column',
      message: expect.stringContaining('datetime, timestamp_desc'),
    });
  });

  it('is not sure of a table where the bytes are a log of another kind', () => {
    const others = [
      'lnav/logfile_syslog.0',
      'lnav/logfile_access_log.0',
      'lnav/logfile_logfmt.0',
      'lnav/logfile_haproxy.0',
      'lnav/logfile_w3c.0',
      'loghub/HDFS/HDFS_2k.log',
      'lnav/logfile_xml_msg.0',
    ];
    for (const path of others)
      expect([path, Math.max(readCsv(path).score, readJson(path).score) < 0.5]).toEqual([path, true]);
  });
});

/** Lines of all `events.jsonl` below a folder. */
function readLines(folder: string): number {
  let lines = 0;
  for (const name of readdirSync(sharedPath(`data/${folder}`))) {
    if (name.includes('.')) continue;
    const text = readFileSync(sharedPath(`data/${folder}/${name}/events.jsonl`), 'utf8');
    lines += text.split('\n').filter((line) => line.trim() !== '').length;
  }
  return lines;
}
