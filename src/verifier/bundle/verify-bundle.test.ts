import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../base/hash.ts';
import { utf8 } from '../base/bytes.ts';
import { BLOCK_HEIGHT, blockRootOf, type BundlePlan, makeBundle, POLICY } from '../testing/bundle-maker.ts';
import { ANALYST, LEAD, type LogMaker } from '../testing/log-maker.ts';
import { type Files, memoryFolder } from '../testing/memory-folder.ts';
import { parsePolicy } from '../tlog/policy.ts';
import { parseEarlierHead } from './comparison.ts';
import type { Report } from './report.ts';
import { textReport } from './report.ts';
import { type Options, verifyBundle } from './verify-bundle.ts';

const NOTHING: Options = { trust: { tsaRoots: [], bitcoin: new Map() }, earlier: [], signers: 1 };
const textAt = (files: Files, path: string): string => new TextDecoder().decode(files[path] as Uint8Array);
const fingerprintOf = (files: Files): string =>
  sha256Hex(utf8(textAt(files, 'data/case/records.ndjson').split('\n')[0] as string)).slice(0, 40);
const verify = (files: Files, options: Partial<Options> = {}): Promise<Report> =>
  verifyBundle(memoryFolder(files), { ...NOTHING, ...options });
const codesOf = ({ failures }: Report): string[] => [...new Set(failures.map(({ code }) => code))].toSorted();
const verdictOf = async (plan: BundlePlan, options: Partial<Options> = {}): Promise<[string, string[]]> => {
  const report = await verify(makeBundle(plan), options);
  return [report.verdict, codesOf(report)];
};

const WHOLE: BundlePlan = { events: 250, hasMarks: true, hasProofs: true };
const QUERY: BundlePlan = {
  events: 250,
  query: { text: 'severity:low', isMatch: (event) => event % 17 === 0 },
  privileged: (event) => event === 34,
  redacted: (event) => event === 51,
  hasProofs: true,
};

describe('a bundle that nobody touched', () => {
  it('is intact: whole, and with a restart of the signing chain, which is named', async () => {
    const files = makeBundle(WHOLE);
    const report = await verify(files, { fingerprint: fingerprintOf(files) });
    expect([report.verdict, report.exitCode, report.failures, report.notChecked]).toEqual([
      'INTACT, OWN SIGNATURE ONLY',
      0,
      [],
      [],
    ]);
    expect(report.facts).toMatchObject({
      disclosed: report.facts.records,
      withheld: 0,
      signers: ['lead'],
      rootOfTrust: 'given',
    });
    const restarted = await verify(makeBundle({ ...WHOLE, hasRestart: true }));
    expect([
      restarted.verdict,
      restarted.warnings.some(({ text }) => text.includes('restarted by “Ada Lovelace”')),
    ]).toEqual(['INTACT, SIGNER UNKNOWN', true]);
  });

  it('is intact as the result of a query, with records withheld, redacted and left out', async () => {
    const files = makeBundle(QUERY);
    const report = await verify(files);
    expect([report.verdict, report.failures]).toEqual(['INTACT, SIGNER UNKNOWN', []]);
    expect(report.facts.redacted).toBe(1);
    expect(report.notes.some(({ text }) => text.includes('all 15 matches'))).toBe(true);
  });

  it('is confirmed outside by a witness, by a block, by an earlier head; and only as far as they go', async () => {
    const files = makeBundle(WHOLE);
    const fingerprint = fingerprintOf(files);
    const heads = textAt(files, 'data/case/heads.ndjson')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { size: number; note: string });
    const marked = heads.at(-2) as { size: number; note: string };
    const first = heads[1] as { size: number; note: string };
    const bitcoin = new Map([[BLOCK_HEIGHT, blockRootOf(marked.note)]]);
    const outcomes = await Promise.all([
      verify(files, { fingerprint, trust: { ...NOTHING.trust, policy: parsePolicy(POLICY) } }),
      verify(files, { fingerprint, trust: { ...NOTHING.trust, bitcoin } }),
      verify(files, { fingerprint, earlier: [parseEarlierHead(utf8(first.note), 'paper')] }),
      verify(files, {
        fingerprint,
        earlier: [parseEarlierHead(utf8(`${first.note.split('\n').slice(0, 3).join('\n')}\n`), 'paper')],
      }),
    ]);
    expect(outcomes.map(({ verdict, confirmedRecords }) => [verdict, confirmedRecords])).toEqual(
      [marked.size, marked.size, first.size, first.size].map((size) => ['INTACT AND CONFIRMED OUTSIDE', size]),
    );
    expect(textReport(outcomes[0] as Report)).toContain('confirmed by “w”; records');
  });

  it('gives the same bytes each time it is made', () => {
    expect(makeBundle(QUERY)).toEqual(makeBundle(QUERY));
  });
});

