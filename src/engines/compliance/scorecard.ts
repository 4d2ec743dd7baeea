/**
 * The scorecard of one framework: its numbers, its verdicts, its clocks, and what it can not speak to.
 *
 * Pure data made from an assessment. Source: resources/docs/compliance.md.
 */
import type { Assessment, Measured } from './assessment.ts';
import type { EvaluateOf } from './evaluate-schema.ts';
import type { Framework, Requirement } from './framework-schema.ts';
import { frameworkConfidence, judgeRequirement, type RequirementResult, type Verdict } from './judge.ts';
import { floorPercent, type FrameworkScore, scoreFramework } from './score.ts';
import { type DeadlineItem, deadlinesOf } from './table-probes.ts';
import { COMPLIANCE_ENGINE_VERSION, VOCABULARY_VERSION } from './versions.ts';

/** Below this coverage no number stands for the framework. */
export const LEAST_COVERAGE = 0.4;

export interface LegalClock extends DeadlineItem {
  requirement: string;
  check: string;
  recipient: string;
  /** As the law or rule says it, and where. */
  within: string;
  basis: string;
}

export interface Headline {
  /** Demonstrated, of 100, floored; null where the evidence does not suffice for a number. */
  demonstrated: number | null;
  ceiling: number;
  coverage: number;
  /** Null, printed as a dash, where nothing was assessed. */
  onAssessed: number | null;
  /** Units of the framework that logs can speak to, and all of them. */
  reach: { assessable: number; universe: number; unit: string };
  criticalFailures: number;
  confidence: { value: number; word: 'high' | 'medium' | 'low' } | null;
  /** The one sentence that may be quoted. */
  says: string;
}

export interface Scorecard {
  framework: { id: string; name: string; version: string; licenceNote: string };
  versions: { engine: string; content: string; vocabulary: string };
  score: FrameworkScore;
  headline: Headline;
  verdicts: Record<Verdict, number>;
  requirements: RequirementResult[];
  clocks: LegalClock[];
  notAssessable: Framework['notAssessable'];
}

/** @param notApplicable reason by requirement id, as the assessor gave it */
export function scorecardOf(
  framework: Framework,
  assessment: Assessment,
  measured: Measured,
  notApplicable: ReadonlyMap<string, string> = new Map(),
): Scorecard {
  const requirements = framework.requirements.map((requirement) =>
    judgeRequirement(requirement, assessment, measured, notApplicable.get(requirement.id)),
  );
  const applying = requirements.filter(({ verdict }) => verdict !== 'notApplicable');
  const score = scoreFramework(applying);
  const verdicts: Record<Verdict, number> = {
    met: 0,
    partlyMet: 0,
    notMet: 0,
    notAssessed: 0,
    notExercised: 0,
    notApplicable: 0,
  };
  for (const { verdict } of requirements) verdicts[verdict] += 1;
  const { id, name, version, licenceNote } = framework.framework;
  return {
    framework: { id, name, version, licenceNote },
    versions: { engine: COMPLIANCE_ENGINE_VERSION, content: framework.schemaVersion, vocabulary: VOCABULARY_VERSION },
    score,
    headline: headlineOf(framework, score, applying),
    verdicts,
    requirements,
    clocks: framework.requirements.flatMap((requirement) => clocksOf(requirement, assessment)),
    notAssessable: framework.notAssessable,
  };
}

export const confidenceWord = (value: number): 'high' | 'medium' | 'low' =>
  value >= 0.8 ? 'high' : value >= 0.5 ? 'medium' : 'low';

function headlineOf(framework: Framework, score: FrameworkScore, requirements: readonly RequirementResult[]): Headline {
  const checks = requirements.flatMap((one) => one.checks);
  const confidence = frameworkConfidence(requirements);
  const isPerfect =
    score.coverage >= 1 && (confidence ?? 0) >= 0.95 && checks.every(({ exceptions }) => exceptions === 0);
  const shown = (ratio: number): number => (isPerfect ? floorPercent(ratio) : Math.min(99.9, floorPercent(ratio)));
  const isEnough = score.coverage >= LEAST_COVERAGE;
  const demonstrated = isEnough ? shown(score.demonstrated) : null;
  const onAssessed = score.onAssessed === null ? null : shown(score.onAssessed);
  const ceiling = floorPercent(score.ceiling);
  const coverage = floorPercent(score.coverage);
  const { assessableUnits, count, unit } = framework.universe;
  const criticalFailures = checks.filter(
    ({ outcome, severity }) => outcome === 'failed' && severity === 'critical',
  ).length;
  const rest = `logs can speak to ${assessableUnits} of ${count} ${unit}`;
  const says =
    demonstrated === null
      ? `Insufficient evidence: ${coverage} % of the weight could be assessed, ${LEAST_COVERAGE * 100} % is the least for a number; ${rest}.`
      : `Demonstrated ${demonstrated} of 100; could be anything from ${demonstrated} to ${ceiling}, because ${floorPercent(1 - score.coverage)} % of the weight has no evidence; on what was assessed: ${onAssessed ?? '–'}; critical failures: ${criticalFailures}; ${rest}.`;
  return {
    demonstrated,
    ceiling,
    coverage,
    onAssessed,
    reach: { assessable: assessableUnits, universe: count, unit },
    criticalFailures,
    confidence: confidence === null ? null : { value: confidence, word: confidenceWord(confidence) },
    says,
  };
}

/** Every legal clock that started in the period, whether or not its check could be made. */
function clocksOf(requirement: Requirement, { context }: Assessment): LegalClock[] {
  const { reportingDeadline } = requirement;
  if (reportingDeadline === null || reportingDeadline.machine === null) return [];
  return requirement.checks
    .filter(({ evaluate }) => evaluate.type === 'deadline' && evaluate.to !== undefined)
    .flatMap((check) =>
      deadlinesOf(check.evaluate as EvaluateOf<'deadline'>, context).map((item) => ({
        ...item,
        requirement: requirement.id,
        check: check.id,
        recipient: reportingDeadline.recipient,
        within: reportingDeadline.within,
        basis: reportingDeadline.basis,
      })),
    );
}

/** `3 of 118 sessions, 4 unknown; zero tolerance: 0 of 5 points`: one line an auditor can check by hand. */
export function explain(check: RequirementResult['checks'][number], zeroTolerance: boolean): string {
  const { id, population, exceptions, unknown, unit, points, weight, confidence, threshold, reason, outcome } = check;
  if (points === null) return `${id}: ${outcome}${reason === null ? '' : ` (${reason})`}`;
  const rate = population === 0 ? 0 : (exceptions / population) * 100;
  const parts = [
    `${population} ${unit} known (${unknown} unknown), ${exceptions} exceptions = ${rate.toFixed(1)} %`,
    `${zeroTolerance ? 'zero tolerance' : 'tolerance'} -> ${(points * weight).toFixed(2)} of ${weight} points`,
    `threshold ${threshold.value} ${threshold.unit} (${threshold.basis})`,
    `confidence ${(confidence?.value ?? 0).toFixed(2)}, limited by ${confidence?.limitedBy ?? 'nothing'}`,
  ];
  return `${id}: ${parts.join('; ')}`;
}
