/** Real files against what other parsers say of them: counts, evtx_dump's JSON, its snapshots. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeHasher, nodeTextCodec } from '../../../../host/adapters/node-ports.ts';
import { hasShared, sharedPath } from '../../../../test/helpers/shared-data.ts';
import { evtxReader } from './evtx-reader.ts';
import { readAll } from './testing/read-all.ts';
import type { ReadResult } from './testing/read-all.ts';

const ports = { text: nodeTextCodec, hasher: nodeHasher };
const folder = (name: string): string => sharedPath(`data/evtx/${name}`);
const read = (path: string): ReadResult => readAll(evtxReader, new Uint8Array(readFileSync(path)), ports);

/** Rows of a CSV file: no quoted line breaks, no doubled quotes in these. */
function rowsOf(path: string): Record<string, string>[] {
  const lines = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const cells = (line: string): string[] =>
    [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const names = cells(lines[0] as string);
  return lines.slice(1).map((line) => Object.fromEntries(cells(line).map((cell, index) => [names[index], cell])));
}

const isRecovered = (event: ReadResult['events'][number]): boolean =>
  (event.draft.metadata['winlog'] as Record<string, unknown>)['recovered'] === true;

/** What a comparison may find: [kind, path] of each value that differs. */
function differences(ours: unknown, theirs: unknown, path = ''): string[] {
  if (typeof ours === 'object' && ours !== null && typeof theirs === 'object' && theirs !== null) {
    const names = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
    const at = (value: object, name: string): unknown => (value as Record<string, unknown>)[name];
    return [...names].flatMap((name) => differences(at(ours, name), at(theirs, name), `${path}/${name}`));
  }
  if (ours === theirs) return [];
  if (typeof ours === 'string' && typeof theirs === 'string') {
    if (/^\d{4}-.*\.\d{7}Z$/.test(ours) && `${ours.slice(0, 26)}Z` === theirs) return ['seventh digit of a time'];
    if (ours.trimEnd() === theirs) return ['spaces at the end of a text'];
  }
  return [`${path}: ${JSON.stringify(ours)} is not ${JSON.stringify(theirs)}`];
}

describe.skipIf(!hasShared)('files with oddities', () => {
  const root = folder('parser_edge_cases');
  const rows = hasShared ? rowsOf(`${root}/expected_counts.csv`) : [];

  it.each(rows.map((row) => [row['file'] as string, row] as const))(
    '%s has the records that others count',
    (name, row) => {
      const result = read(`${root}/${name}`);
      const inOrder = result.events.filter((event) => !isRecovered(event));
      expect(inOrder.length).toBe(Number(row['structural_records']));
      const peerOk = row['peer_ok_records'] as string;
      expect(peerOk === '' ? inOrder.length : Number(peerOk)).toBe(inOrder.length);
      const damagedChunks = result.rejected.filter(({ reason }) => reason === 'chunk-damaged').length;
      expect(damagedChunks).toBe(Number(row['peer_error_records']));
    },
  );

  it('only one of them has rejections, and those beyond the chunks are pieces of records', () => {
    const rejections = rows.flatMap(({ file }) =>
      read(`${root}/${file}`).rejected.map(({ reason, offset, length }) => [file, reason, offset, length]),
    );
    const damaged = 'sample_with_a_bad_chunk_magic.evtx';
    expect(rejections).toEqual([
      [damaged, 'chunk-damaged', 397_312, 65_536],
      // The end of record 47674: the page with its beginning was never written.
      [damaged, 'record-damaged', 487_426, 462],
      [damaged, 'chunk-damaged', 659_456, 65_536],
    ]);
  });

  it('records behind pages that were never written are found again: others stop at the first gap', () => {
    const result = read(`${root}/sample_with_a_bad_chunk_magic.evtx`);
    const ids = result.events.filter(isRecovered).map(({ draft }) => {
      const winlog = draft.metadata['winlog'] as Record<string, unknown>;
      return Number(winlog['record_id']);
    });
    // The chunk header, whose checksum is right, says 47628 to 47705.
    expect(ids).toEqual(Array.from({ length: 31 }, (_, index) => 47_675 + index));
    expect(result.events.length).toBe(270 + 31);
    expect(result.notes.filter(({ kind }) => kind === 'record-id-gap').map(({ message }) => message)).toEqual([
      'Record 47675 follows record 47640',
    ]);
    // Three records reach into pages that were never written: they are read, and doubted.
    expect(result.events.filter(({ doubts }) => doubts.includes('record-torn')).length).toBe(3);
    expect(result.notes.filter(({ kind }) => kind === 'chunk-checksum-bad').length).toBe(3);
  });

  it.each([
    ['security.evtx', 0, 'event_json_sample'],
    ['MSExchange_Management_wec.evtx', 0, 'event_json_with_multiple_data_elements-2'],
  ])('record of %s is as in the snapshot', (name, index, snapshot) => {
    const event = read(`${root}/${name}`).events[index];
    const body = readFileSync(`${root}/snapshots/${snapshot}.snap`, 'utf8').split('---\n')[2] as string;
    const found = differences({ Event: event?.fields }, JSON.parse(body));
    expect(found.filter((difference) => difference !== 'seventh digit of a time')).toEqual([]);
  });

  it('keeps the spaces at the end of a value, as the snapshot does', () => {
    const event = read(`${root}/security.evtx`).events.find(({ fields }) =>
      JSON.stringify(fields).includes('Advapi  '),
    );
    expect(event?.fields['EventData']).toMatchObject({ LogonProcessName: 'Advapi  ', WorkstationName: '' });
  });
});

describe.skipIf(!hasShared)('recordings of single attacks', () => {
  const root = folder('mitre_attack_cc0');
  const rows = hasShared ? rowsOf(`${root}/labels.csv`) : [];

  it.each(rows.map((row) => [row['file'] as string, row] as const))('%s is read whole', (name, row) => {
    const result = read(`${root}/${name}`);
    expect(result.rejected).toEqual([]);
    expect(result.events.length).toBe(Number(row['records']));
    expect(result.events.every(({ draft }) => draft.timestamp !== null)).toBe(true);
    const codes = new Set(
      result.events.map(({ draft }) => (draft.metadata['event'] as Record<string, unknown>)['code']),
    );
    expect(codes.has('')).toBe(false);
  });
});

describe.skipIf(!hasShared)('events that evtx_dump wrote as JSON', () => {
  const root = folder('sigma_regression');
  const cases = hasShared ? readdirSync(root).filter((name) => name !== 'index.csv') : [];

  it('agree field by field; ours keep one digit of time and the spaces at the end that theirs lost', () => {
    const kinds: Record<string, number> = {};
    let events = 0;
    for (const name of cases) {
      for (const file of readdirSync(`${root}/${name}`).filter((entry) => entry.endsWith('.evtx'))) {
        const json = readFileSync(`${root}/${name}/${file.replace(/evtx$/, 'json')}`, 'utf8');
        const theirs: unknown[] = json
          .split(/\n(?=\{)/)
          .filter((part) => part.trim() !== '')
          .map((part) => JSON.parse(part));
        const ours = read(`${root}/${name}/${file}`).events.map(({ fields }) => ({ Event: fields }));
        expect(ours.length).toBe(theirs.length);
        events += ours.length;
        for (const difference of differences(ours, theirs)) kinds[difference] = (kinds[difference] ?? 0) + 1;
      }
    }
    expect(cases.length).toBe(68);
    expect(events).toBe(82);
    expect(kinds).toEqual({ 'seventh digit of a time': 82, 'spaces at the end of a text': 28 });
  });
});
