import { describe, expect, it } from 'vitest';
import { allFrameworks } from '../../test/helpers/framework-content.ts';
import { Prng } from '../scenario/prng.ts';
import { Assessment, type AssessmentState, selectorConflict } from './assessment.ts';
import { type Facts, newFacts } from './facts.ts';
import type { CaseInputs } from './inputs.ts';
import { at, fact, MARCH } from './testing/one-check.ts';
import { scorecardOf } from './scorecard.ts';

const frameworks = allFrameworks();
const [content] = frameworks;
if (content === undefined) throw new Error('no framework files');
const { categories, actionTypes, targetTypes } = content.vocabulary;

const people = ['anna', 'ben', 'carl', 'dora', 'svc-backup', 'root'];
const inputs: CaseInputs = {
  users: people.map((id, place) => ({
    id,
    kind: (['individual', 'shared', 'vendor', 'default', 'service', 'emergency'] as const)[place] ?? 'unknown',
    privileged: place > 2,
    roles: place === 0 ? ['developer'] : ['clerk'],
    status: 'active',
    ...(place === 1 ? { terminatedAt: new Date(at(10)).toISOString() } : {}),
  })),
  logSources: ['a', 'b', 'c'].map((id) => ({ id, inScope: id !== 'c', expected: true, capabilities: ['log.start'] })),
  integrity: { status: 'verified' },
  changes: [{ ticketId: 'T1', approvedAt: new Date(at(2)).toISOString() }],
  accessReviews: [{ id: 'r', performedAt: new Date(at(3)).toISOString() }],
  incidents: [
    {
      id: 'i',
      detectedAt: new Date(at(3)).toISOString(),
      awareAt: new Date(at(3)).toISOString(),
      personalData: true,
      phi: true,
    },
  ],
  sodRules: [{ id: 'r', duties: ['change.approve', 'change.deployProd'] }],
  authorizations: true,
  relationships: true,
};

/** Any events at all: what they mean does not matter here, only that all evaluators get some. */
function randomFacts(seed: number, count: number): Facts[] {
  const prng = new Prng(seed);
  return Array.from({ length: count }, () => {
    const facts = fact(at(1) + Math.floor(prng.unit() * 34 * 86_400_000), {
      category: prng.pick(categories),
      'action.type': prng.chance(0.5)
        ? prng.pick(['login', 'read', 'modify', 'create', 'review', 'approve', 'deploy', 'alert', 'disable', 'clear'])
        : prng.pick(actionTypes),
      'target.type': prng.pick(targetTypes),
      'target.id': prng.pick(people),
      'actor.id': prng.pick(people),
      'source.id': prng.pick(['a', 'b', 'c']),
      'session.sourceIp': prng.pick(['10.0.0.1', '203.0.113.7']),
      severity: prng.pick(['low', 'high']),
      'target.environment': 'production',
      'target.classification': [prng.pick(['phi', 'pii', 'chd', 'financial'])],
      'target.subjectId': prng.pick(['p1', 'p2']),
    });
    facts['actor.name'] = facts['actor.id'] as string;
    if (prng.chance(0.7)) facts['action.success'] = prng.chance(0.5);
    if (prng.chance(0.7)) facts['session.id'] = `s${prng.int(1, 90)}`;
    if (prng.chance(0.5)) facts['session.mfa'] = prng.chance(0.5);
    if (prng.chance(0.3)) facts['context.ticketId'] = prng.pick(['T1', 'T2']);
    if (prng.chance(0.5)) facts['context.authorized'] = prng.chance(0.8);
    if (prng.chance(0.3)) facts['recordedTime'] = (facts['time'] as number) + prng.int(-600_000, 2_000_000);
    if (prng.chance(0.02)) delete facts['time'];
    return facts;
  });
}

const copy = (facts: Facts): Facts => Object.assign(newFacts(), facts);
const assess = (limits: object) =>
  new Assessment({ frameworks, inputs, period: MARCH, asOfMs: MARCH.toMs, seed: 11, limits });

function feed(assessment: Assessment, facts: readonly Facts[]): AssessmentState {
  const state = assessment.start();
  for (const each of facts) assessment.observe(state, copy(each));
  return state;
}
const conclusionOf = (assessment: Assessment, state: AssessmentState): unknown => {
  const { books, findings } = assessment.conclude(state);
  return { findings, counts: books.counts };
};

