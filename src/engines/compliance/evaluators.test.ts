import { describe, expect, it } from 'vitest';
import type { Facts, FactValue } from './facts.ts';
import type { Check } from './framework-schema.ts';
import type { CaseInputs } from './inputs.ts';
import type { CheckResult } from './judge.ts';
import { withAllSelectors } from '../../test/helpers/framework-content.ts';
import { at, fact, MARCH, runCheck } from './testing/one-check.ts';

const framework = withAllSelectors();

const run = (
  check: Partial<Check> & Pick<Check, 'evaluate'>,
  facts: readonly Facts[],
  inputs: CaseInputs = {},
  request = {},
): CheckResult => runCheck(framework, check, facts, inputs, request);
/** What a person would count: outcome, population, exceptions, unknown, open, excused. */
const counts = ({ outcome, population, exceptions, unknown, open, excused }: CheckResult): unknown[] => [
  outcome,
  population,
  exceptions,
  unknown,
  open,
  excused,
];

const login = (ms: number, success: boolean, more: Record<string, FactValue> = {}): Facts =>
  fact(ms, {
    category: 'authentication',
    'action.type': 'login',
    'action.success': success,
    'actor.name': 'anna',
    'actor.id': 'anna',
    ...more,
  });
const event = (ms: number, category: string, action: string, more: Record<string, FactValue> = {}): Facts =>
  fact(ms, { category, 'action.type': action, ...more });
const dayText = (day: number, time = '12:00:00'): string => new Date(at(day, time)).toISOString();

describe('ratio', () => {
  const noFactor: Partial<Check> & Pick<Check, 'evaluate'> = {
    conditions: { field: 'session.mfa', op: 'eq', value: false },
    population: { unit: 'session', description: 'sessions' },
    evaluate: {
      type: 'ratio',
      population: 'auth.success',
      dedupeBy: ['session.id'],
      unknownWhen: { field: 'session.mfa', op: 'missing' },
    },
    requiresCoverage: ['auth.success'],
  };

  it('counts sessions and not events, leaves unknown ones out, and names the events of an exception', () => {
    const facts = [
      login(at(2), true, { 'session.id': 's1', 'session.mfa': true }),
      login(at(2, '13:00:00'), true, { 'session.id': 's1', 'session.mfa': true }),
      login(at(3), true, { 'session.id': 's2', 'session.mfa': false }),
      login(at(3, '13:00:00'), true, { 'session.id': 's2', 'session.mfa': false }),
      login(at(4), true, { 'session.id': 's3' }),
      login(at(5), true, { 'session.id': 's4', 'session.mfa': true }),
      login(at(5, '14:00:00'), true, { 'session.id': 's4' }),
    ];
    const result = run(noFactor, facts);
    // s1 and s4 with, s2 without, s3 unknown: 1 of 3, tolerance 10 %.
    expect(counts(result)).toEqual(['failed', 3, 1, 1, 0, 0]);
    expect(result.points).toBe(0);
    expect(result.items).toEqual([
      {
        key: 's2',
        evidence: [
          expect.objectContaining({ id: facts[2]?.['id'] }),
          expect.objectContaining({ id: facts[3]?.['id'] }),
        ],
      },
    ]);
  });

  it('takes actor, source, address and day for a session where the log has no session ids', () => {
    const facts = [1, 2, 3].map((hour) => login(at(2, `0${hour}:00:00`), true, { 'session.mfa': false }));
    expect(counts(run(noFactor, [...facts, login(at(3), true, { 'session.mfa': true })]))).toEqual([
      'failed',
      2,
      1,
      0,
      0,
      0,
    ]);
  });

  it('is not assessed where all is unknown, and not exercised where a source could have told', () => {
    expect(run(noFactor, [login(at(2), true, { 'session.id': 's1' })])).toMatchObject({
      outcome: 'notAssessed',
      points: null,
    });
    expect(run(noFactor, [])).toMatchObject({ outcome: 'notAssessed', reason: 'no evidence in the period' });
    const inputs = { logSources: [{ id: 'src', inScope: true, capabilities: ['auth.success'] }] };
    expect(run(noFactor, [], inputs)).toMatchObject({ outcome: 'notExercised', points: null });
  });

  it('does not read a missing ticket as anything where the source never carries tickets', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      conditions: {
        all: [
          { field: 'category', op: 'eq', value: 'account' },
          { field: 'context.ticketId', op: 'missing' },
        ],
      },
      evaluate: { type: 'ratio', population: 'account.any' },
      requiresInputs: ['changes[] or approval references carried in events'],
    };
    const create = (more: Record<string, FactValue>): Facts =>
      event(at(2), 'account', 'create', { 'target.type': 'account', 'target.id': 'x', ...more });
    const facts = [
      create({ 'source.id': 'plain' }),
      create({ 'source.id': 'tickets' }),
      create({ 'source.id': 'tickets', 'context.ticketId': 'CHG-1' }),
    ];
    expect(run(check, facts.slice(0, 1)).reason).toBe(
      'the case has no changes[] or approval references carried in events',
    );
    expect(counts(run(check, facts))).toEqual(['failed', 2, 1, 1, 0, 0]);
    expect(counts(run(check, facts, { changes: [] }))).toEqual(['failed', 3, 2, 0, 0, 0]);
  });

  it('counts leavers by the directory, also those who did nothing, and those who are still enabled', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      conditions: {
        all: [
          { field: 'actor.terminatedAt', op: 'exists' },
          { field: 'time', op: 'gt', value: { field: 'actor.terminatedAt' } },
          { field: 'action.success', op: 'eq', value: true },
        ],
      },
      evaluate: {
        type: 'ratio',
        population: { users: { field: 'terminatedAt', op: 'exists' } },
        unitKey: 'actor.id',
        stillEnabledAfter: 'PT24H',
      },
      requiresInputs: ['users[]'],
      requiresCoverage: ['auth.success'],
      tolerance: { zeroTolerance: true, ineffectiveAtRate: 0.05 },
    };
    const inputs: CaseInputs = {
      users: [
        { id: 'anna', terminatedAt: dayText(10), status: 'terminated' },
        { id: 'ben', terminatedAt: dayText(12), status: 'disabled', disabledAt: dayText(12, '13:00:00') },
        { id: 'carl', terminatedAt: dayText(14), status: 'active' },
        { id: 'dora', terminatedAt: new Date(at(31) + 10 * 86_400_000).toISOString(), status: 'active' },
        { id: 'emil', status: 'active' },
      ],
    };
    const facts = [login(at(9), true), login(at(11), true, { 'actor.id': 'NORD\\Anna' }), login(at(11), false)];
    const result = run(check, facts, inputs);
    // anna used after leaving, carl still enabled; ben in time; dora leaves later.
    expect(counts(result)).toEqual(['failed', 3, 2, 0, 0, 0]);
    expect(result.items.map(({ key }) => key)).toEqual(['anna', 'carl']);
    expect(result.points).toBe(0);
  });

  it('finds accounts that wake up or lie unused for longer than allowed', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      evaluate: {
        type: 'ratio',
        population: { users: { field: 'status', op: 'ne', value: 'disabled' } },
        unitKey: 'actor.id',
        dormantDays: 10,
      },
      requiresInputs: ['users[]'],
    };
    const inputs: CaseInputs = {
      users: [{ id: 'anna' }, { id: 'ben' }, { id: 'carl' }, { id: 'dora', status: 'disabled' }],
    };
    const facts = [
      ...[1, 9, 17, 25, 31].map((day) => login(at(day), true)),
      ...[1, 20, 29].map((day) => login(at(day), true, { 'actor.id': 'ben' })),
    ];
    const result = run(check, facts, inputs);
    expect(counts(result)).toEqual(['failed', 3, 2, 0, 0, 0]);
    expect(result.items.map(({ key, note }) => [key, note])).toEqual([
      ['ben', 'used after 19 days without activity'],
      ['carl', 'enabled, and unused in the whole period'],
    ]);
  });

  it('excuses what another event has just preceded', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      conditions: { field: 'session.idleSeconds', op: 'gt', value: 900 },
      population: { unit: 'session', description: 'sessions' },
      evaluate: {
        type: 'ratio',
        population: 'auth.success',
        dedupeBy: ['session.id'],
        unless: { precededBy: 'auth.login', within: 'PT1M' },
      },
    };
    const idle = (time: string, session: string): Facts =>
      fact(at(3, time), { 'actor.id': 'anna', 'session.id': session, 'session.idleSeconds': 1000 });
    const facts = [
      login(at(3, '08:00:00'), true, { 'session.id': 's1' }),
      login(at(3, '09:00:00'), true, { 'session.id': 's2' }),
      idle('09:00:30', 's2'),
      idle('10:00:00', 's1'),
    ];
    expect(counts(run(check, facts))).toEqual(['failed', 2, 1, 0, 0, 0]);
  });
});

