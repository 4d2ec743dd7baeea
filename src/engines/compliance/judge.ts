/**
 * From what was measured to what is said: the outcome of each check, the verdict of each requirement, confidence.
 *
 * Pure. Source: resources/docs/compliance.md; `vocabulary.semantics` of the framework files.
 */
import type { Assessment, Measured } from './assessment.ts';
import { selectorsOf } from './load-framework.ts';
import type { Check, Requirement } from './framework-schema.ts';
import { tableOf } from './inputs.ts';
import type { ExceptionItem, Finding, SampleUnit } from './probe.ts';
import { emptyFinding } from './probe.ts';
import { pointsOf, sampleFor, scoreRequirement, upperLimit } from './score.ts';

export type CheckOutcome = 'passed' | 'failed' | 'review' | 'notExercised' | 'notAssessed';
export type Verdict = 'met' | 'partlyMet' | 'notMet' | 'notAssessed' | 'notExercised' | 'notApplicable';

export interface Confidence {
  /** 0 to 1: the smallest of the five. */
  value: number;
  /** Which of them binds. */
  limitedBy: 'source coverage' | 'known share' | 'integrity' | 'evidence strength' | 'quantity';
}

export interface CheckResult {
  id: string;
  description: string;
  outcome: CheckOutcome;
  /** Why it was not assessed or not exercised. */
  reason: string | null;
  severity: Check['severity'];
  weight: number;
  threshold: Check['threshold'];
  unit: string;
  population: number;
  exceptions: number;
  unknown: number;
  open: number;
  excused: number;
  /** Upper limit of the exception rate where only a sample was looked at. */
  upperLimit: number | null;
  points: number | null;
  items: ExceptionItem[];
  /** Units of the population in a fair order; absent where they are not counted one by one. */
  sample?: SampleUnit[];
  notes: string[];
  confidence: Confidence | null;
}

export interface RequirementResult {
  id: string;
  title: string;
  weight: number;
  verdict: Verdict;
  reason: string | null;
  assessedShare: number;
  points: number | null;
  checks: CheckResult[];
  confidence: number | null;
}

const NONE: ExceptionItem[] = [];
/** The weight a requirement below this share of its points is not met at. */
const NOT_MET_BELOW = 0.5;
const SHARE_TYPES: readonly string[] = ['presence', 'presenceEach', 'sourceCoverage', 'completeness'];
const STRENGTH = { direct: 1, partial: 0.7, indicative: 0.4 } as const;

export function judgeCheck(check: Check, assessment: Assessment, measured: Measured): CheckResult {
  const finding = measured.findings.get(check.id) ?? emptyFinding();
  const { outcome, reason } = outcomeOf(check, finding, assessment, measured);
  const isAssessed = outcome === 'passed' || outcome === 'failed';
  const isSample = finding.sampleShare !== undefined;
  const limit = isSample ? upperLimit(finding.exceptions, finding.population) : null;
  // A sample is judged by the rate it can not exclude.
  const judged = limit === null ? finding : { population: finding.population, exceptions: limit * finding.population };
  const isClean = finding.exceptions === 0;
  const points = !isAssessed
    ? null
    : pointsOf(isClean && check.tolerance.zeroTolerance ? finding : judged, check.tolerance, isShareCheck(check));
  return {
    id: check.id,
    description: check.description,
    outcome,
    reason,
    severity: check.severity,
    weight: check.weight,
    threshold: check.threshold,
    unit: check.population.unit,
    population: finding.population,
    exceptions: finding.exceptions,
    unknown: finding.unknown,
    open: finding.open,
    excused: finding.excused,
    upperLimit: limit,
    points,
    items: outcome === 'failed' || outcome === 'review' || finding.exceptions > 0 ? finding.items : NONE,
    ...(finding.sample === undefined ? {} : { sample: finding.sample }),
    notes: finding.notes ?? [],
    confidence: isAssessed ? confidenceOf(check, finding, assessment, measured) : null,
  };
}

const isShareCheck = ({ evaluate, kind }: Check): boolean => kind === 'coverage' && SHARE_TYPES.includes(evaluate.type);

interface Outcome {
  outcome: CheckOutcome;
  reason: string | null;
}

function outcomeOf(check: Check, finding: Finding, assessment: Assessment, measured: Measured): Outcome {
  const not = (outcome: 'notAssessed' | 'notExercised', reason: string): Outcome => ({ outcome, reason });
  const absent = check.requiresInputs.find((name) => !hasInput(name, assessment, measured));
  if (absent !== undefined) return not('notAssessed', `the case has no ${absent}`);
  if (finding.cannot !== undefined) return not('notAssessed', finding.cannot);
  const { evaluate } = check;
  if (finding.exceptions > 0) {
    if (evaluate.type === 'anomaly') return { outcome: 'review', reason: null };
    return { outcome: isWithinThreshold(check, finding) ? 'passed' : 'failed', reason: null };
  }
  const isProven = (name: string): boolean => assessment.isProven(measured.books, name);
  const unproven = check.requiresCoverage.find((name) => !isProven(name));
  const main = selectorsOf(evaluate)[0];
  if (evaluate.type === 'prohibited' && finding.population === 0) {
    // Silence passes only where the class, or what must be seen with it, is proven to be recorded.
    const isRecorded =
      check.requiresCoverage.length > 0 ? unproven === undefined : main !== undefined && isProven(main);
    return isRecorded
      ? { outcome: 'passed', reason: null }
      : not('notAssessed', `nothing proves that ${unproven ?? main ?? 'the class'} is recorded`);
  }
  if (finding.population === 0) {
    if (finding.unknown > 0) return not('notAssessed', `of ${finding.unknown} the fact is not known`);
    if (finding.open > 0) return not('notExercised', `${finding.open} not yet due`);
    if (finding.isListed === true) return not('notExercised', 'none in the period');
    const isRecorded =
      check.requiresCoverage.length > 0 ? unproven === undefined : main !== undefined && isProven(main);
    return isRecorded
      ? not('notExercised', 'recorded, and did not arise')
      : not('notAssessed', 'no evidence in the period');
  }
  if (unproven !== undefined) return not('notAssessed', `nothing proves that ${unproven} is recorded`);
  return { outcome: evaluate.type === 'anomaly' ? 'review' : 'passed', reason: null };
}

