/** From bytes to sealed lines: every byte of a piece is an event or a rejection, and each line is what its digest says. */
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type CaseRecord, parseRecord } from '../../engines/chain/record.ts';
import { jsonReader } from '../../engines/ingest/parsers/json/json-reader.ts';
import { expectValid } from '../../test/helpers/expect-verdict.ts';
import { temporaryFolder } from '../../test/helpers/temporary-case.ts';
import { nodeHasher, nodeTextCodec } from '../adapters/node-ports.ts';
import { unpackHot } from '../vault/hot-lines.ts';
import { SegmentStore } from '../vault/segment/segment-store.ts';
import { HOT_ROWS, PieceScanner } from './piece-scanner.ts';

const ORIGIN = 'audittrailpro/case/test';
const AT = '2026-01-01T00:00:00.000Z';
const SOURCE = 'a'.repeat(64);
const folder = temporaryFolder();
const key = new Uint8Array(32).fill(4);
const target = { id: 3, path: join(folder.path, '000003.seg'), key };
afterAll(() => folder.remove());

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf8'));
let scanner: PieceScanner;

/** A scanner that knows one JSON source, as the ingest announces it. */
beforeEach(() => {
  const head = bytesOf('{"a":1}\n');
  const sample = { head, isWhole: true, sizeBytes: head.length, name: 'a.jsonl' };
  const prepared = jsonReader.prepare(sample, {}, { text: nodeTextCodec, hasher: nodeHasher });
  if ('refused' in prepared) throw new Error(prepared.message);
  scanner = new PieceScanner(ORIGIN);
  scanner.addSource(1, 'json', SOURCE, { ...prepared.context, sourceTag: SOURCE.slice(0, 16) });
});

/** The records of a piece that lies at `offset` of its source, and what was told about them. */
function scan(bytes: Uint8Array, offset = 0, firstSeq = 10) {
  const { recordCount, tally } = scanner.parse(7, 1, { bytes, offset, isLast: true });
  const digests = scanner.build(7, firstSeq, AT, target);
  const closed = scanner.close();
  const lines = closed.kind === 'hot' ? closed.blocks.flatMap((block) => unpackHot(block.lines) ?? []) : [];
  return { recordCount, tally, digests, closed, lines, records: lines.map((line) => expectValid(parseRecord(line))) };
}

const originOf = (record: CaseRecord) =>
  record.body['origin'] as { source: string; offset: number; length: number; rawHash: string };