describe('prohibited', () => {
  const check: Partial<Check> & Pick<Check, 'evaluate'> = {
    conditions: {
      all: [
        { field: 'category', op: 'eq', value: 'audit' },
        { field: 'action.type', op: 'eq', value: 'clear' },
      ],
    },
    evaluate: {
      type: 'prohibited',
      selector: 'log.clear',
      dedupeBy: ['source.id', 'actor.id', 'target.id'],
      dedupeWindow: 'PT1H',
    },
    requiresCoverage: ['log.start'],
    optionalInputs: ['changes[] or approval references carried in events'],
    tolerance: { zeroTolerance: true, ineffectiveAtRate: 0.05 },
  };
  const clear = (time: string, more: Record<string, FactValue> = {}): Facts =>
    event(at(5, time), 'audit', 'clear', {
      'target.type': 'log',
      'actor.id': 'vera',
      'target.id': 'Security',
      ...more,
    });
  const started = event(at(1), 'audit', 'start', { 'target.type': 'logService' });

  it('takes repeats within the window for one, and passes on silence only where recording is proven', () => {
    const result = run(check, [
      clear('02:00:00'),
      clear('02:30:00'),
      clear('03:20:00'),
      clear('09:00:00'),
      clear('02:10:00', { 'actor.id': 'ben' }),
    ]);
    // vera 02:00 to 03:20 is one, 09:00 another; ben's is the third.
    expect(counts(result)).toEqual(['failed', 3, 3, 0, 0, 0]);
    expect(result.items.map(({ evidence }) => evidence.length)).toEqual([1, 3, 1]);
    expect(run(check, []).outcome).toBe('notAssessed');
    expect(counts(run(check, [started]))).toEqual(['passed', 0, 0, 0, 0, 0]);
  });

  it('lets an approval excuse only where the case has loaded it and it is older than the act', () => {
    const ticketed = clear('02:00:00', { 'context.ticketId': 'CHG-7' });
    expect(run(check, [ticketed]).items[0]?.note).toBe('unexplained: no approvals are loaded');
    expect(
      counts(run(check, [ticketed, started], { changes: [{ ticketId: 'CHG-7', approvedAt: dayText(4) }] })),
    ).toEqual(['passed', 1, 0, 0, 0, 1]);
    expect(run(check, [ticketed], { changes: [{ ticketId: 'CHG-7', approvedAt: dayText(6) }] }).outcome).toBe('failed');
    expect(run(check, [ticketed], { changes: [] }).outcome).toBe('failed');
  });
});

