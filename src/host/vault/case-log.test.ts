/** The writer of the log: places without holes, one transaction a batch, a head after it, and an end after a failure. */
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseRecord } from '../../engines/chain/record.ts';
import type { Clock, Rng } from '../../engines/kernel/ports.ts';
import { expectValid } from '../../test/helpers/expect-verdict.ts';
import { temporaryFolder } from '../../test/helpers/temporary-case.ts';
import { nodeHasher } from '../adapters/node-ports.ts';
import { CaseLog } from './case-log.ts';
import {
  findDigestTile,
  findMeta,
  heads,
  hotBlockPlaces,
  findHotBlock,
  putMeta,
  segmentRuns,
  segments,
  storedSize,
} from './case-store.ts';
import { headSigner, verifyHead } from './head-signer.ts';
import { joinLines } from './line-batch.ts';
import { packHot, unpackHot } from './hot-lines.ts';
import { LogTail } from './log-tail.ts';
import { migrate } from './migrate.ts';
import { openDatabase, type WriteDb } from './sqlite.ts';

const ORIGIN = 'audittrailpro/case/test';
const folder = temporaryFolder();
const signer = headSigner(ORIGIN, new Uint8Array(32).fill(1));
let db: WriteDb;
let tail: LogTail;
let log: CaseLog;
let nowMs = 0;
let count = 0;

const clock: Clock = { nowMs: () => nowMs, monotonicMs: () => nowMs / 2 };
const rng: Rng = { bytes: (length) => new Uint8Array(length).fill(7) };

beforeEach(() => {
  nowMs = Date.UTC(2026, 0, 1);
  const dbPath = join(folder.path, `${count++}.db`);
  db = openDatabase(dbPath, new Uint8Array(32), { create: true });
  migrate(db);
  tail = LogTail.empty();
  log = new CaseLog(
    { db, dbPath, origin: ORIGIN, tail, clock, rng, bootId: 'boot', signHead: signer.sign, prevHead: null, epoch: 0 },
    0,
  );
});
afterEach(() => void db.close());
afterAll(() => folder.remove());

/** All lines of the hot part, in order. */
const storedLines = (): string[] =>
  hotBlockPlaces(db).flatMap(({ firstSeq }) => unpackHot(findHotBlock(db, firstSeq)?.lines ?? new Uint8Array()) ?? []);
const records = () => storedLines().map((line) => expectValid(parseRecord(line)));

describe('a batch', () => {
  it('becomes records with their seal, hashes and a signed head', () => {
    expect(log.append('annotation', { b: 2, a: 1 })).toBe(0);
    expect(log.append('annotation', { note: 'two' })).toBe(1);
    expect(log.size).toBe(0);
    log.flush('act');
    expect(records().map(({ seq, kind, body }) => ({ seq, kind, body }))).toEqual([
      { seq: 0, kind: 'annotation', body: { a: 1, b: 2 } },
      { seq: 1, kind: 'annotation', body: { note: 'two' } },
      {
        seq: 2,
        kind: 'seal',
        body: {
          bootId: 'boot',
          chain: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
          count: 2,
          epoch: 0,
          monotonicMs: nowMs / 2,
          prevHead: null,
          reason: 'act',
          size: 2,
          wallClock: '2026-01-01T00:00:00.000Z',
        },
      },
    ]);
    const [head] = heads(db);
    expect(expectValid(verifyHead(ORIGIN, head?.note ?? '', [signer.vkey]))).toEqual({ size: 3, root: tail.root() });
    expect([log.size, log.headSize, storedSize(db)]).toEqual([3, 3, 3]);
    const digests = findDigestTile(db, 0)?.digests ?? new Uint8Array();
    expect(Buffer.from(digests).toString('hex')).toBe(storedLines().map(nodeHasher.sha256TextHex).join(''));
  });

  it('names the head before it', () => {
    log.flush('create');
    const [first] = heads(db);
    nowMs += 1000;
    log.flush('interval');
    expect(records()[1]?.body['prevHead']).toBe(`sha256:${nodeHasher.sha256TextHex(first?.note ?? '')}`);
    expect(records()[1]?.body['count']).toBe(0);
  });

  it('keeps the places of runs that are built elsewhere, in the order they were kept', () => {
    log.append('source', {});
    const first = log.reserveRun(2);
    const second = log.reserveRun(1);
    log.append('source-report', {});
    expect([first.firstSeq, second.firstSeq]).toEqual([1, 3]);
    const batch = log.endBatch('ingest');
    const line = (seq: number): string => `line ${seq}`;
    const digests = (...seqs: number[]): Uint8Array =>
      new Uint8Array(Buffer.concat(seqs.map((seq) => nodeHasher.sha256(Buffer.from(line(seq))))));
    second.fill(digests(3));
    first.fill(digests(1, 2));
    log.commit(batch, { hot: [...packHot({ firstSeq: 1, batch: joinLines([line(1), line(2), line(3)]) })] });
    expect(Buffer.from(findDigestTile(db, 0)?.digests ?? []).toString('hex')).toBe(
      storedLines().map(nodeHasher.sha256TextHex).join(''),
    );
    expect(storedLines().slice(1, 4)).toEqual([line(1), line(2), line(3)]);
  });

  it('names the hash of each segment in a record before its seal', () => {
    const { fill } = log.reserveRun(1);
    fill(new Uint8Array(32));
    const batch = log.endBatch('ingest', 1);
    const facts = { id: 4, sha256: 'ab', sizeBytes: 10, rowCount: 1, eventCount: 1, minTimeUs: 1, maxTimeUs: null };
    const runs = [{ firstSeq: 0, rowStart: 0, count: 1 }];
    log.commit(batch, { segments: [{ ...facts, runs }] });
    expect(records().map(({ seq, kind }) => [seq, kind])).toEqual([
      [1, 'segment'],
      [2, 'seal'],
    ]);
    expect(records()[0]?.body).toEqual({ ...facts, runs });
    expect(segments(db)).toEqual([{ ...facts, recordSeq: 1 }]);
    expect(segmentRuns(db)).toEqual([{ firstSeq: 0, count: 1, segmentId: 4, rowStart: 0 }]);
  });

  it('writes its projections in the same transaction', () => {
    const seq = log.append('annotation', {}, (tx, place) => putMeta(tx, 'place', String(place)));
    log.project((tx) => putMeta(tx, 'more', 'yes'));
    expect(findMeta(db, 'place')).toBeUndefined();
    log.flush('act');
    expect([findMeta(db, 'place'), findMeta(db, 'more')]).toEqual([String(seq), 'yes']);
  });

  it('settles whoever waits for it', async () => {
    const { committed } = log.openBatch;
    log.append('annotation', {});
    log.flush('act');
    await expect(committed).resolves.toBeUndefined();
  });
});