describe('a piece', () => {
  it('becomes canonical lines in their places, with the digest of each', () => {
    const { lines, records, digests, recordCount } = scan(bytesOf('{"user":"ada"}\n{"user":"grace"}\n'), 1000);
    expect(recordCount).toBe(2);
    expect(records.map(({ seq, kind, at, log }) => ({ seq, kind, at, log }))).toEqual([
      { seq: 10, kind: 'event', at: AT, log: ORIGIN },
      { seq: 11, kind: 'event', at: AT, log: ORIGIN },
    ]);
    expect(Buffer.from(digests).toString('hex')).toBe(lines.map(nodeHasher.sha256TextHex).join(''));
    expect(records.map(originOf)).toEqual([
      { source: SOURCE, offset: 1000, length: 14, rawHash: nodeHasher.sha256TextHex('{"user":"ada"}') },
      { source: SOURCE, offset: 1015, length: 16, rawHash: nodeHasher.sha256TextHex('{"user":"grace"}') },
    ]);
  });

  it('salts every record differently', () => {
    const { records } = scan(bytesOf('{"a":1}\n'.repeat(500)));
    expect(new Set(records.map(({ salt }) => salt)).size).toBe(500);
  });

  it('marks what another reader could read differently', () => {
    const { records, tally } = scan(bytesOf('{"n":12345678901234567890}\n{"a":1,"a":2}\n{"a":1}\n'));
    const marks = records.map(({ body }) => (body['metadata'] as Record<string, unknown>)['parse']);
    expect(marks).toEqual(['ambiguous', 'ambiguous', undefined]);
    expect(tally.ambiguousCount).toBe(2);
  });

  it('turns what is no record into a rejection with its place', () => {
    const rows = ['{"a":1', '[[[', '{"ok":1}', `{"deep":${'['.repeat(70)}${']'.repeat(70)}}`];
    const { records, tally } = scan(bytesOf(rows.map((row) => `${row}\n`).join('')));
    expect(records.map(({ kind }) => kind)).toEqual(['rejection', 'rejection', 'event', 'rejection']);
    expect(records.map(({ body }) => body['reason'])).toEqual(['bad-json', 'bad-json', undefined, 'depth-exceeded']);
    expect(records.map((record) => originOf(record).rawHash)).toEqual(rows.map(nodeHasher.sha256TextHex));
    expect(tally).toMatchObject({ eventCount: 1, rejectedCount: 3 });
  });

  it('rejects an event whose line would be too long, and takes one that just fits', () => {
    const big = (length: number): string => `{"m":"${'x'.repeat(length)}"}\n`;
    const { records } = scan(bytesOf(big(1_100_000) + big(900_000)));
    expect(records.map(({ kind, body }) => [kind, body['reason']])).toEqual([
      ['rejection', 'record-too-long'],
      ['event', undefined],
    ]);
  });

  it('accounts for every byte, whatever the bytes are', () => {
    const row = fc.oneof(
      fc.json({ maxDepth: 3 }).map(bytesOf),
      fc.string().map((text) => bytesOf(text)),
      fc.uint8Array({ maxLength: 60 }),
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
        const bytes = new Uint8Array(Buffer.concat(rows.flatMap((part) => [part, bytesOf('\n')])));
        const { records, digests, lines, recordCount } = scan(bytes, 500);
        expect(records).toHaveLength(recordCount);
        expect(digests).toHaveLength(lines.length * 32);
        const uncovered = new Set(bytes.keys());
        let end = 0;
        for (const record of records) {
          const { offset, length, rawHash } = originOf(record);
          const start = offset - 500;
          expect(start).toBeGreaterThanOrEqual(end);
          end = start + length;
          expect(rawHash).toBe(nodeHasher.sha256Hex(bytes.subarray(start, end)));
          for (let at = start; at < end; at++) uncovered.delete(at);
        }
        // Between records lie only spaces, line ends, and the record separator of RFC 7464.
        expect([...uncovered].filter((at) => ![9, 10, 13, 30, 32].includes(bytes[at] as number))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a record too long to be held', () => {
  it('is a rejection with its place and hash', () => {
    const { recordCount, tally } = scanner.parseTooLong(2, 1, 40, 20_000_000, 'b'.repeat(64));
    scanner.build(2, 0, AT, target);
    const closed = scanner.close();
    const [line] = closed.kind === 'hot' ? closed.blocks.flatMap((block) => unpackHot(block.lines) ?? []) : [];
    const record = expectValid(parseRecord(line ?? ''));
    expect([recordCount, tally.rejectedCount, record.kind]).toEqual([1, 1, 'rejection']);
    expect(originOf(record)).toEqual({ source: SOURCE, offset: 40, length: 20_000_000, rawHash: 'b'.repeat(64) });
  });
});

describe('a generation', () => {
  it('is empty where nothing was built, also after one that was not', () => {
    expect(scanner.close()).toEqual({ kind: 'empty' });
    scan(bytesOf('{"a":1}\n'));
    expect(scanner.close()).toEqual({ kind: 'empty' });
  });

  it('becomes a segment where it is large: the same lines, in runs', () => {
    const rows = HOT_ROWS + 100;
    const digests: Uint8Array[] = [];
    const half = rows / 2;
    for (const [pieceId, firstSeq] of [
      [1, 0],
      [2, half + 5],
    ] as const) {
      const text = Array.from({ length: half }, (_, i) => `{"user":"u${i % 9}","n":${firstSeq + i}}\n`).join('');
      expect(scanner.parse(pieceId, 1, { bytes: bytesOf(text), offset: 0, isLast: false }).recordCount).toBe(half);
      digests.push(scanner.build(pieceId, firstSeq, AT, target));
    }
    const closed = scanner.close();
    expect(closed).toMatchObject({
      kind: 'segment',
      id: 3,
      summary: {
        rowCount: rows,
        eventCount: rows,
        runs: [
          { firstSeq: 0, rowStart: 0, count: half },
          { firstSeq: half + 5, rowStart: half, count: half },
        ],
      },
    });
    const store = new SegmentStore(target.path, key);
    const hashes = Array.from({ length: rows }, (_, row) => nodeHasher.sha256TextHex(store.lineAt(row)));
    expect(hashes.join('')).toBe(Buffer.concat(digests).toString('hex'));
    expect(expectValid(parseRecord(store.lineAt(half))).seq).toBe(half + 5);
    store.close();
  });
});