describe('event_count', () => {
  const check: Partial<Check> & Pick<Check, 'evaluate'> = {
    population: { unit: 'burst', description: 'bursts' },
    evaluate: {
      type: 'event_count',
      selector: 'auth.failure',
      groupBy: ['actor.name', 'source.id'],
      timespan: 'PT30M',
      condition: { gt: 10 },
      unless: { followedBy: 'auth.lockout', within: 'PT5M' },
    },
    requiresCoverage: ['auth.failure'],
  };
  const fail = (count: number, from: number, stepMs: number, name = 'anna'): Facts[] =>
    Array.from({ length: count }, (_, step) =>
      login(from + step * stepMs, false, { 'actor.name': name, 'actor.id': name }),
    );

  it('finds eleven in half an hour, however they lie across a cut of time, and not ten', () => {
    expect(counts(run(check, fail(11, at(3, '11:50:00'), 120_000)))).toEqual(['failed', 1, 1, 0, 0, 0]);
    expect(run(check, fail(10, at(3, '11:50:00'), 120_000)).outcome).toBe('notExercised');
    // Eleven in 31 minutes.
    expect(run(check, fail(11, at(3, '11:50:00'), 186_000)).outcome).toBe('notExercised');
  });

  it('takes one long flood for one burst, and keeps little of it', () => {
    const result = run(check, fail(5000, at(3, '08:00:00'), 1000));
    expect(counts(result)).toEqual(['failed', 1, 1, 0, 0, 0]);
  });

  it('is answered by a lockout of that account, and not by one of another', () => {
    const lockout = (name: string): Facts =>
      event(at(3, '12:12:00'), 'authentication', 'lockout', { 'actor.name': name });
    const burst = fail(12, at(3, '11:50:00'), 120_000);
    expect(counts(run(check, [...burst, lockout('ANNA')]))).toEqual(['passed', 1, 0, 0, 0, 0]);
    expect(run(check, [...burst, lockout('ben')]).outcome).toBe('failed');
  });
});

describe('value_count', () => {
  const check: Partial<Check> & Pick<Check, 'evaluate'> = {
    population: { unit: 'burst', description: 'windows' },
    evaluate: {
      type: 'value_count',
      selector: 'auth.failure',
      field: 'actor.name',
      groupBy: ['session.sourceIp'],
      timespan: 'PT10M',
      condition: { gte: 10 },
      unless: { followedBy: 'security.alert', within: 'PT1H' },
    },
  };
  const spray = (names: number, stepMs: number): Facts[] =>
    Array.from({ length: names }, (_, step) =>
      login(at(4) + step * stepMs, false, { 'actor.name': `u${step}`, 'session.sourceIp': '10.0.0.9' }),
    );

  it('counts different accounts and not failures', () => {
    expect(counts(run(check, spray(10, 30_000)))).toEqual(['failed', 1, 1, 0, 0, 0]);
    expect(run(check, spray(9, 30_000)).outcome).toBe('notExercised');
    const same = Array.from({ length: 40 }, (_, step) =>
      login(at(4) + step * 1000, false, { 'session.sourceIp': '10.0.0.9' }),
    );
    expect(run(check, same).outcome).toBe('notExercised');
    const alert = event(at(4, '12:30:00'), 'security', 'alert', { 'session.sourceIp': '10.0.0.9' });
    expect(counts(run(check, [...spray(10, 30_000), alert]))).toEqual(['passed', 1, 0, 0, 0, 0]);
  });
});

describe('value_sum', () => {
  const check: Partial<Check> & Pick<Check, 'evaluate'> = {
    population: { unit: 'actor-day', description: 'days' },
    evaluate: {
      type: 'value_sum',
      selector: 'data.readPii',
      field: 'data.recordCount',
      groupBy: ['actor.id'],
      timespan: 'P1D',
      condition: { gt: 500 },
      baseline: 'role p99 over P90D',
      unless: { approved: true },
    },
    optionalInputs: ['changes[] or approval references carried in events'],
  };
  const look = (day: number, actor: string, records: number, more: Record<string, FactValue> = {}): Facts =>
    event(at(day), 'data', 'read', {
      'actor.id': actor,
      'target.classification': ['pii'],
      'data.recordCount': records,
      ...more,
    });

  it('adds up records of a person and day, an event that came twice once', () => {
    const twice = look(3, 'ben', 300);
    const facts = [look(3, 'anna', 300), look(3, 'anna', 201), look(4, 'anna', 500), twice, twice];
    expect(counts(run(check, facts))).toEqual(['failed', 3, 1, 0, 0, 0]);
    expect(run(check, facts).items[0]).toMatchObject({ key: 'anna\u001f2026-03-03', note: '501 in one day' });
  });

  it('raises the limit to what others of the role do, and never by what the person does', () => {
    const role = { 'actor.roles': ['archivist'] };
    const others = Array.from({ length: 31 }, (_, day) => look(day + 1, 'ben', 900, role));
    expect(counts(run(check, [...others, look(5, 'anna', 800, role)]))).toEqual(['failed', 32, 31, 0, 0, 0]);
    const result = run(check, [...others, look(5, 'anna', 800, role)]);
    expect(result.items.some(({ key }) => key.startsWith('anna'))).toBe(false);
  });

  it('is excused by an approval that is loaded', () => {
    const facts = [look(3, 'anna', 900, { 'context.ticketId': 'CHG-2' })];
    expect(counts(run(check, facts, { changes: [{ ticketId: 'CHG-2', approvedAt: dayText(2) }] }))).toEqual([
      'passed',
      1,
      0,
      0,
      0,
      1,
    ]);
    expect(run(check, facts).outcome).toBe('failed');
  });
});

