import { describe, expect, it } from 'vitest';
import { withAllSelectors } from '../../test/helpers/framework-content.ts';
import { Assessment } from './assessment.ts';
import { type Facts, newFacts } from './facts.ts';
import type { Check, Framework } from './framework-schema.ts';
import type { CaseInputs } from './inputs.ts';
import { explain, type Scorecard, scorecardOf } from './scorecard.ts';
import { at, BASE_CHECK, fact, MARCH } from './testing/one-check.ts';

const content = withAllSelectors();

/** Sessions without a second factor; severity and tolerance as a test wants them. */
const factor = (id: string, more: Partial<Check> = {}): Check => ({
  ...BASE_CHECK,
  id,
  conditions: { field: 'session.mfa', op: 'eq', value: false },
  population: { unit: 'session', description: 'sessions' },
  evaluate: { type: 'ratio', population: 'auth.success', dedupeBy: ['session.id'] },
  requiresCoverage: ['auth.success'],
  ...more,
});
const unseen = (id: string): Check =>
  factor(id, { evaluate: { type: 'ratio', population: 'journal.post' }, requiresCoverage: ['journal.post'] });

function cardOf(
  requirements: Record<string, Check[]>,
  facts: readonly Facts[],
  {
    inputs = {},
    notApplicable = new Map<string, string>(),
  }: { inputs?: CaseInputs; notApplicable?: Map<string, string> } = {},
): Scorecard {
  const [pattern] = content.requirements;
  if (pattern === undefined) throw new Error('a framework without requirements');
  const framework: Framework = {
    ...content,
    requirements: Object.entries(requirements).map(([id, checks]) => ({
      ...pattern,
      id,
      weight: 1,
      checks,
      reportingDeadline: null,
    })),
  };
  const assessment = new Assessment({ frameworks: [framework], inputs, period: MARCH, asOfMs: MARCH.toMs, seed: 3 });
  const state = assessment.start();
  for (const each of facts) assessment.observe(state, Object.assign(newFacts(), each));
  return scorecardOf(framework, assessment, assessment.conclude(state), notApplicable);
}

const sessions = (good: number, bad: number): Facts[] =>
  Array.from({ length: good + bad }, (_, place) =>
    fact(at(1 + (place % 31)), {
      category: 'authentication',
      'action.type': 'login',
      'action.success': true,
      'actor.id': 'anna',
      'session.id': `s${place}`,
      'session.mfa': place >= bad,
    }),
  );
const verdictsOf = ({ requirements }: Scorecard): Record<string, string> =>
  Object.fromEntries(requirements.map(({ id, verdict }) => [id, verdict]));

