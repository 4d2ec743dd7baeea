/** One segment: every line in order, the hash of its file, and damage told at the records it hit. */
import { copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalBody, recordLine } from '../../engines/chain/record.ts';
import type { Finding } from '../../shared/verdict.ts';
import { temporaryFolder } from '../../test/helpers/temporary-case.ts';
import { nodeHasher } from '../adapters/node-ports.ts';
import { batchOfLines } from '../vault/line-batch.ts';
import { SegmentBuilder } from '../vault/segment/segment-builder.ts';
import { SegmentCheck } from './segment-check.ts';
import type { FromVerifyWorker, SegmentJob } from './verify-protocol.ts';

const ORIGIN = 'audittrailpro/case/test';
const FIRST_SEQ = 1000;
const ROWS = 20_000;
const folder = temporaryFolder();
const whole = join(folder.path, 'whole.seg');
const copy = join(folder.path, 'copy.seg');
const key = new Uint8Array(32).fill(8);
const PAGE_BYTES = 8192;
let lines: string[] = [];
afterAll(() => folder.remove());

beforeAll(() => {
  const builder = new SegmentBuilder(whole, key, { origin: ORIGIN });
  lines = Array.from({ length: ROWS }, (_, i) => {
    // Hashes do not compress, so that the lines fill many pages.
    const body = { n: i, noise: nodeHasher.sha256TextHex(`noise ${i}`) };
    const parts = { at: '2026-01-01T00:00:00Z', kind: 'event' as const, log: ORIGIN, salt: 'A'.repeat(22) };
    return recordLine({ ...parts, bodyJson: canonicalBody(body), seq: FIRST_SEQ + i }) as string;
  });
  builder.addRun(FIRST_SEQ, batchOfLines(lines.map((line) => ({ line, kind: 'event', timeUs: Number.NaN }))));
  builder.finish();
});

const jobOf = (path: string, changes: Partial<SegmentJob>): SegmentJob => ({
  type: 'segment',
  jobId: 4,
  segmentId: 1,
  path,
  key,
  mode: 'fast',
  origin: ORIGIN,
  runs: [{ firstSeq: FIRST_SEQ, rowStart: 0, count: ROWS }],
  filesDir: folder.path,
  filesKey: new Uint8Array(32),
  ...changes,
});

async function check(path: string, changes: Partial<SegmentJob> = {}) {
  const replies: FromVerifyWorker[] = [];
  const job = jobOf(path, changes);
  const segments = new SegmentCheck();
  await segments.check(job, (message) => replies.push(message));
  // The file's hash is a job of its own.
  const isRead =
    replies.at(-1)?.type === 'done' && (replies.at(-1) as { unreadable: string | null }).unreadable === null;
  if (isRead) await segments.check({ ...job, runs: [] }, (message) => replies.push(message));
  segments.close();
  const digests = replies.flatMap((reply) => (reply.type === 'rows' ? [Buffer.from(reply.digests)] : []));
  const findings = replies.flatMap((reply): Finding[] => (reply.type === 'rows' ? reply.findings : []));
  return { digests: Buffer.concat(digests).toString('hex'), findings, done: replies.at(-1) };
}

/** A copy with one bit changed in the middle of a page. */
function damaged(page: number): string {
  copyFileSync(whole, copy);
  const bytes = readFileSync(copy);
  const at = page * PAGE_BYTES + 4000;
  bytes[at] = (bytes[at] as number) ^ 1;
  writeFileSync(copy, bytes);
  return copy;
}

