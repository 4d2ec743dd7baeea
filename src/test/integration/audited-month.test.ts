/**
 * A month of logs through the real readers, the vocabulary and all eight frameworks: a clean month raises nothing, and each
 * seeded violation is found by the requirements one expects, with the very events that were seeded.
 */
import { describe, expect, it } from 'vitest';
import { Assessment } from '../../engines/compliance/assessment.ts';
import { inputsSchema } from '../../engines/compliance/inputs.ts';
import type { CheckResult } from '../../engines/compliance/judge.ts';
import { scorecardOf } from '../../engines/compliance/scorecard.ts';
import { toFacts } from '../../engines/compliance/to-facts.ts';
import {
  type AuditedMonth,
  generateAuditedMonth,
  MONTH_END_MS,
  MONTH_START_MS,
} from '../../engines/scenario/audited-month.ts';
import { VIOLATIONS } from '../../engines/scenario/violations.ts';
import { allFrameworks } from '../helpers/framework-content.ts';
import { readEvents } from '../helpers/read-events.ts';

const frameworks = allFrameworks();

interface Failed {
  requirement: string;
  check: CheckResult;
}

function assess(month: AuditedMonth) {
  const assessment = new Assessment({
    frameworks,
    inputs: inputsSchema.parse(month.inputs),
    period: { fromMs: MONTH_START_MS, toMs: MONTH_END_MS },
    asOfMs: MONTH_END_MS,
    seed: 5,
  });
  const state = assessment.start();
  /** By event id: the moment the event happened, to compare with the answers. */
  const times = new Map<string, string | null>();
  for (const { path, chunks } of month.files)
    for (const event of readEvents([...chunks].join(''), path)) {
      times.set(event.eventId, event.timestamp);
      assessment.observe(state, toFacts(event, { sourceId: path }));
    }
  const measured = assessment.conclude(state);
  const cards = frameworks.map((framework) => scorecardOf(framework, assessment, measured));
  const failed = cards.flatMap(({ framework, requirements }) =>
    requirements.flatMap(({ id, checks }): Failed[] =>
      checks
        .filter(({ outcome }) => outcome === 'failed')
        .map((check) => ({ requirement: `${framework.id} ${id}`, check })),
    ),
  );
  return { counts: measured.books.counts, cards, failed, times };
}

/** Requirements that must find a violation, and all that may. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'log-cleared': ['pci-dss-4.0.1 10.3.2', 'nist-800-53-r5 AU-9', 'iso27001-2022 A.8.15', 'gdpr Art.32-logging'],
  'shared-account': ['pci-dss-4.0.1 8.2.2', 'nist-800-53-r5 IA-2', 'hipaa 164.312(a)(2)(i)', 'iso27001-2022 A.5.16'],
  'default-account': ['pci-dss-4.0.1 2.2.2', 'cis-controls-8.1 4.7'],
  'privileged-without-mfa': [
    'pci-dss-4.0.1 8.4.1',
    'nist-800-53-r5 IA-2(1)',
    'cis-controls-8.1 6.5',
    'iso27001-2022 A.5.23',
  ],
  'use-after-termination': [
    'pci-dss-4.0.1 8.2.5',
    'cis-controls-8.1 6.2',
    'nist-800-53-r5 PS-4',
    'hipaa 164.308(a)(3)(ii)(C)',
    'iso27001-2022 A.6.5',
  ],
  'no-lockout': ['pci-dss-4.0.1 8.3.4', 'nist-800-53-r5 AC-7', 'gdpr Art.32(1)(b)'],
  'unauthorised-access': ['hipaa 164.312(a)(1)', 'gdpr Art.5(1)(b)', 'cis-controls-8.1 3.3', 'gdpr Art.9'],
  'change-without-ticket': ['iso27001-2022 A.8.32', 'nist-800-53-r5 CM-3', 'pci-dss-4.0.1 6.5.1'],
  'control-disabled': ['cis-controls-8.1 10.1', 'pci-dss-4.0.1 5.3.5', 'gdpr Art.32(1)(b)'],
  'clock-changed': ['pci-dss-4.0.1 10.6.3', 'iso27001-2022 A.8.17', 'cis-controls-8.1 8.4'],
};

describe('a clean month', () => {
  const { counts, failed, cards } = assess(generateAuditedMonth(1));
  it('is read whole, and every event of it is classified and in the period', () => {
    expect(counts).toMatchObject({
      unclassified: 0,
      untimed: 0,
      outsidePeriod: 0,
      outOfScope: 0,
      inPeriod: counts.events,
    });
    expect(counts.events).toBeGreaterThan(1500);
  });

  it('raises no exception in any framework, and yet is not called perfect', () => {
    expect(failed.map(({ check }) => [check.id, check.items[0]])).toEqual([]);
    for (const { headline, score } of cards) {
      expect(headline.criticalFailures).toBe(0);
      expect(score.coverage).toBeGreaterThan(0.3);
      expect(headline.demonstrated ?? 0).toBeLessThan(100);
    }
  });

  it('raises none with another seed either', () => {
    expect(assess(generateAuditedMonth(2)).failed.map(({ check }) => check.id)).toEqual([]);
  });
});

describe('each of ten violations', () => {
  it.each(VIOLATIONS.map(({ id }) => id))('%s is found by the requirements one expects, with its events', (id) => {
    const month = generateAuditedMonth(1, [id]);
    const { failed, times } = assess(month);
    const found = new Set(failed.map(({ requirement }) => requirement));
    expect((EXPECTED[id] ?? ['no expectation']).filter((requirement) => !found.has(requirement))).toEqual([]);
    const seeded = new Set((month.violations[0]?.events ?? []).map(({ timestamp }) => Date.parse(timestamp)));
    expect(seeded.size).toBeGreaterThan(0);
    // Nothing else is accused: all events of all exceptions are those that were seeded.
    const accused = failed.flatMap(({ check }) => check.items.flatMap(({ evidence }) => evidence.map((one) => one.id)));
    expect(accused.length).toBeGreaterThan(0);
    expect(accused.filter((event) => !seeded.has(Date.parse(times.get(event) ?? '')))).toEqual([]);
  });

  it('is found beside the nine others in one month', () => {
    const month = generateAuditedMonth(
      1,
      VIOLATIONS.map(({ id }) => id),
    );
    const found = new Set(assess(month).failed.map(({ requirement }) => requirement));
    const missed = Object.values(EXPECTED)
      .flat()
      .filter((requirement) => !found.has(requirement));
    expect(missed).toEqual([]);
  });
});
