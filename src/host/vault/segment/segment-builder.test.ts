import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../engines/event/audit-event.ts';
import type { Query } from '../../../engines/search/query-ast.ts';
import { AppError } from '../../../shared/errors.ts';
import { batchOfLines } from '../line-batch.ts';
import { SegmentBuilder } from './segment-builder.ts';
import { SegmentReader } from './segment-reader.ts';

const key = new Uint8Array(32).fill(1);
const span = { from: 0, to: 0 };
const T0 = 1_700_000_000_000_000;
let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'segment-'));
  path = join(folder, '000001.seg');
});
afterEach(() => rmSync(folder, { recursive: true }));

const lineOf = (seq: number, body: JsonObject) => JSON.stringify({ body, kind: 'event', seq });

function addRun(builder: SegmentBuilder, firstSeq: number, bodies: readonly JsonObject[]): string[] {
  const lines = bodies.map((body, i) => lineOf(firstSeq + i, body));
  builder.addRun(firstSeq, batchOfLines(lines.map((line, i) => ({ line, kind: 'event', timeUs: T0 + firstSeq + i }))));
  return lines;
}

const words = (text: string, field?: string): Query => ({
  ...span,
  kind: 'text',
  tokens: text.split(' '),
  prefix: false,
  ...(field === undefined ? {} : { field }),
});

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'no error';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

