import { createHash } from 'node:crypto';
import { mkdtemp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditLog } from '../../engines/event/audit-event.ts';
import type { ResultOf } from '../../shared/contract/index.ts';
import type { ErrorValue } from '../../shared/errors.ts';
import {
  memoryCase,
  memoryEngine,
  memoryEvent,
  MEMORY_PASSPHRASE,
  type MemoryCase,
} from '../../test/helpers/memory-case.ts';
import { createHost } from '../create-host.ts';
import { csvCell, csvHeader } from './export-rows.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'audittrail-export-'));
  await mkdir(join(dir, 'case'));
});
afterEach(async () => rm(dir, { recursive: true, force: true }));

type Ended = { state: string; result: ResultOf<'export.start'>; error?: ErrorValue };

/** Exports to `dir/name`; the job as it ended, or the error the start gave. */
async function exportTo(state: MemoryCase, name: string, options: object = {}): Promise<Ended> {
  const host = createHost({ cases: memoryEngine(state), checkOutput: true });
  const opened = await host.call('case.open', { dir: join(dir, 'case'), passphrase: MEMORY_PASSPHRASE });
  const { handle } = (opened as { value: { handle: string } }).value;
  const request = { handle, query: '*', format: 'jsonl', path: join(dir, name), ...options };
  const started = await host.call('export.start', request);
  if (!started.ok) return { state: 'failed', result: undefined as never, error: started.error };
  const { jobId } = started.value as { jobId: string };
  const job = await host.call('job.get', { jobId, wait: true });
  return (job as { value: Ended }).value;
}

/** RFC 4180, as small as it can be read: to see what a spreadsheet sees. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,"\r\n]*))(,|\r\n|$)/gu)) {
    row.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows.filter((each) => each.length > 1);
}

const unguard = (cell: string): string => (cell.startsWith("'") ? cell.slice(1) : cell);

describe('an export', () => {
  it('is refused where the case asks for two people, and a bundle is named as the way', async () => {
    const state = memoryCase({ twoPersonActs: ['export'] });
    const { error } = await exportTo(state, 'out.jsonl');
    expect(error).toMatchObject({ code: 'SIGNATURE_MISSING', message: expect.stringMatching(/bundle with a second/u) });
    expect([state.records, await readdir(dir)]).toEqual([[], ['case']]);
  });

  it('holds every match in log order and can be checked by count, file digest and row digest', async () => {
    const state = memoryCase();
    const { result } = await exportTo(state, 'out.jsonl');
    const bytes = await readFile(join(dir, 'out.jsonl'));
    const lines = bytes.toString('utf8').trimEnd().split('\n');
    const digests = state.events.map(({ integrity }) => Buffer.from(integrity.hash.slice(7), 'hex'));
    expect(lines.map((line) => JSON.parse(line) as AuditLog)).toEqual(state.events);
    expect(result).toEqual({
      path: join(dir, 'out.jsonl'),
      format: 'jsonl',
      rows: 2,
      sizeBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      rowDigest: createHash('sha256').update(Buffer.concat(digests)).digest('hex'),
      recordSeq: 100,
    });
  });

  it('is written into the case log with its query and digests', async () => {
    const state = memoryCase();
    const { result } = await exportTo(state, 'out.csv', { format: 'csv', query: 'first' });
    const { rows, sha256, rowDigest } = result;
    expect(state.records).toMatchObject([{ kind: 'export', body: { query: 'first', rows, sha256, rowDigest } }]);
    expect(rows).toBe(1);
  });

  it('of nothing is a file with no rows', async () => {
    const { result } = await exportTo(memoryCase(), 'none.jsonl', { query: 'no such thing' });
    expect([result.rows, result.sizeBytes, result.rowDigest]).toEqual([0, 0, createHash('sha256').digest('hex')]);
  });

  it('leaves no file and no record where a row is missing', async () => {
    const state = memoryCase({ claimedTotal: 3 });
    const ended = await exportTo(state, 'short.csv', { format: 'csv' });
    expect(ended.error).toMatchObject({ code: 'EXPORT_INCOMPLETE', details: { expected: 3, rows: 2 } });
    expect(await readdir(dir)).toEqual(['case']);
    expect(state.records).toEqual([]);
  });

  it('leaves no file where a row carries no digest', async () => {
    const state = memoryCase();
    state.events[1]!.integrity.hash = 'none';
    expect((await exportTo(state, 'bad.csv')).error?.code).toBe('EXPORT_INCOMPLETE');
    expect(await readdir(dir)).toEqual(['case']);
  });

  it('never replaces a file unless told to', async () => {
    await writeFile(join(dir, 'out.jsonl'), 'mine');
    expect((await exportTo(memoryCase(), 'out.jsonl')).error?.code).toBe('FILE_EXISTS');
    expect(await readFile(join(dir, 'out.jsonl'), 'utf8')).toBe('mine');
    expect((await exportTo(memoryCase(), 'out.jsonl', { overwrite: true })).state).toBe('done');
    expect(await readFile(join(dir, 'out.jsonl'), 'utf8')).toMatch(/first/);
  });

  it('never goes into the case folder, not even through a link', async () => {
    await symlink(join(dir, 'case'), join(dir, 'link'));
    const codes = [
      (await exportTo(memoryCase(), 'case/case.db', { overwrite: true })).error?.code,
      (await exportTo(memoryCase(), 'link/x.csv')).error?.code,
      (await exportTo(memoryCase(), 'case-2.csv')).error?.code,
    ];
    expect(codes).toEqual(['CONTRACT_BAD_INPUT', 'CONTRACT_BAD_INPUT', undefined]);
  });

  it('says that the folder is not there', async () => {
    expect((await exportTo(memoryCase(), 'nowhere/out.csv')).error?.code).toBe('FILE_NOT_FOUND');
  });

  it('from a read-only case works and says that it is not recorded', async () => {
    const { result } = await exportTo(memoryCase({ readOnlyReason: 'read-only medium' }), 'out.csv');
    expect(result.recordSeq).toBeNull();
  });
});

describe('the CSV form', () => {
  it('has the columns of its header, and the whole event in the last one', async () => {
    const state = memoryCase({ events: [memoryEvent(7, 'line one\r\nline "two", end'), memoryEvent(8, '=1+1')] });
    await exportTo(state, 'out.csv', { format: 'csv' });
    const [header, ...rows] = readCsv(await readFile(join(dir, 'out.csv'), 'utf8'));
    expect(header).toEqual(csvHeader().trimEnd().split(','));
    expect(rows.map((row) => row[4])).toEqual(['line one\r\nline "two", end', "'=1+1"]);
    expect(rows.map((row) => JSON.parse(row.at(-1) ?? '') as AuditLog)).toEqual(state.events);
  });

  it('lets no text cell begin like a formula, and gives every value back', () => {
    const dangerous = fc.constantFrom('=', '+', '-', '@', "'", '\t', '\r', '\n', '\uff1d', '"', ',', '');
    fc.assert(
      fc.property(dangerous, fc.string({ unit: 'binary' }), (start, rest) => {
        const value = start + rest;
        const [[cell] = []] = readCsv(`${csvCell(value)},x\r\n`);
        expect(cell).not.toMatch(/^[=+\-@\t\r\n\uff1d]/u);
        expect(unguard(cell ?? '')).toBe(value);
      }),
    );
  });

  it('leaves numbers and truth values as they are', () => {
    expect([csvCell(-5), csvCell(true), csvCell(null), csvCell(undefined)]).toEqual(['-5', 'true', '', '']);
  });
});