describe('a record that is refused', () => {
  it.each([
    ['is too long', { text: 'x'.repeat(1_048_576) }],
    ['has no canonical text', { text: '\ud800' }],
    ['has no canonical number', { n: Number.NaN }],
  ])('leaves no hole where it %s', (_, body) => {
    log.append('annotation', { note: 'before' });
    expect(() => log.append('annotation', body)).toThrow(expect.objectContaining({ code: 'RECORD_REFUSED' }));
    expect(log.append('annotation', { note: 'after' })).toBe(1);
    log.flush('act');
    expect(records().map(({ seq }) => seq)).toEqual([0, 1, 2]);
  });
});

describe('a batch that fails', () => {
  it('leaves the stored log as it was, tells all who wait, and lets nothing follow', async () => {
    log.append('annotation', {});
    log.flush('act');
    const before = { size: storedSize(db), heads: heads(db).length, lines: storedLines() };
    const failing = log.endBatch('act');
    failing.projections.push(() => {
      throw new Error('the disk is full');
    });
    const waiting = log.openBatch.committed;
    expect(() => log.commit(failing)).toThrow('the disk is full');
    await expect(failing.committed).rejects.toThrow('the disk is full');
    await expect(waiting).rejects.toThrow('the disk is full');
    expect({ size: storedSize(db), heads: heads(db).length, lines: storedLines() }).toEqual(before);
    expect(() => log.append('annotation', {})).toThrow('the disk is full');
    expect(() => log.flush('lock')).toThrow('the disk is full');
  });

  it('ends the log also where it never came to be committed', async () => {
    const lost = log.endBatch('ingest');
    const waiting = log.openBatch.committed;
    log.abandon([lost], new Error('a worker died'));
    await expect(lost.committed).rejects.toThrow('a worker died');
    await expect(waiting).rejects.toThrow('a worker died');
    expect(() => log.append('annotation', {})).toThrow('a worker died');
    expect(log.failure).toMatchObject({ message: 'a worker died' });
  });
});

describe('the signer', () => {
  it('changes from the next head on, and the seal says which epoch signs', () => {
    const next = headSigner(ORIGIN, new Uint8Array(32).fill(2));
    log.flush('create');
    log.changeSigner(1, next.sign);
    log.flush('act');
    expect(heads(db).map(({ note }) => verifyHead(ORIGIN, note, [next.vkey]).kind)).toEqual(['invalid', 'valid']);
    expect(records().map(({ body }) => body['epoch'])).toEqual([0, 1]);
  });
});
