import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { channelProofs } from '../../engines/source-proof/evtx-channel.ts';
import type { SourceProof } from '../../engines/source-proof/proof.ts';
import { hasShared, sharedPath } from '../../test/helpers/shared-data.ts';
import { readEvtx } from './evtx-facts.ts';
import { eventLog, hideRecord, type MadeRecord, sealHeader } from '../../test/helpers/event-log.ts';

const START_US = Date.parse('2024-05-06T07:00:00Z') * 1000;
const MINUTE_US = 60e6;
const HOUR_US = 60 * MINUTE_US;

/** A record a minute. */
const steady = (count: number, from = 1): MadeRecord[] =>
  Array.from({ length: count }, (_, i) => ({ id: from + i, timeUs: START_US + i * MINUTE_US }));

async function readingOf(bytes: Uint8Array) {
  const reading = await readEvtx({
    sizeBytes: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
  });
  if (reading === undefined) throw new Error('not an event log');
  return reading;
}

async function proofsOf(bytes: Uint8Array): Promise<Record<'checksums' | 'ids' | 'times', SourceProof>> {
  const { analysis, edges } = await readingOf(bytes);
  const [checksums, ids, times] = analysis.finish(edges) as [SourceProof, SourceProof, SourceProof];
  return { checksums, ids, times };
}

const verdicts = async (bytes: Uint8Array): Promise<string[]> =>
  Object.values(await proofsOf(bytes)).map(({ verdict }) => verdict);
const words = ({ details }: SourceProof): string[] => details.map(({ what, level }) => `${level} ${what}`);

describe('the proofs of a whole event log', () => {
  it('hold, and say what they cover', async () => {
    const { checksums, ids, times } = await proofsOf(eventLog(steady(150)));
    expect([checksums.verdict, ids.verdict, times.verdict]).toEqual(['holds', 'holds', 'holds']);
    expect(ids.covers).toMatchObject({
      records: 150,
      firstRecordId: '1',
      lastRecordId: '150',
      firstTime: '2024-05-06T07:00:00.000Z',
    });
    expect(ids.details).toEqual([]);
  });

  it('hold for a circular log, whose newest chunk lies before its oldest', async () => {
    const file = eventLog(steady(180, 500));
    const chunk = (n: number): Uint8Array => file.slice(4_096 + n * 65_536, 4_096 + (n + 1) * 65_536);
    const turned = Uint8Array.from(file);
    [chunk(2), chunk(0), chunk(1)].forEach((bytes, n) => turned.set(bytes, 4_096 + n * 65_536));
    const { ids, times } = await proofsOf(turned);
    expect([ids.verdict, times.verdict]).toEqual(['holds', 'holds']);
    expect(words(ids)).toEqual(['info start-missing']);
  });

  it('are absent where the file was written without checksums or holds no record', async () => {
    expect((await proofsOf(eventLog(steady(3), { flags: 4 }))).checksums.verdict).toBe('absent');
    const { checksums, ids, times } = await proofsOf(eventLog([], { next: 1 }));
    expect([checksums.verdict, ids.verdict, times.verdict]).toEqual(['absent', 'absent', 'absent']);
  });
});