describe('SegmentBuilder', () => {
  it('gives back every line, byte for byte, by row and by block, and finds the row of each record', () => {
    const builder = new SegmentBuilder(path, key, { origin: 'log' });
    const bodies = Array.from({ length: 300 }, (_, i): JsonObject => ({ n: i, text: `zeile ${i} ü 日本` }));
    const first = addRun(builder, 10, bodies.slice(0, 140));
    const second = addRun(builder, 1_000, bodies.slice(140));
    const summary = builder.finish();
    const lines = [...first, ...second];
    const reader = SegmentReader.open(path, key);
    expect(reader.linesOf([0, 299, 128, 127])).toEqual([lines[0], lines[299], lines[128], lines[127]]);
    const fromBlocks: string[] = [];
    for (const { firstRow, bytes, starts } of reader.blocks()) {
      expect(firstRow).toBe(fromBlocks.length);
      for (let i = 0; i + 1 < starts.length; i++)
        fromBlocks.push(bytes.toString('utf8', starts[i], starts[i + 1]! - 1));
    }
    expect(fromBlocks).toEqual(lines);
    expect([reader.rowOf(10), reader.rowOf(149), reader.rowOf(150), reader.rowOf(1_000), reader.rowOf(9)]).toEqual([
      0, 139, -1, 140, -1,
    ]);
    expect(reader.seqOf(140)).toBe(1_000);
    expect(summary).toMatchObject({
      rowCount: 300,
      eventCount: 300,
      runs: [
        { firstSeq: 10, rowStart: 0, count: 140 },
        { firstSeq: 1_000, rowStart: 140, count: 160 },
      ],
      minTimeUs: T0 + 10,
      maxTimeUs: T0 + 1_159,
    });
    reader.close();
  });

  it('joins runs that follow one another, and reports the size and hash of the bytes on the disk', () => {
    const builder = new SegmentBuilder(path, key, { origin: 'log' });
    addRun(builder, 0, [{ a: 1 }]);
    addRun(builder, 1, [{ a: 2 }]);
    const summary = builder.finish();
    const bytes = readFileSync(path);
    expect(summary.runs).toEqual([{ firstSeq: 0, rowStart: 0, count: 2 }]);
    expect(summary.fileSizeBytes).toBe(bytes.length);
    expect(summary.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(bytes.includes('"kind"')).toBe(false);
  });

  it('keeps an empty segment readable', () => {
    const summary = new SegmentBuilder(path, key, { origin: 'log' }).finish();
    expect(summary).toMatchObject({ rowCount: 0, runs: [], minTimeUs: null, maxTimeUs: null });
    const reader = SegmentReader.open(path, key);
    expect(reader.search({ ...span, kind: 'all' }, { order: 'newest', limit: 10 })).toEqual([]);
    expect(reader.count(words('x'))).toBe(0);
    expect(reader.histogram(words('x'), {}, 60_000_000)).toEqual({ counts: new Map(), withoutTime: 0 });
    reader.close();
  });

  it('never writes over a file, and leaves none behind when it gives up', () => {
    writeFileSync(path, 'something');
    expect(codeOf(() => new SegmentBuilder(path, key, { origin: 'log' }))).toBe('FILE_EXISTS');
    const other = join(folder, '000002.seg');
    const builder = new SegmentBuilder(other, key, { origin: 'log' });
    addRun(builder, 0, [{ a: 1 }]);
    builder.abort();
    expect(existsSync(other)).toBe(false);
  });

  it('gives its memory to one other at most, however often it is ended', () => {
    const done = new SegmentBuilder(path, key, { origin: 'log' });
    addRun(done, 0, [{ metadata: { message: 'first' } }]);
    done.finish();
    const second = new SegmentBuilder(join(folder, '000002.seg'), key, { origin: 'log' });
    addRun(second, 1, [{ metadata: { message: 'second' } }]);
    done.abort();
    const third = new SegmentBuilder(join(folder, '000003.seg'), key, { origin: 'log' });
    addRun(third, 2, [{ metadata: { message: 'third' } }]);
    second.finish();
    third.finish();
    for (const [file, word] of [
      ['000002.seg', 'second'],
      ['000003.seg', 'third'],
    ] as const) {
      const reader = SegmentReader.open(join(folder, file), key);
      expect([reader.count(words(word)), reader.count(words('second')) + reader.count(words('third'))]).toEqual([1, 1]);
      reader.close();
    }
  });

  it('takes hostile bodies: prototype keys, thousands of paths, long keys and values, arrays in arrays', () => {
    const builder = new SegmentBuilder(path, key, { origin: 'log' });
    const many: JsonObject = {};
    for (let i = 0; i < 6_000; i++) many[`path${i}`] = `needle${i}`;
    const bodies: JsonObject[] = [
      JSON.parse('{"__proto__":{"toString":"protoword"},"constructor":"ctorword"}') as JsonObject,
      { metadata: many },
      { [`k${'e'.repeat(5_000)}`]: 'longkeyword' },
      { metadata: { message: `${'m'.repeat(200_000)} tailword`, deep: [[['a', ['innerword']]]] } },
      {},
    ];
    addRun(builder, 0, bodies);
    builder.finish();
    const reader = SegmentReader.open(path, key);
    const rowsOf = (query: Query) => reader.search(query, { order: 'oldest', limit: 10 }).map(({ row }) => row);
    expect(rowsOf(words('protoword'))).toEqual([0]);
    expect(rowsOf({ ...span, kind: 'equals', field: '__proto__.toString', value: 'PROTOWORD' })).toEqual([0]);
    expect(rowsOf(words('needle5999'))).toEqual([1]);
    expect(rowsOf({ ...span, kind: 'equals', field: 'path5999', value: 'needle5999' })).toEqual([1]);
    expect(rowsOf(words('longkeyword'))).toEqual([2]);
    expect(rowsOf(words('tailword', 'message'))).toEqual([3]);
    expect(rowsOf(words('innerword'))).toEqual([3]);
    expect(Object.prototype.toString.call({})).toBe('[object Object]');
    reader.close();
  });

  it('closes the dictionary of a path whose values are all different, and still finds each of them', () => {
    const builder = new SegmentBuilder(path, key, { origin: 'log' });
    const bodies = Array.from(
      { length: 6_000 },
      (_, i): JsonObject => ({
        eventId: `evt-${i}`,
        metadata: { message: `message number ${i} of many`, few: i % 3, n: i * 1.5 },
      }),
    );
    addRun(builder, 0, bodies);
    builder.finish();
    const reader = SegmentReader.open(path, key);
    const columns = new Map(reader.facts.columns.map((column) => [column.path, column]));
    expect(columns.get('metadata.few')).toMatchObject({ entryCount: 3, textCount: 0 });
    expect(columns.get('metadata.message')!.textCount).toBeGreaterThan(1_000);
    expect(columns.get('metadata.n')!.numberCount).toBeGreaterThan(1_000);
    const rowsOf = (query: Query) => reader.search(query, { order: 'newest', limit: 10 }).map(({ row }) => row);
    for (const row of [0, 4_000, 4_200, 5_999]) {
      expect(rowsOf(words(`number ${row}`))).toEqual([row]);
      expect(rowsOf({ ...span, kind: 'equals', field: 'id', value: `evt-${row}` })).toEqual([row]);
      expect(rowsOf({ ...span, kind: 'equals', field: 'metadata.n', value: String(row * 1.5) })).toEqual([row]);
    }
    const above = { ...span, kind: 'range', field: 'n', min: { value: '8990', inclusive: false } } as const;
    expect(reader.count(above)).toBe(6);
    reader.close();
  });

  it('tells a wrong key and a missing file by code', () => {
    new SegmentBuilder(path, key, { origin: 'log' }).finish();
    expect(codeOf(() => SegmentReader.open(path, new Uint8Array(32)))).toBe('VAULT_KEY_WRONG');
    expect(codeOf(() => SegmentReader.open(join(folder, 'none.seg'), key))).toBe('FILE_NOT_FOUND');
  });

  it('reports a changed page as damage, never as another answer', () => {
    const builder = new SegmentBuilder(path, key, { origin: 'log' });
    addRun(
      builder,
      0,
      Array.from({ length: 2_000 }, (_, i): JsonObject => ({ metadata: { message: `m ${i}` } })),
    );
    builder.finish();
    const bytes = readFileSync(path);
    bytes[8192 * 3 + 77]! ^= 4;
    writeFileSync(path, bytes);
    expect(
      codeOf(() => {
        const reader = SegmentReader.open(path, key);
        for (const _ of reader.blocks());
        reader.count(words('m'));
      }),
    ).toBe('VAULT_CORRUPT');
  });
});