describe('temporal_ordered', () => {
  it('finds failures that end in a success', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      population: { unit: 'burst', description: 'bursts' },
      evaluate: {
        type: 'temporal_ordered',
        sequence: [{ selector: 'auth.failure', gte: 10 }, { selector: 'auth.success' }],
        groupBy: ['actor.name'],
        timespan: 'PT10M',
        unless: { followedBy: 'alert.ack', within: 'PT24H' },
      },
    };
    const burst = Array.from({ length: 10 }, (_, step) => login(at(3) + step * 10_000, false));
    const success = login(at(3, '12:03:00'), true);
    expect(counts(run(check, [...burst, success]))).toEqual(['failed', 1, 1, 0, 0, 0]);
    expect(run(check, [...burst.slice(1), success]).outcome).not.toBe('failed');
    expect(run(check, [...burst, login(at(3, '13:00:00'), true)]).outcome).not.toBe('failed');
    const ack = event(at(3, '20:00:00'), 'security', 'acknowledge', { 'target.id': 'anna' });
    expect(counts(run(check, [...burst, success, ack]))).toEqual(['passed', 1, 0, 0, 0, 0]);
    // At the end of the evidence the day to answer is not over.
    expect(counts(run(check, [...burst, success], {}, { asOfMs: at(3, '18:00:00') }))).toEqual([
      'notExercised',
      0,
      0,
      0,
      1,
      0,
    ]);
  });

  it('counts subjects, and lets a lifted restriction be', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      population: { unit: 'subject', description: 'subjects' },
      evaluate: {
        type: 'temporal_ordered',
        sequence: [{ selector: 'privacy.restrict' }, { selector: 'data.readPii' }],
        groupBy: ['target.subjectId'],
        timespan: 'P365D',
        unless: { liftedBy: 'privacy.lift' },
      },
    };
    const of = (ms: number, category: string, action: string, subject: string): Facts =>
      event(ms, category, action, {
        'target.subjectId': subject,
        'target.type': 'record',
        'target.classification': ['pii'],
      });
    const facts = [
      of(at(2), 'privacy', 'disable', 'p1'),
      of(at(3), 'data', 'read', 'p1'),
      of(at(2), 'privacy', 'disable', 'p2'),
      of(at(3), 'privacy', 'enable', 'p2'),
      of(at(4), 'data', 'read', 'p2'),
      of(at(5), 'privacy', 'disable', 'p3'),
      of(at(4), 'data', 'read', 'p3'),
    ];
    expect(counts(run(check, facts))).toEqual(['failed', 3, 1, 0, 0, 0]);
  });
});

describe('response', () => {
  const check: Partial<Check> & Pick<Check, 'evaluate'> = {
    population: { unit: 'alert', description: 'alerts' },
    evaluate: {
      type: 'response',
      antecedent: 'security.alertHigh',
      consequent: 'alert.ack',
      within: 'PT24H',
      groupBy: ['target.id'],
    },
    requiresCoverage: ['security.alert'],
  };
  const alert = (ms: number, id: string): Facts =>
    event(ms, 'security', 'alert', { severity: 'high', 'target.id': id });
  const ack = (ms: number, id: string): Facts => event(ms, 'security', 'acknowledge', { 'target.id': id });

  it('tells the answered, the late, and those that are not yet due', () => {
    const facts = [
      alert(at(3), 'a'),
      ack(at(3, '20:00:00'), 'a'),
      alert(at(4), 'b'),
      ack(at(6), 'b'),
      alert(at(31, '18:00:00'), 'c'),
      ack(at(2), 'd'),
      alert(at(3), 'd'),
    ];
    expect(counts(run(check, facts))).toEqual(['failed', 3, 2, 0, 1, 0]);
  });
});

describe('precededBy', () => {
  const check: Partial<Check> & Pick<Check, 'evaluate'> = {
    population: { unit: 'change', description: 'changes' },
    evaluate: {
      type: 'precededBy',
      consequent: 'change.deployProd',
      antecedent: 'change.approve',
      key: 'context.ticketId',
      within: 'P90D',
      input: 'changes[]',
    },
    requiresInputs: ['changes[] or approval references carried in events'],
  };
  const deploy = (ms: number, ticket?: string): Facts =>
    event(ms, 'change', 'deploy', {
      'target.environment': 'production',
      ...(ticket === undefined ? {} : { 'context.ticketId': ticket }),
    });
  const approve = (ms: number, ticket: string): Facts => event(ms, 'change', 'approve', { 'context.ticketId': ticket });

  it('wants an approval before: in the log or in the table', () => {
    const facts = [
      approve(at(2), 'C1'),
      deploy(at(3), 'C1'),
      deploy(at(3), 'C2'),
      deploy(at(4)),
      deploy(at(4), 'C3'),
      approve(at(5), 'C3'),
      deploy(at(6), 'C4'),
    ];
    const inputs = { changes: [{ ticketId: 'C2', approvedAt: dayText(1) }] };
    const result = run(check, facts, inputs);
    expect(counts(result)).toEqual(['failed', 5, 3, 0, 0, 0]);
    expect(result.items.map(({ note }) => note).toSorted()).toEqual([
      'no approval before',
      'no approval before',
      'no ticket',
    ]);
  });
});