describe('records that were removed', () => {
  it('leave a gap, which is named with the records and bytes at both ends', async () => {
    const file = eventLog(steady(150).filter(({ id }) => id !== 41 && id !== 42));
    const { ids, checksums } = await proofsOf(file);
    expect([checksums.verdict, ids.verdict]).toEqual(['holds', 'fails']);
    const [gap] = ids.details;
    expect(gap).toMatchObject({ what: 'id-gap', firstRecordId: '41', lastRecordId: '42' });
    expect(gap?.text).toContain('selective deletion is possible here');
    const view = new DataView(file.buffer);
    expect([
      view.getBigUint64((gap?.offset ?? 0) + 8, true),
      view.getBigUint64((gap?.nextOffset ?? 0) + 8, true),
    ]).toEqual([40n, 43n]);
  });

  it('are told between chunks as well as inside one', async () => {
    const { ids } = await proofsOf(eventLog(steady(150).filter(({ id }) => id < 61 || id > 63)));
    expect(ids.details[0]).toMatchObject({ firstRecordId: '61', lastRecordId: '63' });
  });

  it('are found inside the record that an editor enlarged over them, though numbers and checksums are right', async () => {
    const edited = hideRecord(eventLog(steady(50)), 0, 20);
    const { checksums, ids } = await proofsOf(edited);
    expect([checksums.verdict, ids.verdict]).toEqual(['holds', 'fails']);
    expect(ids.details[0]).toMatchObject({ what: 'hidden-record', firstRecordId: '20' });
    expect(ids.details[0]?.text).toContain('(21)');
  });

  it('are told where the rest was numbered anew, though its numbers follow each other, in a later chunk too', async () => {
    const renumbered = (from: number) =>
      steady(150, 500)
        .filter(({ id }) => id !== from)
        .map((each) => (each.id > from ? { ...each, id: each.id - 1, ownId: each.id } : each));
    for (const from of [520, 630]) {
      const { ids } = await proofsOf(eventLog(renumbered(from)));
      expect(ids.verdict).toBe('fails');
      expect(ids.details[0]).toMatchObject({
        what: 'renumbered',
        firstRecordId: String(from),
        lastRecordId: String(from + 1),
      });
    }
  });

  it('are missed at the end where the file header still counts them', async () => {
    const { ids } = await proofsOf(eventLog(steady(50).slice(0, 45), { next: 51 }));
    expect(ids.verdict).toBe('fails');
    expect(ids.details[0]).toMatchObject({ what: 'tail-missing', firstRecordId: '46', lastRecordId: '50' });
    const emptied = await proofsOf(eventLog([], { next: 900 }));
    expect([emptied.ids.verdict, ...words(emptied.ids)]).toEqual(['could-not-check', 'doubt tail-missing']);
  });

  it('are a doubt and no failure where the log itself says that it was cleared', async () => {
    const records = steady(100).filter(({ id }) => id < 30 || id > 60);
    const { ids } = await proofsOf(eventLog(records.map((each) => (each.id === 61 ? { ...each, code: 1102 } : each))));
    expect([ids.verdict, ...words(ids)]).toEqual(['could-not-check', 'doubt clear-event']);
  });

  it('and records put in twice are told', async () => {
    const { ids } = await proofsOf(eventLog([...steady(10), ...steady(10)], { perChunk: 10, next: 11 }));
    expect([ids.verdict, ...words(ids)]).toEqual(['fails', 'bad duplicate-ids']);
  });

  it('can not be told from what an export left out', async () => {
    const records = steady(60).map((each, i) => ({ ...each, ownId: 1000 + i + (i > 30 ? 7 : 0) }));
    const { ids } = await proofsOf(eventLog(records));
    expect(ids.verdict).toBe('could-not-check');
    expect(ids.summary).toContain('export');
    expect(ids.details[0]).toMatchObject({
      what: 'id-gap',
      level: 'doubt',
      firstRecordId: '1031',
      lastRecordId: '1037',
    });
  });
});

describe('a changed byte', () => {
  it('fails the checksum of its chunk, and of no other', async () => {
    const file = eventLog(steady(150));
    file[4_096 + 65_536 + 5_000] = (file[4_096 + 65_536 + 5_000] as number) ^ 1;
    const { checksums } = await proofsOf(file);
    expect([checksums.verdict, ...checksums.details.map(({ offset }) => offset)]).toEqual(['fails', 4_096 + 65_536]);
  });

  it('in the newest chunk of a file that was not closed is a doubt', async () => {
    const file = eventLog(steady(150), { flags: 1 });
    const at = 4_096 + 2 * 65_536 + 60_000;
    const view = new DataView(file.buffer);
    // As while a record is written: the chunk has grown, its checksum has not.
    view.setUint32(4_096 + 2 * 65_536 + 52, 0, true);
    expect(file[at]).toBe(0);
    expect((await proofsOf(file)).checksums.verdict).toBe('could-not-check');
    view.setUint32(120, 0, true);
    sealHeader(file);
    expect((await proofsOf(file)).checksums.verdict).toBe('fails');
  });
});

