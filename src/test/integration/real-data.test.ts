/**
 * Real logs taken in as one case, against counts that others made of them: nothing is lost, nothing is made up, every event
 * leads back to its bytes.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditLog } from '../../engines/event/audit-event.ts';
import { deriveKey } from '../../host/vault/case-keys.ts';
import { createFileStore } from '../../host/vault/file-store.ts';
import { openCase } from '../../host/vault/open-case.ts';
import type { CaseSession, SourceReport, VerifyReport } from '../../host/vault/session.ts';
import { hasShared, sharedPath } from '../helpers/shared-data.ts';
import { fillCase, makeCase, PASSPHRASE, temporaryFolder, verify, type TestCase } from '../helpers/temporary-case.ts';

const FOLDERS = ['evtx', 'mordor_json', 'cloud', 'beats', 'timesketch'];
const DATA = sharedPath('data');

/** Where our count is not the one others give: what we have, and why that is right. */
const DIFFERENT_COUNTS: Record<string, { events: number; rejected: number; because: string }> = {
  'evtx/parser_edge_cases/sample_with_a_bad_chunk_magic.evtx': {
    events: 270 + 31,
    rejected: 2 + 1,
    because:
      'others stop at the first page that was never written; 31 whole records (47675-47705, as the chunk header says) stand behind it, and the end of record 47674, whose beginning is gone, is rejected',
  },
  'mordor_json/compressed/schtask_create.zip': {
    events: 1041,
    rejected: 0,
    because: 'the label counts lines, and one of the lines is empty',
  },
};

/** Rows of a CSV file without line breaks in its values. */
function rowsOf(path: string): Record<string, string>[] {
  const [names = [], ...rows] = readFileSync(join(DATA, path), 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''),
    );
  return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? ''])));
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(join(DATA, path), 'utf8'));
const linesOf = (path: string): unknown[] =>
  readFileSync(join(DATA, path), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as unknown);

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function countBy<T>(items: readonly T[], keyOf: (item: T) => string | undefined): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