describe('conflict', () => {
  const step = (ms: number, action: string, actor: string, ticket: string): Facts =>
    event(ms, 'change', action, { 'actor.id': actor, 'context.ticketId': ticket, 'target.environment': 'production' });

  it('finds one person on both sides of one item', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      population: { unit: 'item', description: 'items' },
      evaluate: {
        type: 'conflict',
        input: 'sodRules[]',
        sameActor: 'actor.id',
        selectors: ['change.approve', 'change.deployProd'],
        scopeKey: 'context.ticketId',
        timespan: 'P90D',
      },
      requiresInputs: ['sodRules[]'],
    };
    const facts = [
      step(at(2), 'approve', 'anna', 'C1'),
      step(at(3), 'deploy', 'anna', 'C1'),
      step(at(2), 'approve', 'anna', 'C2'),
      step(at(3), 'deploy', 'ben', 'C2'),
      step(at(3), 'deploy', 'anna', 'C3'),
    ];
    expect(run(check, facts).reason).toBe('the case has no sodRules[]');
    expect(counts(run(check, facts, { sodRules: [] }))).toEqual(['failed', 2, 1, 0, 0, 0]);
  });

  it('finds duties that rules of the case keep apart', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      population: { unit: 'account', description: 'people' },
      evaluate: { type: 'conflict', input: 'sodRules[]', sameActor: 'actor.id' },
      requiresInputs: ['sodRules[]'],
    };
    const facts = [
      step(at(2), 'approve', 'anna', 'C1'),
      step(at(3), 'deploy', 'anna', 'C9'),
      step(at(3), 'deploy', 'ben', 'C1'),
    ];
    const sodRules = [{ id: 'R1', duties: ['change.approve', 'change.deployProd'] as [string, string] }];
    expect(counts(run(check, facts, { sodRules }))).toEqual(['failed', 2, 1, 0, 0, 0]);
  });
});

describe('cadence', () => {
  const review = (day: number): Facts => event(at(day), 'review', 'review', { 'target.type': 'log' });
  const check: Partial<Check> & Pick<Check, 'evaluate'> = {
    kind: 'timeliness',
    population: { unit: 'interval', description: 'weeks' },
    evaluate: { type: 'cadence', selector: 'log.review', every: 'P7D' },
  };

  it('wants something in each full interval, and says nothing of a class it never saw', () => {
    // Four full weeks of March; none from the 15th to the 21st.
    expect(counts(run(check, [review(2), review(9), review(23), review(30)]))).toEqual(['failed', 4, 1, 0, 0, 0]);
    expect(counts(run(check, [review(2), review(9), review(16), review(23)]))).toEqual(['passed', 4, 0, 0, 0, 0]);
    expect(run(check, []).outcome).toBe('notAssessed');
  });

  it('counts systems apart, takes the table of reviews, and knows that a month is no quarter', () => {
    const backup = (day: number, system: string): Facts =>
      event(at(day), 'backup', 'backup', { 'action.success': true, 'target.id': system });
    const grouped: Partial<Check> & Pick<Check, 'evaluate'> = {
      evaluate: { type: 'cadence', selector: 'backup.run', every: 'P30D', groupBy: ['target.id'] },
    };
    expect(counts(run(grouped, [backup(3, 'db1'), backup(31, 'db2')]))).toEqual(['failed', 2, 1, 0, 0, 0]);
    const quarterly: Partial<Check> & Pick<Check, 'evaluate'> = {
      evaluate: { type: 'cadence', selector: 'review.access', every: 'P92D', input: 'accessReviews[]' },
      requiresInputs: ['accessReviews[]'],
    };
    expect(run(quarterly, [], { accessReviews: [] }).reason).toContain('shorter than the interval');
    expect(counts(run(quarterly, [], { accessReviews: [{ id: 'r', performedAt: dayText(9) }] }))).toEqual([
      'passed',
      1,
      0,
      0,
      0,
      0,
    ]);
    const year = { period: { fromMs: Date.UTC(2025, 3, 1), toMs: MARCH.toMs } };
    expect(counts(run(quarterly, [], { accessReviews: [{ id: 'r', performedAt: dayText(9) }] }, year))).toEqual([
      'failed',
      3,
      3,
      0,
      0,
      0,
    ]);
  });
});

describe('deadline', () => {
  it('counts hours from awareness, and leaves what is not due open', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      population: { unit: 'incident', description: 'incidents' },
      evaluate: {
        type: 'deadline',
        from: 'incidents[].awareAt',
        to: 'incidents[].notified.authorityAt',
        within: 'PT72H',
        inputWhere: { field: 'personalData', op: 'eq', value: true },
      },
      requiresInputs: ['incidents[]'],
    };
    const incident = (id: string, aware: string, authorityAt?: string, personalData = true) => ({
      id,
      personalData,
      awareAt: aware,
      ...(authorityAt === undefined ? {} : { notified: { authorityAt } }),
    });
    const inputs = {
      incidents: [
        incident('i1', dayText(3), dayText(6)),
        incident('i2', dayText(3), dayText(6, '12:00:01')),
        incident('i3', dayText(5)),
        incident('i4', dayText(30)),
        incident('i5', dayText(3), undefined, false),
      ],
    };
    const result = run(check, [], inputs);
    expect(counts(result)).toEqual(['failed', 3, 2, 0, 1, 0]);
    expect(result.items.map(({ key }) => key)).toEqual(['i2', 'i3']);
    expect(run(check, [], { incidents: [] })).toMatchObject({ outcome: 'notExercised', reason: 'none in the period' });
  });

  it('takes an event of the log for the end, and the directory where it says so', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      population: { unit: 'account', description: 'leavers' },
      evaluate: {
        type: 'deadline',
        from: 'users[].terminatedAt',
        toSelector: 'account.disable',
        key: 'target.id',
        within: 'PT24H',
      },
      requiresInputs: ['users[]'],
      requiresCoverage: ['account.disable'],
    };
    const disable = (ms: number, name: string): Facts =>
      event(ms, 'account', 'disable', { 'target.type': 'account', 'target.id': name });
    const inputs: CaseInputs = {
      users: [
        { id: 'anna', terminatedAt: dayText(10) },
        { id: 'ben', terminatedAt: dayText(10) },
        { id: 'carl', terminatedAt: dayText(10), disabledAt: dayText(10, '11:00:00') },
        { id: 'dora', terminatedAt: dayText(10) },
      ],
    };
    const facts = [disable(at(10, '18:00:00'), 'NORD\\Anna'), disable(at(13), 'ben')];
    const result = run(check, facts, inputs);
    expect(counts(result)).toEqual(['failed', 4, 2, 0, 0, 0]);
    expect(result.items.map(({ key }) => key)).toEqual(['ben', 'dora']);
  });

  it('gives an extended request its longer time only where the extension came in the first month', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      evaluate: {
        type: 'deadline',
        from: 'subjectRequests[].receivedAt',
        to: 'subjectRequests[].closedAt',
        within: 'P1M',
        extendedWithin: 'P1M',
        extendedTo: 'P3M',
      },
      requiresInputs: ['subjectRequests[]'],
    };
    const inputs = {
      subjectRequests: [
        { id: 'in-time', receivedAt: dayText(2), extendedAt: dayText(20), closedAt: '2026-05-20T00:00:00Z' },
        {
          id: 'too-late',
          receivedAt: dayText(2),
          extendedAt: '2026-04-20T00:00:00Z',
          closedAt: '2026-05-20T00:00:00Z',
        },
      ],
    };
    expect(run(check, [], inputs, { asOfMs: Date.UTC(2026, 6, 1) }).items.map(({ key }) => key)).toEqual(['too-late']);
  });
});