describe('a bundle of a later format', () => {
  it('can not be judged', async () => {
    const files = makeBundle(WHOLE);
    const later = textAt(files, 'bag-info.txt').replace('bundle/1', 'bundle/2');
    const report = await verify({ ...files, 'bag-info.txt': later, 'tagmanifest-sha256.txt': tagsWith(files, later) });
    expect([report.verdict, report.exitCode, report.failures]).toEqual(['CANNOT CHECK', 2, []]);
  });
  const tagsWith = (files: Files, info: string): string =>
    textAt(files, 'tagmanifest-sha256.txt').replace(/^[0-9a-f]{64}(?=  bag-info)/mu, sha256Hex(utf8(info)));
});

describe('the root of trust', () => {
  it('of another case is a failure; none is said, and is no failure', async () => {
    expect(await verdictOf(WHOLE)).toEqual(['INTACT, SIGNER UNKNOWN', []]);
    expect(await verdictOf(WHOLE, { fingerprint: '0'.repeat(40) })).toEqual(['BROKEN', ['other-case']]);
  });
});

describe('people', () => {
  it('two must sign where the case says so, or where the person who checks wants it', async () => {
    const acts = { ...WHOLE, twoPersonActs: ['export'] };
    expect(await verdictOf(acts)).toEqual(['BROKEN', ['list-signers-missing']]);
    expect(await verdictOf({ ...acts, signers: [LEAD, ANALYST] })).toEqual(['INTACT, SIGNER UNKNOWN', []]);
    expect(await verdictOf(WHOLE, { signers: 2 })).toEqual(['BROKEN', ['list-signers-missing']]);
    expect(await verdictOf({ ...WHOLE, signers: [LEAD, LEAD], twoPersonActs: ['export'] })).toEqual([
      'BROKEN',
      ['list-signers-missing', 'list-unsigned'],
    ]);
  });

  const items = [{ sha256: 'ab'.repeat(32) }];
  it.each<[string, (log: LogMaker) => void, string[]]>([
    [
      'a receipt after a time that nobody signed for',
      (log) => {
        log.custody('acquire', { items });
        log.custody('release', { items, to: { outside: 'Lab' } });
        log.clockMs += 3 * 86_400_000;
        log.custody('receive', { items, from: { outside: 'Courier' } });
      },
      ['custody-gap'],
    ],
    [
      'a release and its receipt',
      (log) => {
        log.custody('acquire', { items });
        log.custody('release', { items, to: { outside: 'Lab' } });
        log.custody('receive', { items, from: { outside: 'Lab' } });
      },
      [],
    ],
    [
      'a transfer that only the giver signed',
      (log) => {
        log.custody('acquire', { items });
        log.custody('transfer', { items, from: { operatorId: 'lead' }, to: { operatorId: 'analyst' } });
      },
      ['custody-unsigned'],
    ],
    [
      'a transfer by somebody who does not hold it',
      (log) => {
        log.custody('acquire', { items });
        log.custody('transfer', { items, from: { operatorId: 'analyst' }, to: { operatorId: 'lead' } }, [
          ANALYST,
          LEAD,
        ]);
      },
      ['custody-gap'],
    ],
    [
      'a receipt out of the hands of somebody who did not sign',
      (log) => {
        log.custody('acquire', { items, to: { operatorId: 'analyst' } });
        log.custody('receive', { items, from: { operatorId: 'analyst' } });
      },
      ['custody-unsigned'],
    ],
    [
      'a release out of the hands of somebody who did not sign',
      (log) => {
        log.custody('acquire', { items, to: { operatorId: 'analyst' } });
        log.custody('release', { items, from: { operatorId: 'analyst' }, to: { outside: 'Lab' } });
      },
      ['custody-unsigned'],
    ],
    [
      'a receipt and an end that the giver signed too',
      (log) => {
        const from = { operatorId: 'analyst' };
        log.custody('acquire', { items, to: from });
        log.custody('receive', { items, from }, [LEAD, ANALYST]);
        log.custody('transfer', { items, from: { operatorId: 'lead' }, to: from }, [LEAD, ANALYST]);
        log.custody('dispose', { items, from }, [LEAD, ANALYST]);
      },
      [],
    ],
    [
      'a release of something on hold, also in other hands',
      (log) => {
        log.custody('acquire', { items });
        log.custody('hold', { items });
        log.custody('transfer', { items, to: { operatorId: 'analyst' } }, [LEAD, ANALYST]);
        log.custody('release', { items, to: { outside: 'Lab' } }, [ANALYST]);
      },
      ['custody-gap'],
    ],
    [
      'an end after the hold was lifted',
      (log) => {
        log.custody('acquire', { items });
        log.custody('hold', { items });
        log.custody('unhold', { items });
        log.custody('dispose', { items }, [LEAD, ANALYST]);
      },
      [],
    ],
    ['a copy of something nobody received', (log) => log.custody('copy', { items }), ['custody-gap']],
    [
      'a copy of something disposed of',
      (log) => {
        log.custody('acquire', { items });
        log.custody('dispose', { items }, [LEAD, ANALYST]);
        log.custody('copy', { items });
      },
      ['custody-gap'],
    ],
    [
      'an act of one where two are needed',
      (log) => {
        log.custody('acquire', { items });
        log.custody('dispose', { items });
      },
      ['custody-unsigned'],
    ],
    [
      'a record that says something else than its envelope',
      (log) => {
        log.add('custody', {
          act: 'acquire',
          operatorId: 'lead',
          envelope: { payload: '', payloadType: 'x', signatures: [] },
        });
      },
      ['custody-malformed'],
    ],
    [
      'a refused try, which is nobody’s act',
      (log) => void log.add('custody', { act: 'denied', operatorId: 'lead', operation: 'x', role: 'lead' }),
      [],
    ],
  ])('%s', async (_, more, codes) => {
    const [, found] = await verdictOf({ events: 5, more, twoPersonActs: ['dispose'] });
    expect(found).toEqual(codes);
  });

  it('who left no custody record at all are missed', async () => {
    const report = await verify(makeBundle({ events: 5, isCustodyKept: false }));
    expect(report.warnings.some(({ text }) => text.includes('no signed record of who held'))).toBe(true);
  });
});