describe('an assessment', () => {
  const facts = randomFacts(1, 3000);
  it.each([
    ['with room for all', {}],
    ['with too little room', { maxUnits: 40, maxExceptions: 8, maxMarks: 300, maxGroupMarks: 30 }],
  ])('finds the same in any order and in any number of parts, %s', (_, limits) => {
    const assessment = assess(limits);
    const expected = conclusionOf(assessment, feed(assessment, facts));
    const prng = new Prng(5);
    const shuffled = facts
      .map((each) => ({ each, place: prng.u32() }))
      .toSorted((one, two) => one.place - two.place)
      .map(({ each }) => each);
    expect(conclusionOf(assessment, feed(assessment, shuffled))).toEqual(expected);
    const parts = [0, 1, 2, 3].map((part) =>
      feed(
        assessment,
        shuffled.filter((_each, place) => place % 4 === part),
      ),
    );
    // As between threads.
    const [first, ...others] = parts.map((part) => structuredClone(part));
    if (first === undefined) throw new Error('no parts');
    for (const other of others) assessment.merge(first, other);
    expect(conclusionOf(assessment, first)).toEqual(expected);
  });

  it('finds exceptions of nearly every way to evaluate among random events', () => {
    const assessment = assess({});
    const { findings } = assessment.conclude(feed(assessment, facts));
    const types = new Set(
      frameworks.flatMap(({ requirements }) =>
        requirements.flatMap(({ checks }) =>
          checks.filter(({ id }) => (findings.get(id)?.exceptions ?? 0) > 0).map(({ evaluate }) => evaluate.type),
        ),
      ),
    );
    expect(types.size).toBeGreaterThan(10);
  });

  it('changes nothing when every event comes twice', () => {
    const assessment = assess({});
    const once = assessment.conclude(feed(assessment, facts)).findings;
    const twice = assessment.conclude(feed(assessment, [...facts, ...facts])).findings;
    const numbers = (map: typeof once) =>
      [...map]
        .filter(([id]) => !id.includes(':central'))
        .map(([id, { population, exceptions, unknown }]) => [id, population, exceptions, unknown]);
    expect(numbers(twice)).toEqual(numbers(once));
  });

  it('keeps a state that does not grow with the number of events', () => {
    const limits = { maxUnits: 200, maxExceptions: 50, maxMarks: 500, maxGroupMarks: 100 };
    const assessment = assess(limits);
    const held = (count: number): number =>
      [...sizes(feed(assessment, randomFacts(2, count)))].reduce((sum, size) => sum + size, 0);
    expect(held(16_000)).toBeLessThan(held(4000) * 1.6);
  });

  it('counts what it can not use: unclassified, untimed, out of scope, outside the period', () => {
    const assessment = assess({});
    const state = assessment.start();
    const event = (values: Facts): void => assessment.observe(state, copy(values));
    event(fact(at(2), { 'source.id': 'a' }));
    event(fact(at(2), { 'source.id': 'c', category: 'audit' }));
    event(fact(at(1) - 86_400_000 * 3, { 'source.id': 'a', category: 'audit' }));
    event(fact(Number.NaN, { 'source.id': 'a', category: 'audit', time: 'never' }));
    expect(state.books.counts).toEqual({
      events: 4,
      inPeriod: 1,
      outsidePeriod: 1,
      untimed: 1,
      unclassified: 1,
      outOfScope: 1,
    });
  });

  it('is made of frameworks that mean the same by a selector', () => {
    expect(selectorConflict(frameworks)).toBeUndefined();
    const other = structuredClone(content);
    const any = other.vocabulary.selectors['any'];
    if (any !== undefined) any.conditions = { field: 'time', op: 'exists' };
    expect(selectorConflict([content, other])).toBe('any');
  });

  it('gives each framework a scorecard whose numbers follow from its checks', () => {
    const assessment = assess({});
    const measured = assessment.conclude(feed(assessment, facts));
    for (const framework of frameworks) {
      const { score, requirements, verdicts, headline } = scorecardOf(framework, assessment, measured);
      expect(Object.values(verdicts).reduce((sum, count) => sum + count, 0)).toBe(requirements.length);
      expect(score.demonstrated).toBeLessThanOrEqual(score.ceiling);
      expect(score.demonstrated).toBeCloseTo((score.onAssessed ?? 0) * score.coverage, 10);
      expect(headline.says).toContain(`of ${framework.universe.count}`);
      const checks = requirements.flatMap((requirement) => requirement.checks);
      for (const { outcome, points } of checks) expect(points === null).toBe(!['passed', 'failed'].includes(outcome));
      expect(checks.filter(({ outcome, items }) => outcome === 'failed' && items.length === 0)).toEqual([]);
    }
  });
});

/** How many things each part of a state holds. */
function* sizes(state: unknown): Generator<number> {
  if (state instanceof Map || state instanceof Set) {
    yield state.size;
    for (const value of state.values()) yield* sizes(value);
  } else if (Array.isArray(state)) {
    yield state.length;
    for (const value of state as unknown[]) yield* sizes(value);
  } else if (typeof state === 'object' && state !== null) for (const value of Object.values(state)) yield* sizes(value);
}