describe('presence', () => {
  const inputs: CaseInputs = {
    logSources: [
      { id: 'a', inScope: true, capabilities: ['auth.failure'] },
      { id: 'b', inScope: true, capabilities: [{ selector: 'auth.failure', proof: 'test of 1 March' }] },
      { id: 'c', inScope: true },
      { id: 'd', inScope: false, capabilities: ['auth.failure'] },
    ],
  };
  it('asks each source that is able, and leaves out those that are not', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      kind: 'coverage',
      evaluate: { type: 'presence', selector: 'auth.failure', minCount: 1, per: 'source' },
      requiresInputs: ['logSources[]'],
    };
    const result = run(
      check,
      [login(at(2), false, { 'source.id': 'a' }), login(at(2), false, { 'source.id': 'd' })],
      inputs,
    );
    expect(counts(result)).toEqual(['failed', 2, 1, 0, 0, 0]);
    expect(result.points).toBe(0.5);
  });

  it('asks each full day, and counts nothing where the class never came', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      kind: 'coverage',
      evaluate: { type: 'presence', selector: 'auth.failure', minCount: 1, per: 'day' },
    };
    const daily = Array.from({ length: 31 }, (_, day) => login(at(day + 1), false));
    expect(counts(run(check, daily.slice(0, 30)))).toEqual(['failed', 31, 1, 0, 0, 0]);
    expect(run(check, []).outcome).toBe('notAssessed');
  });

  it('asks for each class of a list', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      kind: 'coverage',
      evaluate: {
        type: 'presenceEach',
        selectors: ['auth.success', 'auth.failure', 'log.start'],
        minCount: 1,
        per: 'case',
      },
    };
    const result = run(check, [login(at(2), true)], {
      logSources: [{ id: 'src', inScope: true, capabilities: ['log.start'] }],
    });
    expect(counts(result)).toEqual(['failed', 3, 1, 0, 0, 0]);
    expect(result.points).toBeCloseTo(2 / 3);
  });
});

describe('completeness', () => {
  it('is the share of events with everything in it, and passes at the least share', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      kind: 'coverage',
      conditions: { any: [{ field: 'actor.id', op: 'missing' }] },
      evaluate: { type: 'completeness', requiredFields: ['actor.id'], minRatio: 0.95 },
    };
    const facts = Array.from({ length: 40 }, (_, step) => fact(at(2) + step, step < 2 ? {} : { 'actor.id': 'anna' }));
    const result = run(check, facts);
    expect([...counts(result), result.points]).toEqual(['passed', 40, 2, 0, 0, 0, 0.95]);
    expect(run(check, facts.slice(0, 39)).outcome).toBe('failed');
  });

  it('asks records of the case for their fields, one of several where several will do', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      evaluate: {
        type: 'completeness',
        input: 'incidents[]',
        requiredFields: ['containedAt', { anyOf: ['riskAssessmentRef', 'notified.authorityAt'] }],
        minRatio: 1,
        inputWhere: { field: 'phi', op: 'eq', value: true },
      },
      requiresInputs: ['incidents[]'],
    };
    const incident = { detectedAt: dayText(3), phi: true, containedAt: dayText(4) };
    const result = run(check, [], {
      incidents: [
        { id: 'i1', ...incident, notified: { authorityAt: dayText(5) } },
        { id: 'i2', ...incident },
        { id: 'i3', detectedAt: dayText(3), phi: false },
      ],
    });
    expect(counts(result)).toEqual(['failed', 2, 1, 0, 0, 0]);
    expect(result.items[0]?.note).toBe('without riskAssessmentRef or notified.authorityAt');
  });
});

