/**
 * Somebody who has the data key, but no signing key, changes a case: verification says that and where.
 *
 * Each attack is applied to a fresh copy of a real case, at seeded random places. The triggers that stop accidents are
 * dropped first: they are no obstacle to this attacker.
 */
import { cpSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerifyReport } from '../../host/vault/session.ts';
import { type CaseChange, namedIn } from '../../tamper/case-change.ts';
import { makeRecordsGround, makeSegmentsGround } from '../../tamper/grounds.ts';
import { DATABASE_CHANGES } from '../../tamper/powers/open-case.ts';
import { SEGMENT_CHANGES } from '../../tamper/powers/open-segments.ts';
import { temporaryFolder, type TestCase, verify } from '../helpers/temporary-case.ts';

const SEED = 20260115;

/** Park-Miller: the same places in every run. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/** What the window shows of a report never says less than its findings do. */
function expectStripAndList({ findings, badRanges, areRangesExact, checks, verdict }: VerifyReport): void {
  const states = checks.map(({ state }) => state);
  expect([states.length, states.includes('failed')]).toEqual([8, verdict === 'broken']);
  const isBad = (seq: number): boolean => badRanges.some(({ firstSeq, lastSeq }) => seq >= firstSeq && seq <= lastSeq);
  const bad = findings.filter(({ kind }) => BAD_RECORD_KINDS.has(kind));
  const uncovered = bad.filter(({ seq = -1, lastSeq = seq }) => !isBad(seq) || !isBad(lastSeq));
  expect(uncovered).toEqual([]);
  expect(areRangesExact).toBe(true);
  expect(
    badRanges.flatMap(({ kinds }) => kinds).filter((kind) => !findings.some((each) => each.kind === kind)),
  ).toEqual([]);
}

const BAD_RECORD_KINDS = new Set([
  'digest-mismatch',
  'seq-mismatch',
  'raw-mismatch',
  'record-missing',
  'record-doubled',
  'record-malformed',
  'record-not-canonical',
  'log-mismatch',
  'log-truncated',
  'tail-unsigned',
  'block-unreadable',
  'block-count-mismatch',
]);

/** Makes a change on fresh copies of the case, time after time; the rounds that were not found out, or not where. */
async function unnoticed(intact: TestCase, change: CaseChange & { count: number }): Promise<string[]> {
  const { name, count, mode = 'fast' } = change;
  const chance = randomFrom(SEED + name.length);
  const dir = join(intact.dir, '..', 'copy');
  const rounds: string[] = [];
  for (let round = 0; round < count; round++) {
    rmSync(dir, { recursive: true, force: true });
    cpSync(intact.dir, dir, { recursive: true });
    const seq = await change.apply({ ...intact, dir, original: intact.dir, chance });
    const report = await verify({ ...intact, dir }, mode);
    const { verdict, findings } = report;
    expectStripAndList(report);
    if (verdict === 'broken' && namedIn(change, findings, seq).length > 0) continue;
    rounds.push(`round ${round}, seed ${SEED}, record ${seq}: ${verdict}, ${JSON.stringify(findings.slice(0, 3))}`);
  }
  return rounds;
}

describe('a case somebody with the data key has changed', () => {
  const folder = temporaryFolder();
  let intact: TestCase;

  beforeAll(async () => {
    intact = await makeRecordsGround(folder.path);
  });

  afterAll(() => folder.remove());

  it('is intact before anybody touches it', async () => {
    const report = await verify(intact, 'strict');
    expect(report).toMatchObject({ verdict: 'intact', findings: [], notChecked: [], badRanges: [], unreadRanges: [] });
    expect(report.checks.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'sources ok',
      'records ok',
      'chain ok',
      'root ok',
      'signatures ok',
      'timestamps not-checked',
      'custody ok',
      'exports not-checked',
    ]);
  });

  it('meets at least 200 changes of 12 kinds', () => {
    expect(DATABASE_CHANGES.length).toBeGreaterThanOrEqual(12);
    expect(DATABASE_CHANGES.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThanOrEqual(200);
  });

  it.each(DATABASE_CHANGES)('is found out when somebody $name ($count times)', async (change) => {
    expect(await unnoticed(intact, change)).toEqual([]);
  });
});

describe('a segment somebody with the data key has changed', () => {
  const folder = temporaryFolder();
  const original = join(folder.path, 'case');
  let intact: TestCase;

  beforeAll(async () => {
    intact = await makeSegmentsGround(folder.path);
  });

  afterAll(() => folder.remove());

  it('is intact before anybody touches it', async () => {
    expect(readdirSync(join(original, 'segments')).length).toBeGreaterThan(0);
    expect(await verify(intact, 'strict')).toMatchObject({ verdict: 'intact', findings: [], notChecked: [] });
  });

  it.runIf(process.platform === 'linux')('is neither intact nor broken where a segment cannot be reached', async () => {
    const target = { ...intact, dir: join(folder.path, 'unreached') };
    cpSync(original, target.dir, { recursive: true });
    const [file] = readdirSync(join(target.dir, 'segments')) as [string];
    const path = join(target.dir, 'segments', file);
    rmSync(path);
    // It is there, and every read of it fails.
    symlinkSync('/proc/self/mem', path);
    for (const mode of ['fast', 'strict'] as const) {
      const report = await verify(target, mode);
      expect(report).toMatchObject({ verdict: 'indeterminate', findings: [], recordCount: report.headSize });
      expect(report.notChecked).toEqual([expect.stringContaining(`segments/${file}`)]);
      expect([report.badRanges, report.unreadRanges.length > 0]).toEqual([[], true]);
      const unsure = report.checks.filter(({ state }) => state === 'ok').map(({ id }) => id);
      expect(unsure).toEqual([]);
    }
    rmSync(path);
    expect((await verify(target, 'fast')).verdict).toBe('broken');
  });

  it.each(SEGMENT_CHANGES)('is found out when somebody $name ($count times)', async (change) => {
    expect(await unnoticed(intact, change)).toEqual([]);
  });
});