describe.skipIf(!hasShared)('real logs in one case', () => {
  const folder = temporaryFolder();
  const reports = new Map<string, SourceReport>();
  const events: AuditLog[] = [];
  let filled: TestCase & {
    result: {
      sources: SourceReport[];
      totals: { recordCount: number; eventCount: number; ambiguousCount: number; rejectedCount: number };
    };
  };
  let session: CaseSession;

  beforeAll(async () => {
    const dir = join(folder.path, 'case');
    await makeCase(dir);
    filled = await fillCase(dir, { paths: FOLDERS.map((name) => join(DATA, name)) });
    for (const report of filled.result.sources) {
      const path = report.path.slice(DATA.length + 1);
      const known = reports.get(path);
      // An archive that has something to be said about it is reported beside its members, once.
      expect(known, path).toBeUndefined();
      reports.set(path, report);
    }
    session = await openCase({ dir, passphrase: PASSPHRASE });
    for await (const page of session.scan({ query: '*' }, {})) events.push(...page);
  }, 600_000);

  afterAll(async () => {
    await session.close();
    folder.remove();
  });

  const reportOf = (path: string): SourceReport => {
    const found = reports.get(path);
    if (found === undefined) throw new Error(`no source ${path}`);
    return found;
  };
  /** A file whose bytes stand elsewhere in the folder too adds nothing: its events are those of the first. */
  const countsOf = (path: string): { events: number; rejected: number } => {
    const report = reportOf(path);
    const first =
      report.duplicateOf === undefined
        ? report
        : ([...reports.values()].find(({ sourceSeq }) => sourceSeq === report.duplicateOf) as SourceReport);
    return { events: first.eventCount, rejected: first.rejectedCount };
  };
  const expectCounts = (path: string, peers: { events: number; rejected: number }, report = path): void => {
    const different = DIFFERENT_COUNTS[path];
    const wanted = different === undefined ? peers : { events: different.events, rejected: different.rejected };
    if (different !== undefined) expect(wanted, `${path}: nothing differs any more`).not.toEqual(peers);
    expect({ path, ...countsOf(report) }).toEqual({ path, ...wanted });
  };

  it('account for every record of every source, and the totals are their sums', () => {
    const sums = { recordCount: 0, eventCount: 0, ambiguousCount: 0, rejectedCount: 0 };
    for (const [path, report] of reports) {
      const { recordCount, eventCount, rejectedCount, ambiguousCount, rejectedByReason } = report;
      expect({ path, recordCount }).toEqual({ path, recordCount: eventCount + rejectedCount });
      expect(ambiguousCount).toBeLessThanOrEqual(eventCount);
      expect(Object.values(rejectedByReason).reduce((sum, count) => sum + count, 0)).toBe(rejectedCount);
      for (const name of ['recordCount', 'eventCount', 'ambiguousCount', 'rejectedCount'] as const)
        sums[name] += report[name];
    }
    expect(filled.result.totals).toEqual(sums);
    expect(events.length).toBe(sums.eventCount);
    expect(countBy(events, ({ origin }) => origin.source)).toEqual(
      new Map(
        [...reports.values()]
          .filter(({ eventCount }) => eventCount > 0)
          .map(({ sha256: digest, eventCount }) => [digest as string, eventCount]),
      ),
    );
  });

  it('are refused or rejected only where something is wrong with them', () => {
    const odd = [...reports].filter(([, { rejectedCount, format, duplicateOf, findings }]) => {
      return rejectedCount > 0 || (format === null && duplicateOf === undefined && findings.length === 0);
    });
    expect(odd.map(([path, { rejectedByReason }]) => [path, rejectedByReason])).toEqual([
      ['evtx/parser_edge_cases/sample_with_a_bad_chunk_magic.evtx', { 'chunk-damaged': 2, 'record-damaged': 1 }],
      ['timesketch/incorrect.csv', { 'missing-column': 1 }],
      ['timesketch/invalid_datetime.csv', { 'bad-time': 1 }],
    ]);
  });

  it('have the Windows records that others count', () => {
    for (const { file, records } of rowsOf('evtx/mitre_attack_cc0/labels.csv')) {
      expectCounts(`evtx/mitre_attack_cc0/${file}`, { events: Number(records), rejected: 0 });
    }
    for (const row of rowsOf('evtx/parser_edge_cases/expected_counts.csv')) {
      const { file, peer_ok_records: ok, peer_error_records: errors, structural_records: structural } = row;
      expectCounts(`evtx/parser_edge_cases/${file}`, {
        events: Number(ok || structural),
        rejected: Number(errors || 0),
      });
    }
    const [archive = ''] = readdirSync(join(DATA, 'evtx/host_captures')).filter((name) => name.endsWith('.zip'));
    const counts = rowsOf(`evtx/host_captures/${archive.replace(/zip$/, 'counts.csv')}`);
    for (const { file_in_zip: name, records } of counts) {
      expectCounts(`evtx/host_captures/${archive}!/${name}`, { events: Number(records), rejected: 0 });
    }
    // The other channels of that host are empty.
    const inside = [...reports].filter(([path]) => path.startsWith(`evtx/host_captures/${archive}!/logs/`));
    const withEvents = inside.filter(([, { eventCount }]) => eventCount > 0);
    expect(withEvents.length).toBe(counts.length);
    expect(inside.length).toBeGreaterThan(300);
  });

  it('have the attack recordings that their labels count, packed or not', () => {
    const labels = readJson('mordor_json/labels.json') as { file: string; events: number }[];
    for (const { file, events: count } of labels) {
      const members = [...reports.keys()].filter((path) => path.startsWith(`mordor_json/${file}!/`));
      const [path = `mordor_json/${file}`] = members;
      expect(members.length, file).toBeLessThanOrEqual(1);
      expectCounts(`mordor_json/${file}`, { events: count, rejected: 0 }, path);
    }
    expect(labels.length).toBe(18);
  });

  it('have the cloud events that their labels count', () => {
    for (const { file, events: count } of rowsOf('cloud/aws_cloudtrail_stratus/labels.csv')) {
      expectCounts(`cloud/aws_cloudtrail_stratus/${file}`, { events: Number(count), rejected: 0 });
    }
    for (const { log_source: name, events: count } of rowsOf('cloud/detection_unit_tests/index.csv')) {
      expectCounts(`cloud/detection_unit_tests/${name}/events.jsonl`, { events: Number(count), rejected: 0 });
      expect(linesOf(`cloud/detection_unit_tests/${name}/truth.jsonl`).length).toBe(Number(count));
    }
  });

  it('have timelines read, and the wrong ones refused with the right reason', () => {
    const told = [
      'csv_datetime_last_column.csv',
      'sigma_events.csv',
      'sigma_events.jsonl',
      'incorrect.csv',
      'invalid_datetime.csv',
    ];
    const facts = told.map((name) => {
      const { eventCount, rejections, findings } = reportOf(`timesketch/${name}`);
      return [name, eventCount, rejections.map(({ reason }) => reason), findings.map(({ message }) => message)];
    });
    expect(facts).toEqual([
      ['csv_datetime_last_column.csv', 4, [], []],
      ['sigma_events.csv', 4, [], []],
      ['sigma_events.jsonl', 5, [], []],
      ['incorrect.csv', 0, ['missing-column'], [expect.stringMatching(/missing: datetime, timestamp_desc/)]],
      ['invalid_datetime.csv', 3, ['bad-time'], []],
    ]);
    const [{ offset, length } = { offset: 0, length: 0 }] = reportOf('timesketch/invalid_datetime.csv').rejections;
    const bytes = readFileSync(join(DATA, 'timesketch/invalid_datetime.csv'));
    expect(bytes.subarray(offset, offset + length).toString('utf8')).toMatch(/^"Wrong|^"[^"]+","[^"]*","/);
  });

  it('are kept as they were, and every event leads back to its bytes', async () => {
    const store = createFileStore(join(filled.dir, 'files'), deriveKey(filled.dataKey, 'files', 'files'));
    const bySource = Map.groupBy(events, ({ origin }) => origin.source);
    let checked = 0;
    for (const [path, { sha256: digest, duplicateOf }] of reports) {
      if (duplicateOf !== undefined || digest === null) continue;
      const stored = await store.open(digest);
      const parts: Uint8Array[] = [];
      for await (const part of stored.stream()) parts.push(part);
      await stored.close();
      const bytes = Buffer.concat(parts);
      expect(sha256(bytes), path).toBe(digest);
      expect(path.includes('!/') || readFileSync(join(DATA, path)).equals(bytes), path).toBe(true);
      const read = bySource.get(digest) ?? [];
      const strays = read.filter(({ origin }) => {
        const raw = bytes.subarray(origin.offset, origin.offset + origin.length);
        return raw.length !== origin.length || sha256(raw) !== origin.rawHash;
      });
      expect({ path, strays: strays.map(({ seq }) => seq) }).toEqual({ path, strays: [] });
      checked += read.length;
    }
    expect(checked).toBe(events.length);
  });

  it('give the answers that can be counted without the program', async () => {
    const values = async (path: string, field: string): Promise<Map<string, number>> => {
      const top = await session.top({ query: `source:"${join(DATA, path)}"`, field, limit: 1000 });
      return new Map(top.values.map(({ value, count }) => [value, count]));
    };
    const stratus = 'cloud/aws_cloudtrail_stratus';
    for (const { file } of rowsOf(`${stratus}/labels.csv`)) {
      const path = `${stratus}/${file}`;
      const naive = countBy(readJson(path) as { eventName: string }[], ({ eventName }) => eventName);
      expect(await values(path, 'eventName'), file).toEqual(naive);
    }
    const okta = 'cloud/detection_unit_tests/okta/events.jsonl';
    // Field names are compared without regard to capitals, and this source writes some events in small letters.
    const types = countBy(
      linesOf(okta) as { eventType?: string; eventtype?: string }[],
      ({ eventType, eventtype }) => eventType ?? eventtype,
    );
    expect(await values(okta, 'metadata.fields.eventType')).toEqual(types);
    for (const file of readdirSync(join(DATA, 'mordor_json')).filter(
      (name) => name.endsWith('.json') && name !== 'labels.json',
    )) {
      const naive = countBy(linesOf(`mordor_json/${file}`) as Record<string, unknown>[], (event) => {
        const name = Object.keys(event).find((key) => key.toLowerCase() === 'eventid');
        return name === undefined ? undefined : String(event[name]);
      });
      expect(await values(`mordor_json/${file}`, 'metadata.fields.EventID'), file).toEqual(naive);
    }
    // Records of the same Windows events, once as EVTX and once as JSON that another program wrote.
    const regression = readdirSync(join(DATA, 'evtx/sigma_regression')).filter((name) => name !== 'index.csv');
    for (const name of regression) {
      const inFolder = readdirSync(join(DATA, 'evtx/sigma_regression', name));
      const text = readFileSync(
        join(DATA, 'evtx/sigma_regression', name, inFolder.find((file) => file.endsWith('.json')) as string),
        'utf8',
      );
      const ids = [...text.matchAll(/"EventRecordID": ?"?(\d+)/g)].map(([, id]) => id as string);
      const evtx = `evtx/sigma_regression/${name}/${inFolder.find((file) => file.endsWith('.evtx'))}`;
      expect([...(await values(evtx, 'EventRecordID')).keys()].toSorted(), name).toEqual(ids.toSorted());
    }
    expect(regression.length).toBe(68);
  });

  it('verify strictly, with every original read again', async () => {
    await session.close();
    const report: VerifyReport = await verify(filled, 'strict');
    expect(report).toMatchObject({ verdict: 'intact', findings: [], notChecked: [], badRecordCount: 0 });
    session = await openCase({ dir: filled.dir, passphrase: PASSPHRASE });
  });
});