describe('sourceCoverage and gap', () => {
  const logSources = [
    { id: 'a', inScope: true, expected: true },
    {
      id: 'b',
      inScope: true,
      expected: true,
      outages: [{ from: dayText(10, '00:00:00'), to: dayText(13, '00:00:00'), reason: 'moved to another rack' }],
    },
    { id: 'c', inScope: true, expected: true },
    { id: 'd', inScope: false, expected: true },
  ];
  const daily = (source: string, without: number[] = []): Facts[] =>
    Array.from({ length: 31 }, (_, day) => day + 1)
      .filter((day) => !without.includes(day))
      .map((day) => login(at(day, '00:00:00'), true, { 'source.id': source }));

  it('misses expected sources that delivered nothing', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      kind: 'coverage',
      evaluate: { type: 'sourceCoverage', input: 'logSources[]' },
      requiresInputs: ['logSources[]'],
    };
    const result = run(check, [...daily('a'), ...daily('b')], { logSources });
    expect([...counts(result), result.items[0]?.key]).toEqual(['failed', 3, 1, 0, 0, 0, 'c']);
  });

  it('judges delay by source, and only where the moment of recording is told', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      kind: 'coverage',
      evaluate: { type: 'sourceCoverage', selector: 'log.forward', maxDelay: 'PT15M', maxLateShare: 0.05 },
    };
    const sent = (source: string, delaysMinutes: number[]): Facts[] =>
      delaysMinutes.map((minutes) =>
        login(at(2), true, { 'source.id': source, recordedTime: at(2) + minutes * 60_000 }),
      );
    const facts = [...sent('a', [1, 2, 3, 20]), ...sent('b', [15, 14]), login(at(2), true, { 'source.id': 'c' })];
    expect(counts(run(check, facts))).toEqual(['failed', 2, 1, 1, 0, 0]);
    expect(run(check, facts.slice(-1)).outcome).toBe('notAssessed');
  });

  it('counts days of silence beyond what is allowed, and excuses a known outage', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      kind: 'coverage',
      population: { unit: 'source-day', description: 'days' },
      evaluate: { type: 'gap', groupBy: ['source.id'], maxSilence: 'PT24H' },
      requiresInputs: ['logSources[]'],
    };
    const sources = logSources.slice(0, 2);
    // a: from the 5th to the 8th, 00:00: silent beyond a day on the 6th and 7th. b: 10th to 13th, known.
    const facts = [...daily('a', [6, 7]), ...daily('b', [11, 12])];
    const result = run(check, facts, { logSources: sources });
    expect(counts(result)).toEqual(['failed', 62, 2, 0, 0, 2]);
    expect(result.items.map(({ key }) => key)).toEqual(['a\u001f2026-03-06', 'a\u001f2026-03-07']);
  });
});

describe('join', () => {
  it('misses who is not in the directory, whatever the domain and case', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      conditions: { field: 'actor.id', op: 'exists' },
      population: { unit: 'account', description: 'accounts' },
      evaluate: { type: 'join', join: { input: 'users[]', key: 'id' }, population: 'any', unitKey: 'actor.id' },
      requiresInputs: ['users[]'],
    };
    const facts = [
      login(at(2), true),
      login(at(2), true, { 'actor.id': 'NORD\\BEN' }),
      login(at(2), true, { 'actor.id': 'eve' }),
    ];
    expect(counts(run(check, facts, { users: [{ id: 'anna' }, { id: 'b-7', aliases: ['ben'] }] }))).toEqual([
      'failed',
      3,
      1,
      0,
      0,
      0,
    ]);
  });

  it('asks how long ago a password was changed, and does not know where logs do not reach back', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      conditions: {
        all: [
          { field: 'action.type', op: 'eq', value: 'login' },
          { field: 'session.mfa', op: 'eq', value: false },
        ],
      },
      population: { unit: 'account', description: 'accounts' },
      evaluate: {
        type: 'join',
        join: { lastSeen: 'cred.change', key: 'target.id', maxDays: 90 },
        population: 'auth.success',
        unitKey: 'actor.id',
      },
    };
    const change = (ms: number, name: string): Facts =>
      event(ms, 'account', 'modify', { 'target.type': 'credential', 'target.id': name });
    const facts = ['anna', 'ben', 'carl'].map((name) =>
      login(at(20), true, { 'actor.id': name, 'session.mfa': false }),
    );
    const recent = [...facts, change(at(3), 'anna')];
    expect(counts(run(check, recent))).toEqual(['passed', 1, 0, 2, 0, 0]);
    const old = [...recent, change(at(1) - 120 * 86_400_000, 'ben')];
    expect(counts(run(check, old))).toEqual(['failed', 3, 2, 0, 0, 0]);
  });
});

describe('overlap', () => {
  it('finds more sessions at a time than allowed, ended before started', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      population: { unit: 'account', description: 'accounts' },
      evaluate: {
        type: 'overlap',
        selector: 'auth.success',
        endSelector: 'auth.logout',
        groupBy: ['actor.id'],
        max: 2,
      },
    };
    const session = (actor: string, id: string, from: string, to: string): Facts[] => [
      login(at(3, from), true, { 'actor.id': actor, 'session.id': id }),
      event(at(3, to), 'authentication', 'logout', { 'actor.id': actor, 'session.id': id }),
    ];
    const facts = [
      ...session('anna', 'a1', '08:00:00', '12:00:00'),
      ...session('anna', 'a2', '09:00:00', '12:00:00'),
      ...session('anna', 'a3', '10:00:00', '11:00:00'),
      ...session('ben', 'b1', '08:00:00', '12:00:00'),
      ...session('ben', 'b2', '09:00:00', '10:00:00'),
      ...session('ben', 'b3', '10:00:00', '11:00:00'),
      login(at(3), true, { 'actor.id': 'carl', 'session.id': 'c1' }),
    ];
    expect(counts(run(check, facts))).toEqual(['failed', 2, 1, 1, 0, 0]);
  });
});

describe('ordering', () => {
  it('finds events from the future of their recording', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      conditions: { field: 'time', op: 'gt', value: { field: 'recordedTime', offsetMs: 300_000 } },
      evaluate: { type: 'ordering', maxDisorder: 'PT5M' },
    };
    const facts = [
      fact(at(2), { recordedTime: at(2) }),
      fact(at(2), { recordedTime: at(2) - 300_000 }),
      fact(at(2), { recordedTime: at(2) - 300_001 }),
      fact(at(2), {}),
    ];
    expect(counts(run(check, facts))).toEqual(['failed', 3, 1, 1, 0, 0]);
  });
});

