/** Attackers with keys: what each can do, what is found, and what by design can not be. */
import { describe, expect, it } from 'vitest';
import { utf8 } from '../base/bytes.ts';
import { sha256Hex } from '../base/hash.ts';
import { canonicalJson } from '../base/strict-json.ts';
import { type BundlePlan, makeBundle } from '../testing/bundle-maker.ts';
import { epochKey } from '../testing/log-maker.ts';
import { type Files, memoryFolder } from '../testing/memory-folder.ts';
import { resigned } from '../testing/mutations.ts';
import { makeIdentity, makeToken } from '../testing/time-authority.ts';
import { certificatesOf } from '../time/certificate.ts';
import { parseEarlierHead } from './comparison.ts';
import type { Report } from './report.ts';
import { type Options, verifyBundle } from './verify-bundle.ts';

const PLAN: BundlePlan = { events: 120 };
const textAt = (files: Files, path: string): string => new TextDecoder().decode(files[path] as Uint8Array);
const verify = (files: Files, options: Partial<Options> = {}): Promise<Report> =>
  verifyBundle(memoryFolder(files), {
    trust: { tsaRoots: [], bitcoin: new Map() },
    earlier: [],
    signers: 1,
    ...options,
  });
const codesOf = ({ failures }: Report): string[] => [...new Set(failures.map(({ code }) => code))].toSorted();
const headsOf = (files: Files): { size: number; note: string }[] =>
  textAt(files, 'data/case/heads.ndjson')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { size: number; note: string });
const withLines = (files: Files, change: (line: string, seq: number) => string | undefined): Files => {
  const lines = textAt(files, 'data/case/records.ndjson').split('\n').slice(0, -1);
  const changed = lines.flatMap((line, seq) => change(line, seq) ?? []).map((line) => `${line}\n`);
  return resigned({ ...files, 'data/case/records.ndjson': utf8(changed.join('')) }, files);
};

describe('whoever has an operator’s key and the signing key in force today', () => {
  const changed = (event: number): string => (event === 50 ? 'somebody else did it' : `naïve € ${event}`);

  it('can not change what lies under an earlier key: it is erased', async () => {
    const report = await verify(makeBundle({ ...PLAN, message: changed, forger: epochKey(2) }));
    expect(codesOf(report)).toEqual(['head-signature']);
  });

  it('can write another history since the newest unlock; it is found by any earlier head that somebody holds', async () => {
    const more = (text: string): BundlePlan => ({
      ...PLAN,
      more: (log) => {
        log.add('annotation', { act: 'comment', text });
        log.seal('act');
      },
    });
    const [honest, rewritten] = [makeBundle(more('guilty')), makeBundle(more('innocent'))];
    expect((await verify(rewritten)).verdict).toBe('INTACT, SIGNER UNKNOWN');
    const earlier = parseEarlierHead(utf8(headsOf(honest).at(-2)?.note ?? ''), 'paper');
    const report = await verify(rewritten, { earlier: [earlier] });
    expect([codesOf(report), report.twoHistories[0]?.isSignedByThisLog]).toEqual([['two-histories'], true]);
  });
});

describe('an operator who signs for a bundle that is not what the log holds', () => {
  const whole = makeBundle(PLAN);

  it('can not leave an event out, hide it without a reason, or show another', async () => {
    const digest = (line: string): string => sha256Hex(utf8(line));
    const reports = await Promise.all([
      verify(withLines(whole, (line, seq) => (seq === 30 ? undefined : line))),
      verify(withLines(whole, (line, seq) => (seq === 30 ? canonicalJson({ digest: digest(line), seq }) : line))),
      verify(withLines(whole, (line, seq) => (seq === 30 ? line.replace('naïve', 'clever') : line))),
      verify(withLines(whole, (line, seq) => (seq === 30 ? line.replace('"low"', '"low" ') : line))),
    ]);
    expect(reports.map((report) => report.exitCode)).toEqual([1, 1, 1, 1]);
    expect(codesOf(reports[0] as Report)).toEqual(expect.arrayContaining(['line-order', 'head-root']));
    expect(codesOf(reports[1] as Report)).toEqual(['export-unrecorded', 'list-mismatch', 'withheld-wrong']);
    expect(codesOf(reports[2] as Report)).toEqual(expect.arrayContaining(['line-chain', 'head-root']));
    expect(codesOf(reports[3] as Report)).toEqual(expect.arrayContaining(['line-malformed', 'head-root']));
  });

  it('can not say that a result is complete after taking a match out', async () => {
    const query = makeBundle({ ...PLAN, query: { text: 'ok', isMatch: (event) => event % 9 === 0 } });
    const report = await verify(
      withLines(query, (line) => {
        const { kind, seq } = JSON.parse(line) as { kind?: string; seq: number };
        return kind === 'event' && seq > 60 && seq < 70 ? canonicalJson({ digest: sha256Hex(utf8(line)), seq }) : line;
      }),
    );
    expect(codesOf(report)).toEqual(['completeness-wrong', 'export-unrecorded', 'list-mismatch']);
  });

  it('can not cut the tail off: the signed head counts more', async () => {
    const size = headsOf(whole).at(-1)?.size ?? 0;
    const report = await verify(withLines(whole, (line, seq) => (seq > size - 4 ? undefined : line)));
    expect(codesOf(report)).toContain('end-cut');
    expect(
      report.failures.some(
        ({ text }) => text === `Records after ${size - 4} were cut off: a signed head counts ${size}.`,
      ),
    ).toBe(true);
  });
});

describe('a time stamp in a bundle', () => {
  it('of an imported authority confirms, of another one does not, and of another head is a failure', async () => {
    const heads = headsOf(makeBundle(PLAN));
    const [head, before] = [heads.at(-2), heads.at(-3)] as [(typeof heads)[0], (typeof heads)[0]];
    const [root, stranger] = [
      await makeIdentity({ name: 'Root', isAuthority: true }),
      await makeIdentity({ name: 'Root', isAuthority: true }),
    ];
    const signer = await makeIdentity({ name: 'Signer', issuer: root });
    const stamp = (note: string): Promise<Uint8Array> => makeToken({ message: utf8(note), signer });
    const path = `data/anchors/${head.size}.tsr`;
    const good = makeBundle({ ...PLAN, extra: { [path]: await stamp(head.note) } });
    const wrong = makeBundle({ ...PLAN, extra: { [path]: await stamp(before.note) } });
    const trust = (one: typeof root): Partial<Options> => ({
      trust: { tsaRoots: certificatesOf(one.certificate), bitcoin: new Map() },
    });
    const reports = await Promise.all([
      verify(good, trust(root)),
      verify(good, trust(stranger)),
      verify(wrong, trust(root)),
    ]);
    expect(
      reports.map(({ confirmedRecords, marks }) => [confirmedRecords, marks.map(({ by, who }) => [by, who])]),
    ).toEqual([
      [head.size, [['2026-01-05T12:00:01.000Z', '“CN=Signer”']]],
      [0, []],
      [0, []],
    ]);
    expect(reports.map(codesOf)).toEqual([[], [], ['mark-wrong']]);
  });
});