function isWithinThreshold({ evaluate, tolerance }: Check, { exceptions, population, sampleShare }: Finding): boolean {
  if (evaluate.type !== 'completeness' || tolerance.zeroTolerance) return false;
  const rate = sampleShare === undefined ? exceptions / population : upperLimit(exceptions, population);
  return 1 - rate >= evaluate.minRatio;
}

function hasInput(name: string, { request }: Assessment, { books }: Measured): boolean {
  const { inputs } = request;
  if (name.startsWith('changes[]'))
    return inputs.changes !== undefined || [...books.sources.values()].some((one) => one.carriesTickets);
  if (name.startsWith('authorisation register')) return inputs.authorizations === true;
  if (name.startsWith('care or business')) return inputs.relationships === true;
  if (name === 'integrity') return inputs.integrity !== undefined;
  return tableOf(inputs, name) !== undefined;
}

function confidenceOf(check: Check, finding: Finding, assessment: Assessment, measured: Measured): Confidence {
  const { population, unknown, isComplete, sampleShare } = finding;
  const { integrity } = assessment.request.inputs;
  const parts: [Confidence['limitedBy'], number][] = [
    ['source coverage', sourceCoverage(assessment, measured)],
    ['known share', population + unknown === 0 ? 1 : population / (population + unknown)],
    [
      'integrity',
      integrity === undefined || integrity.status === 'unverified' ? 0.7 : integrity.status === 'verified' ? 1 : 0,
    ],
    ['evidence strength', STRENGTH[check.evidenceStrength]],
    [
      'quantity',
      isComplete === true && sampleShare === undefined
        ? 1
        : Math.min(1, population / sampleFor(check.tolerance.ineffectiveAtRate)),
    ],
  ];
  // A class that is prohibited and did not occur has no units: what counts is whether it would have been seen.
  if (check.evaluate.type === 'prohibited') parts.pop();
  const [limitedBy, value] = parts.reduce((least, one) => (one[1] < least[1] ? one : least));
  return { value, limitedBy };
}

/** Source-days with data, of those that are expected; without an inventory of those sources that were seen at all. */
export function sourceCoverage(assessment: Assessment, { books }: Measured): number {
  const { logSources } = assessment.request.inputs;
  const expected =
    logSources === undefined
      ? [...books.sources.keys()]
      : logSources.filter((one) => one.inScope !== false && one.expected !== false).map(({ id }) => id);
  if (expected.length === 0) return 0;
  const days = expected.reduce((sum, id) => sum + Math.min(assessment.days, books.sources.get(id)?.days.size ?? 0), 0);
  return days / (expected.length * assessment.days);
}

export function judgeRequirement(
  requirement: Requirement,
  assessment: Assessment,
  measured: Measured,
  notApplicable: string | undefined,
): RequirementResult {
  const checks = requirement.checks.map((check) => judgeCheck(check, assessment, measured));
  const { assessedShare, points } = scoreRequirement({ checks });
  const assessed = checks.filter((one) => one.points !== null);
  const weight = assessed.reduce((sum, one) => sum + one.weight, 0);
  const confidence =
    weight === 0 ? null : assessed.reduce((sum, one) => sum + one.weight * (one.confidence?.value ?? 0), 0) / weight;
  return {
    id: requirement.id,
    title: requirement.title,
    weight: requirement.weight,
    verdict:
      notApplicable === undefined ? verdictOf(requirement, checks, points, assessment, measured) : 'notApplicable',
    reason: notApplicable ?? null,
    assessedShare,
    points,
    checks,
    confidence,
  };
}

function verdictOf(
  requirement: Requirement,
  results: readonly CheckResult[],
  points: number | null,
  assessment: Assessment,
  measured: Measured,
): Verdict {
  if (points === null)
    return results.some(({ outcome }) => outcome === 'notExercised') ? 'notExercised' : 'notAssessed';
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  if (failed.some(({ severity }) => severity === 'critical') || points < NOT_MET_BELOW) return 'notMet';
  const isCovered = requirement.checks
    .flatMap(({ requiresCoverage }) => requiresCoverage)
    .every((name) => assessment.isProven(measured.books, name));
  return failed.length === 0 && isCovered ? 'met' : 'partlyMet';
}

/** Weighted mean of the requirements that were assessed. */
export function frameworkConfidence(requirements: readonly RequirementResult[]): number | null {
  let weight = 0;
  let sum = 0;
  for (const { weight: own, assessedShare, confidence } of requirements) {
    if (confidence === null) continue;
    weight += own * assessedShare;
    sum += own * assessedShare * confidence;
  }
  return weight === 0 ? null : sum / weight;
}