describe('retention', () => {
  const keep: Partial<Check> & Pick<Check, 'evaluate'> = {
    kind: 'retention',
    population: { unit: 'policy', description: 'policies' },
    evaluate: { type: 'retention', minDays: 365, onlineDays: 92, scope: 'audit events' },
    requiresInputs: ['retentionPolicies[]'],
  };
  it('compares policies, and what is really held of sources that are old enough', () => {
    const retentionPolicies = [
      { appliesTo: 'audit events', minDays: 400, onlineDays: 100 },
      { appliesTo: 'audit', minDays: 90 },
      { appliesTo: 'all', minDays: 400, onlineDays: 30 },
      { appliesTo: 'marketing', minDays: 1 },
    ];
    const logSources = [
      { id: 'old', inScope: true, firstSeen: '2020-01-01T00:00:00Z' },
      { id: 'young', inScope: true, firstSeen: '2026-02-01T00:00:00Z' },
      { id: 'kept', inScope: true, firstSeen: '2020-01-01T00:00:00Z' },
    ];
    const facts = [
      login(at(2), true, { 'source.id': 'old' }),
      login(at(2), true, { 'source.id': 'young' }),
      login(Date.UTC(2025, 0, 1), true, { 'source.id': 'kept' }),
    ];
    const result = run(keep, facts, { retentionPolicies, logSources });
    expect(counts(result)).toEqual(['failed', 5, 3, 0, 0, 0]);
    expect(result.items.map(({ key }) => key)).toEqual(['audit', 'all', 'old']);
    expect(run(keep, facts, { retentionPolicies: [] }).outcome).toBe('notAssessed');
  });

  it('wants a longest time, unless held or justified', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      kind: 'retention',
      evaluate: {
        type: 'retentionMax',
        maxDays: 365,
        scope: 'personal data in audit logs',
        exempt: ['legalHold', 'legalBasis'],
      },
      requiresInputs: ['retentionPolicies[]'],
    };
    const result = run(check, [], {
      retentionPolicies: [
        { appliesTo: 'audit events', maxDays: 365 },
        { appliesTo: 'logs', maxDays: 366 },
        { appliesTo: 'personal data of customers' },
        { appliesTo: 'audit logs', maxDays: 900, legalHold: true },
        { appliesTo: 'tapes', maxDays: 9000 },
      ],
    });
    expect(counts(result)).toEqual(['failed', 4, 2, 0, 0, 1]);
  });
});

describe('integrity, clock, source_count', () => {
  it('says of evidence that was not verified neither that it is whole nor that it is broken', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      kind: 'integrity',
      evaluate: { type: 'integrity', input: 'integrity' },
      requiresInputs: ['integrity'],
      tolerance: { zeroTolerance: true, ineffectiveAtRate: 0.05 },
    };
    expect(run(check, []).outcome).toBe('notAssessed');
    expect(run(check, [], { integrity: { status: 'unverified' } }).reason).toBe('the evidence was not verified');
    expect(run(check, [], { integrity: { status: 'verified' } }).points).toBe(1);
    const broken = { integrity: { status: 'failed' as const, brokenRanges: [{ from: 3, to: 9 }] } };
    expect(counts(run(check, [], broken))).toEqual(['failed', 1, 1, 0, 0, 0]);
  });

  it('compares clocks of sources in scope, and does not know those that were not measured', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      kind: 'integrity',
      evaluate: { type: 'clock', input: 'clocks[]', maxOffsetMs: 1000 },
      requiresInputs: ['clocks[]'],
    };
    const inputs = {
      logSources: ['a', 'b', 'c'].map((id) => ({ id, inScope: true })),
      clocks: [
        { source: 'a', offsetMs: 1000 },
        { source: 'b', offsetMs: -1001 },
        { source: 'z', offsetMs: 9000 },
      ],
    };
    expect(counts(run(check, [], inputs))).toEqual(['failed', 2, 1, 1, 0, 0]);
  });

  it('wants events of two sources behind an incident', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      kind: 'coverage',
      population: { unit: 'incident', description: 'incidents' },
      evaluate: { type: 'source_count', input: 'incidents[]', field: 'source.id', minimum: 2 },
      requiresInputs: ['incidents[]'],
    };
    const facts = [login(at(2), true, { 'source.id': 'a' }), login(at(2), true, { 'source.id': 'b' })];
    const [one, two] = facts.map((each) => String(each['id']));
    const result = run(check, facts, {
      incidents: [
        { id: 'i1', detectedAt: dayText(3), eventIds: [one, two] },
        { id: 'i2', detectedAt: dayText(3), eventIds: [one] },
        { id: 'i3', detectedAt: dayText(3), eventIds: ['elsewhere'] },
      ],
    });
    expect(counts(result)).toEqual(['failed', 2, 1, 1, 0, 0]);
  });
});

describe('anomaly', () => {
  it('shows unusual hours for review, and never fails a check nor earns points', () => {
    const check: Partial<Check> & Pick<Check, 'evaluate'> = {
      evaluate: {
        type: 'anomaly',
        selector: 'auth.success',
        feature: 'local hour of week',
        baseline: 'P90D',
        outcome: 'review',
      },
      threshold: { value: 0.01, unit: 'share', comparison: 'lt', basis: 'default' },
    };
    const usual = Array.from({ length: 120 }, (_, step) =>
      login(at(2 + 7 * (step % 4), '09:00:00') + step * 1000, true),
    );
    const odd = login(at(7, '03:00:00'), true);
    const result = run(check, [...usual, odd]);
    expect([result.outcome, result.points, result.items.length]).toEqual(['review', null, 1]);
    expect(result.items[0]?.evidence[0]?.id).toBe(odd['id']);
    expect(run(check, usual.slice(0, 40)).outcome).toBe('notAssessed');
  });
});