describe('a segment', () => {
  it('gives the digest of every line, in order, and the hash of its file', async () => {
    const { digests, findings, done } = await check(whole);
    expect(digests).toBe(lines.map(nodeHasher.sha256TextHex).join(''));
    expect(findings).toEqual([]);
    expect(done).toEqual({
      type: 'done',
      jobId: 4,
      sha256: nodeHasher.sha256Hex(readFileSync(whole)),
      unreadable: null,
      isOutOfReach: false,
    });
  });

  it('is read by runs, wherever the manifest puts them', async () => {
    const runs = [
      { firstSeq: 5, rowStart: 10, count: 3 },
      { firstSeq: 90, rowStart: 9000, count: 2 },
    ];
    const { digests } = await check(whole, { runs });
    expect(digests).toBe(
      [10, 11, 12, 9000, 9001].map((row) => nodeHasher.sha256TextHex(lines[row] as string)).join(''),
    );
  });

  it('is found again by a check that went through many others meanwhile', async () => {
    const paths = Array.from({ length: 6 }, (_, i) => join(folder.path, `many-${i}.seg`));
    for (const path of paths) copyFileSync(whole, path);
    const segments = new SegmentCheck();
    const digests: string[] = [];
    for (const path of [...paths, ...paths.toReversed()]) {
      await segments.check(jobOf(path, { runs: [{ firstSeq: 1, rowStart: 70, count: 1 }] }), (reply) => {
        if (reply.type === 'rows') digests.push(Buffer.from(reply.digests).toString('hex'));
      });
    }
    segments.close();
    expect(digests).toEqual(Array.from({ length: 12 }, () => nodeHasher.sha256TextHex(lines[70] as string)));
  });

  it('tells in strict mode where its lines are not those of the places', async () => {
    const { findings } = await check(whole, { mode: 'strict', runs: [{ firstSeq: 7, rowStart: 0, count: 2 }] });
    expect(findings.map(({ kind, seq }) => [kind, seq])).toEqual([
      ['seq-mismatch', 7],
      ['origin-missing', 7],
      ['seq-mismatch', 8],
      ['origin-missing', 8],
    ]);
  });

  it('tells a manifest that names more rows than it has', async () => {
    const { findings, digests } = await check(whole, { runs: [{ firstSeq: 0, rowStart: ROWS - 1, count: 3 }] });
    expect(digests.slice(0, 64)).toBe(nodeHasher.sha256TextHex(lines.at(-1) as string));
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.every(({ seq }) => seq === 1 || seq === 2)).toBe(true);
  });
});

describe('a damaged segment', () => {
  it('names the block that was hit, reads all the others, and has another hash', async () => {
    const { findings, digests, done } = await check(damaged(60));
    expect(new Set(findings.map(({ kind }) => kind))).toEqual(new Set(['block-unreadable']));
    const bad = new Set(
      findings.flatMap(({ message }) => {
        const [from = 0, to = 0] = (message.match(/\d+/g) ?? []).map(Number);
        return Array.from({ length: to - from + 1 }, (_, i) => from + i - FIRST_SEQ);
      }),
    );
    expect(bad.size).toBeGreaterThan(0);
    expect(bad.size).toBeLessThan(1000);
    const digestAt = (row: number): string => digests.slice(row * 64, row * 64 + 64);
    const wrong = lines.flatMap((line, row) => (digestAt(row) === nodeHasher.sha256TextHex(line) ? [] : [row]));
    expect(wrong.filter((row) => !bad.has(row))).toEqual([]);
    expect(done).toMatchObject({ type: 'done', sha256: nodeHasher.sha256Hex(readFileSync(copy)) });
  });

  it.each<[string, () => string]>([
    ['at its first page', () => damaged(0)],
    [
      'by a cut',
      () => {
        copyFileSync(whole, copy);
        writeFileSync(copy, readFileSync(whole).subarray(0, Math.floor(statSync(whole).size / 3)));
        return copy;
      },
    ],
    [
      'by being gone',
      () => {
        rmSync(copy, { force: true });
        return copy;
      },
    ],
    [
      'by being another file',
      () => {
        writeFileSync(copy, 'this is no segment');
        return copy;
      },
    ],
  ])('%s is told to be unreadable, or hit, and never whole', async (_, damage) => {
    const { done, findings } = await check(damage());
    const isTold = done?.type === 'done' && (done.unreadable !== null || findings.length > 0);
    expect(isTold).toBe(true);
  });

  it('does not open with another key', async () => {
    expect((await check(whole, { key: new Uint8Array(32) })).done).toMatchObject({ sha256: null });
  });
});
