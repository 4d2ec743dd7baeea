/**
 * A stored scorecard as the contract tells it: headline with the factor that limits confidence, requirements, clocks, one
 * requirement whole.
 *
 * No input or output.
 */
import { explain, confidenceWord } from '../../engines/compliance/scorecard.ts';
import type { CheckResult, Confidence } from '../../engines/compliance/judge.ts';
import type { Framework } from '../../engines/compliance/framework-schema.ts';
import type { OutputOf } from '../../shared/contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import type { StoredAssessment, StoredCard, StoredCheck, StoredRequirement } from './assess-request.ts';
import { type Register, exceptionsOfCheck } from './exception-register.ts';
import type { Assessed } from './run-assessment.ts';

type Card = OutputOf<'compliance.assessment'>['cards'][number];
type Detail = OutputOf<'compliance.requirement'>;
const MAX_LISTED = 200;

/** The factor that takes most from the confidence of these checks, by weight. */
export function limitOf(checks: readonly Pick<StoredCheck, 'weight' | 'confidence'>[]): string | null {
  const lost = new Map<Confidence['limitedBy'], number>();
  for (const { weight, confidence } of checks)
    if (confidence !== null)
      lost.set(confidence.limitedBy, (lost.get(confidence.limitedBy) ?? 0) + weight * (1 - confidence.value));
  const [most] = [...lost].toSorted(([, one], [, two]) => two - one);
  return most?.[0] ?? null;
}

const confidenceOf = (value: number | null | undefined, limitedBy: string | null) =>
  value === null || value === undefined
    ? null
    : { value, word: confidenceWord(value), limitedBy: limitedBy ?? 'nothing' };

export function headlineOf({ headline, requirements }: StoredCard): Card['headline'] {
  const checks = requirements.flatMap((one) =>
    one.checks.map((check) => ({ ...check, weight: check.weight * one.weight })),
  );
  return { ...headline, confidence: confidenceOf(headline.confidence?.value, limitOf(checks)) };
}

/** Tables the framework asks for that the case did not have. */
function missingInputs(requiresInputs: readonly string[], loaded: ReadonlySet<string>): string[] {
  return requiresInputs
    .filter((name) => name.includes('[]'))
    .map((name) => name.slice(0, name.indexOf('[]')))
    .filter((name) => !loaded.has(name));
}

const timeText = (ms: number | null): string | null =>
  ms === null || !Number.isFinite(ms) ? null : new Date(ms).toISOString();

export function cardOf({ summary, contents }: Assessed, card: StoredCard): Card {
  const loaded = new Set(summary.inputs.map(({ table }) => table));
  const content = contentOf(contents, card.framework.id);
  const needs = new Map(
    content.requirements.map((one) => [one.id, one.checks.flatMap((check) => check.requiresInputs)]),
  );
  return {
    ...card.framework,
    headline: headlineOf(card),
    verdicts: card.verdicts,
    requirements: card.requirements.map((one) => ({
      id: one.id,
      title: one.title,
      verdict: one.verdict,
      reason: one.reason,
      weight: one.weight,
      assessedShare: one.assessedShare,
      points: one.points,
      confidence: one.confidence,
      limitedBy: limitOf(one.checks),
      exceptions: one.checks.reduce((sum, { exceptions }) => sum + exceptions, 0),
      missingInputs: [...new Set(missingInputs(needs.get(one.id) ?? [], loaded))],
    })),
    clocks: card.clocks.map(({ requirement, id, fromMs, dueMs, doneMs, state, recipient, within, basis }) => ({
      requirement,
      id,
      from: timeText(fromMs) ?? '',
      due: timeText(dueMs) ?? '',
      done: timeText(doneMs),
      state,
      recipient,
      within,
      basis,
    })),
    notAssessable: card.notAssessable,
  };
}

export function contentOf(contents: readonly Framework[], id: string): Framework {
  const found = contents.find(({ framework }) => framework.id === id);
  if (found === undefined)
    throw new AppError('COMPLIANCE_NOT_ASSESSED', `This assessment does not cover the framework ${JSON.stringify(id)}`);
  return found;
}

export function findRequirement(
  { result, contents }: Assessed,
  framework: string,
  id: string,
): { stored: StoredRequirement; content: Framework['requirements'][number] } {
  const content = contentOf(contents, framework).requirements.find((one) => one.id === id);
  const card = result.cards.find((one) => one.framework.id === framework);
  const stored = card?.requirements.find((one) => one.id === id);
  if (content === undefined || stored === undefined)
    throw new AppError('COMPLIANCE_NOT_ASSESSED', `${framework} has no requirement ${JSON.stringify(id)}`);
  return { stored, content };
}

export function requirementOf(assessed: Assessed, framework: string, id: string, register: Register): Detail {
  const { stored, content } = findRequirement(assessed, framework, id);
  const loaded = new Set(assessed.summary.inputs.map(({ table }) => table));
  return {
    assessmentId: assessed.summary.assessmentId,
    framework,
    id,
    title: content.title,
    statement: content.statement,
    recommendation: content.recommendation,
    limits: content.limits,
    sourceRef: content.sourceRef as Detail['sourceRef'],
    mappings: content.mappings,
    verdict: stored.verdict,
    reason: stored.reason,
    weight: stored.weight,
    assessedShare: stored.assessedShare,
    points: stored.points,
    confidence: confidenceOf(stored.confidence, limitOf(stored.checks)),
    checks: stored.checks.map((check, at) => checkOf(assessed.result, check, content.checks[at], loaded, register)),
  };
}

function checkOf(
  result: StoredAssessment,
  stored: StoredCheck,
  content: Framework['requirements'][number]['checks'][number] | undefined,
  loaded: ReadonlySet<string>,
  register: Register,
): Detail['checks'][number] {
  if (content === undefined) throw new AppError('INTERNAL', `The check ${stored.id} has no content`);
  const plain = { ...stored, items: [] } as unknown as CheckResult;
  return {
    id: stored.id,
    description: stored.description,
    kind: content.kind,
    eventCriteria: content.eventCriteria,
    outcome: stored.outcome,
    reason: stored.reason,
    severity: stored.severity,
    weight: stored.weight,
    points: stored.points,
    threshold: content.threshold as Detail['checks'][number]['threshold'],
    tolerance: content.tolerance,
    evidenceStrength: content.evidenceStrength,
    unit: stored.unit,
    population: stored.population,
    exceptionCount: stored.exceptions,
    unknown: stored.unknown,
    open: stored.open,
    excused: stored.excused,
    upperLimit: stored.upperLimit,
    confidence: confidenceOf(stored.confidence?.value, stored.confidence?.limitedBy ?? null),
    missingInputs: missingInputs(content.requiresInputs, loaded),
    coverage: content.requiresCoverage.map((selector) => {
      const found = result.selectors[selector];
      return {
        selector,
        words: found?.words ?? selector,
        isProven: found?.isProven === true,
        seen: found?.count ?? 0,
        sources: found?.sources ?? 0,
      };
    }),
    notes: stored.notes,
    explanation: explain(plain, content.tolerance.zeroTolerance),
    exceptions: exceptionsOfCheck(result, stored, register).slice(0, MAX_LISTED),
  };
}