describe('times', () => {
  it('name a silence unlike the others, with the records around it', async () => {
    const records = steady(400).map((each) => ({
      ...each,
      timeUs: each.timeUs + (each.id % 7) * 5e6 + (each.id > 200 ? 12 * HOUR_US : 0),
    }));
    const { times } = await proofsOf(eventLog(records));
    expect([times.verdict, ...words(times)]).toEqual(['could-not-check', 'doubt quiet']);
    expect(times.details[0]).toMatchObject({ firstRecordId: '200', lastRecordId: '201' });
  });

  it('cry at no night, where every night is quiet', async () => {
    const records = Array.from({ length: 3000 }, (_, i) => ({
      id: i + 1,
      timeUs: START_US + i * 5 * MINUTE_US + Math.floor(i / 100) * 15 * HOUR_US + ((i * 37) % 100) * 1e6,
    }));
    expect((await proofsOf(eventLog(records))).times.verdict).toBe('holds');
  });

  it('take a restart beside a silence for its reason', async () => {
    const records = steady(400).map((each) => ({
      ...each,
      timeUs: each.timeUs + (each.id > 200 ? 12 * HOUR_US : 0),
      ...(each.id === 201 ? { code: 4608 } : {}),
    }));
    const { times } = await proofsOf(eventLog(records));
    expect([times.verdict, ...words(times)]).toEqual(['holds', 'info quiet']);
  });

  it('that go back are a doubt', async () => {
    const records = steady(50).map((each) => ({ ...each, timeUs: each.timeUs - (each.id > 25 ? 3 * HOUR_US : 0) }));
    const { times } = await proofsOf(eventLog(records));
    expect([times.verdict, ...words(times)]).toEqual(['could-not-check', 'doubt clock-back']);
  });
});

describe('files of one log', () => {
  const channelOf = async (files: readonly Uint8Array[]): Promise<string[][]> => {
    const known = [];
    for (const [sourceSeq, bytes] of files.entries()) {
      const { analysis, edges } = await readingOf(bytes);
      const summary = analysis.summary(edges);
      if (summary !== undefined) known.push({ sourceSeq, path: `f${sourceSeq}`, summary });
    }
    return [...channelProofs(known)].map(([, { verdict, details }]) => [verdict, ...details.map(({ text }) => text)]);
  };

  it('follow each other without missing numbers', async () => {
    const parts = [eventLog(steady(60)), eventLog(steady(60, 61)), eventLog(steady(60, 121))];
    expect(await channelOf(parts)).toEqual([['holds'], ['holds'], ['holds']]);
  });

  it('tell what is in no file, on both sides, as a doubt', async () => {
    const told = await channelOf([eventLog(steady(60)), eventLog(steady(60, 81))]);
    expect(told.map(([verdict]) => verdict)).toEqual(['could-not-check', 'could-not-check']);
    expect(told[0]?.[1]).toContain('Records 61 to 80 of the log are in no file');
  });
});

describe('hostile files', () => {
  it('never make the check throw, whatever is cut off or overwritten', async () => {
    const file = eventLog(steady(120));
    for (let at = 0; at < 400; at++) {
      const edited = Uint8Array.from(file);
      const place = (at * 7919) % file.length;
      edited.fill(at % 256, place, place + 1 + (at % 300));
      await expect(verdicts(edited.subarray(0, Math.max(128, file.length - at * 100)))).resolves.toHaveLength(3);
    }
  });
});

describe.skipIf(!hasShared)('the event logs we have', () => {
  const names = eventLogNames();
  it('make no false alarm: only what is damaged fails', async () => {
    const failing: string[] = [];
    const counts: Record<string, number> = {};
    for (const name of names) {
      const bytes = new Uint8Array(readFileSync(`${sharedPath('data/evtx')}/${name}`));
      const reading = await readingOf(bytes);
      for (const { kind, verdict } of reading.analysis.finish(reading.edges)) {
        const key = `${kind} ${verdict}${reading.analysis.isExport ? ' (export)' : ''}`;
        counts[key] = (counts[key] ?? 0) + 1;
        if (verdict === 'fails') failing.push(`${name.split('/').at(-1)} ${kind}`);
      }
    }
    console.info(`${names.length} event logs: ${JSON.stringify(counts)}`);
    expect(names.length).toBe(177);
    expect(failing).toEqual([
      'sample_with_a_bad_chunk_magic.evtx evtx-checksums',
      'sample_with_a_bad_chunk_magic.evtx evtx-record-ids',
    ]);
    expect(counts['evtx-record-ids holds (export)']).toBeUndefined();
  });
});

function eventLogNames(): string[] {
  if (!hasShared) return [];
  return readdirSync(sharedPath('data/evtx'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.evtx$/iu.test(name),
  );
}