describe('whoever unlocks', () => {
  it('signs for the key that is made then; a log of an earlier program has no such signature, up to its first', async () => {
    const events = 5;
    const verdicts = [
      await verdictOf({ events, hasSignedEpochs: false }),
      await verdictOf({ events, hasSignedEpochs: false, more: (log) => log.unlock() }),
      await verdictOf({ events, more: (log) => log.unlock(null) }),
      await verdictOf({ events, more: (log) => log.unlock(ANALYST) }),
    ];
    expect(verdicts.map(([, codes]) => codes)).toEqual([[], [], ['epoch-wrong'], ['epoch-wrong']]);
  });

  it('is the one in whose name notes, questions and settings are', async () => {
    const note = (operatorId: string) => (log: LogMaker) => void log.add('annotation', { act: 'star', operatorId });
    const codes = await Promise.all(
      ['lead', 'analyst'].map(async (operatorId) => (await verdictOf({ events: 5, more: note(operatorId) }))[1]),
    );
    expect(codes).toEqual([[], ['operator-wrong']]);
  });
});

describe('time', () => {
  it('that ran backwards, jumped or stood open without a seal is a warning', async () => {
    const report = await verify(
      makeBundle({
        events: 5,
        more: (log) => {
          log.clockMs -= 2 * 3_600_000;
          log.seal('interval');
          log.clockMs += 3_600_000;
          log.seal('interval');
        },
      }),
    );
    expect([
      report.verdict,
      report.warnings.filter(({ check }) => check === 8).map(({ text }) => text.replace(/record \d+/u, 'record N')),
    ]).toEqual([
      'INTACT, SIGNER UNKNOWN',
      [
        'The computer’s clock was set back by 1 h 59 min at record N.',
        'The computer’s clock was changed by 1 h before record N.',
      ],
    ]);
  });
});

describe('what is compared', () => {
  it('with a head of another history is a proof, and both notes are kept', async () => {
    const here = makeBundle(WHOLE);
    const other = makeBundle({ ...WHOLE, events: 245 });
    const note = (
      JSON.parse(textAt(other, 'data/case/heads.ndjson').trim().split('\n').at(-4) as string) as { note: string }
    ).note;
    const report = await verify(here, { earlier: [parseEarlierHead(utf8(note), 'their bundle')] });
    expect([
      report.verdict,
      codesOf(report),
      report.twoHistories.map(({ isSignedByThisLog, earlier }) => [isSignedByThisLog, earlier]),
    ]).toEqual(['BROKEN', ['two-histories'], [[true, note]]]);
  });

  it('with a longer head can not be said', async () => {
    const note = textAt(makeBundle({ ...WHOLE, events: 400 }), 'data/case/head.note');
    const report = await verify(makeBundle(WHOLE), { earlier: [parseEarlierHead(utf8(note), 'x')] });
    expect([report.verdict, report.exitCode]).toEqual(['CANNOT CHECK', 2]);
  });
});