describe('a scorecard', () => {
  it('gives each requirement one of six verdicts', () => {
    const card = cardOf(
      {
        met: [factor('a')],
        partly: [factor('b'), factor('b2', { conditions: { field: 'session.id', op: 'eq', value: 's0' } })],
        critical: [factor('c', { severity: 'critical', conditions: { field: 'session.id', op: 'eq', value: 's0' } })],
        half: [factor('d', { conditions: { field: 'session.mfa', op: 'exists' } })],
        silent: [unseen('e')],
        waived: [factor('f')],
        uncovered: [factor('g'), unseen('g2')],
      },
      sessions(100, 0),
      { notApplicable: new Map([['waived', 'no such system']]) },
    );
    expect(verdictsOf(card)).toEqual({
      met: 'met',
      partly: 'partlyMet',
      critical: 'notMet',
      half: 'notMet',
      silent: 'notAssessed',
      waived: 'notApplicable',
      // All assessed checks pass, and yet one class it asks for was never seen.
      uncovered: 'partlyMet',
    });
    expect(card.requirements.find(({ id }) => id === 'waived')?.reason).toBe('no such system');
    expect(card.headline.criticalFailures).toBe(1);
    // One of 100 at a tolerance of 10 %: 0.9 of the points, and the critical failure does not cap them.
    expect(card.requirements.find(({ id }) => id === 'critical')?.points).toBeCloseTo(0.9);
  });

  it('says what is demonstrated, how far it could go, and why', () => {
    const card = cardOf({ one: [factor('a'), unseen('b')] }, sessions(95, 5));
    expect(card.score).toEqual({ coverage: 0.5, onAssessed: 0.5, demonstrated: 0.25, ceiling: 0.75 });
    const { assessableUnits, count, unit } = content.universe;
    expect(card.headline.says).toBe(
      `Demonstrated 25 of 100; could be anything from 25 to 75, because 50 % of the weight has no evidence; on what was assessed: 50; critical failures: 0; logs can speak to ${assessableUnits} of ${count} ${unit}.`,
    );
  });

  it('gives no number below the least coverage, and a dash where nothing was assessed', () => {
    const little = cardOf({ one: [factor('a'), unseen('b'), unseen('c')] }, sessions(95, 5));
    expect([little.headline.demonstrated, little.headline.coverage]).toEqual([null, 33.3]);
    expect(little.headline.says).toMatch(/^Insufficient evidence: 33.3 %/u);
    const nothing = cardOf({ one: [factor('a')] }, []);
    expect([nothing.headline.onAssessed, nothing.score.ceiling]).toEqual([null, 1]);
  });

  it('says 100 only where everything was assessed, surely, and without exception', () => {
    const inputs: CaseInputs = {
      integrity: { status: 'verified' },
      logSources: [{ id: 'src', inScope: true, expected: true }],
    };
    const perfect = cardOf({ one: [factor('a')] }, sessions(100, 0), { inputs });
    expect(perfect.headline).toMatchObject({ demonstrated: 100, confidence: { value: 1, word: 'high' } });
    // The same without verification of the evidence: 0.7 at most.
    const unsure = cardOf({ one: [factor('a')] }, sessions(100, 0));
    expect(unsure.headline).toMatchObject({
      demonstrated: 99.9,
      confidence: { value: expect.closeTo(0.7, 9), word: 'medium' },
    });
  });

  it('names what limits the confidence of a check', () => {
    const limitedBy = (check: Partial<Check>, facts: Facts[], inputs: CaseInputs = {}): unknown =>
      cardOf({ one: [factor('a', check)] }, facts, { inputs: { integrity: { status: 'verified' }, ...inputs } })
        .requirements[0]?.checks[0]?.confidence;
    expect(
      limitedBy(
        {},
        sessions(4, 0).map((one) => Object.assign(one, { time: at(2) })),
      ),
    ).toMatchObject({ limitedBy: 'source coverage', value: 1 / 31 });
    expect(limitedBy({ evidenceStrength: 'indicative' }, sessions(100, 0))).toEqual({
      limitedBy: 'evidence strength',
      value: 0.4,
    });
    const half = sessions(62, 0).map((one, place) => (place < 31 ? one : Object.assign(one, { 'session.mfa': '' })));
    expect(
      limitedBy(
        {
          evaluate: {
            type: 'ratio',
            population: 'auth.success',
            dedupeBy: ['session.id'],
            unknownWhen: { field: 'session.mfa', op: 'missing' },
          },
        },
        half,
      ),
    ).toEqual({ limitedBy: 'known share', value: 0.5 });
    expect(limitedBy({ tolerance: { zeroTolerance: false, ineffectiveAtRate: 0.05 } }, sessions(31, 0))).toEqual({
      limitedBy: 'quantity',
      value: 31 / 59,
    });
    expect(limitedBy({}, sessions(100, 0), { integrity: { status: 'failed' } })).toEqual({
      limitedBy: 'integrity',
      value: 0,
    });
  });

  it('explains each check in one line that can be worked out by hand', () => {
    const [requirement] = cardOf({ one: [factor('a'), unseen('b')] }, sessions(115, 3)).requirements;
    const lines = (requirement?.checks ?? []).map((check) => explain(check, false));
    expect(lines[0]).toBe(
      'a: 118 session known (0 unknown), 3 exceptions = 2.5 %; tolerance -> 2.24 of 3 points; threshold 0 events (default); confidence 0.70, limited by integrity',
    );
    expect(lines[1]).toBe('b: notAssessed (no evidence in the period)');
  });

  it('runs a clock for each incident that the law puts one on', () => {
    const [first] = content.requirements;
    if (first === undefined) throw new Error('a framework without requirements');
    const check: Check = {
      ...BASE_CHECK,
      id: 'clock',
      evaluate: {
        type: 'deadline',
        from: 'incidents[].awareAt',
        to: 'incidents[].notified.authorityAt',
        within: 'PT72H',
      },
      requiresInputs: ['incidents[]'],
    };
    const reportingDeadline = {
      trigger: 'awareness',
      recipient: 'authority',
      within: '72 hours',
      basis: 'Art. 33(1)',
      machine: 'PT72H',
    };
    const framework: Framework = { ...content, requirements: [{ ...first, checks: [check], reportingDeadline }] };
    const incidents = [
      { id: 'i1', awareAt: '2026-03-05T08:00:00Z', notified: { authorityAt: '2026-03-07T08:00:00Z' } },
      { id: 'i2', awareAt: '2026-03-30T08:00:00Z' },
    ];
    const assessment = new Assessment({
      frameworks: [framework],
      inputs: { incidents },
      period: MARCH,
      asOfMs: Date.UTC(2026, 2, 31),
      seed: 3,
    });
    const { clocks } = scorecardOf(framework, assessment, assessment.conclude(assessment.start()));
    expect(
      clocks.map(({ id, state, dueMs, recipient }) => [id, state, new Date(dueMs).toISOString(), recipient]),
    ).toEqual([
      ['i1', 'kept', '2026-03-08T08:00:00.000Z', 'authority'],
      ['i2', 'running', '2026-04-02T08:00:00.000Z', 'authority'],
    ]);
  });
});
