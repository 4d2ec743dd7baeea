/**
 * The score of a framework: what was demonstrated, of what was assessed, and how far it could rise.
 *
 * Pure; sums and quotients, nothing else. Source: resources/docs/compliance.md, "The score".
 * Loss of evidence never raises what is demonstrated nor lowers the ceiling: score.test.ts tries it 20,000 times.
 */

export interface ScoredCheck {
  /** Above 0. */
  weight: number;
  /** 0 to 1; null where the check was not assessed. */
  points: number | null;
}
export interface ScoredRequirement {
  weight: number;
  checks: readonly ScoredCheck[];
}

export interface RequirementScore {
  /** Share of the check weight that was assessed, 0 to 1. */
  assessedShare: number;
  /** Of what was assessed, 0 to 1; null where nothing was. */
  points: number | null;
}

export interface FrameworkScore {
  /** 0 to 1 each. */
  coverage: number;
  onAssessed: number | null;
  demonstrated: number;
  ceiling: number;
}

/** Points of one check from its units. */
export function pointsOf(
  { population, exceptions }: { population: number; exceptions: number },
  { zeroTolerance, ineffectiveAtRate }: { zeroTolerance: boolean; ineffectiveAtRate: number },
  isShare: boolean,
): number {
  if (zeroTolerance && exceptions > 0) return 0;
  const rate = population === 0 ? 0 : exceptions / population;
  return isShare ? 1 - rate : Math.max(0, 1 - rate / ineffectiveAtRate);
}

export function scoreRequirement({ checks }: Pick<ScoredRequirement, 'checks'>): RequirementScore {
  let all = 0;
  let assessed = 0;
  let sum = 0;
  for (const { weight, points } of checks) {
    all += weight;
    if (points === null) continue;
    assessed += weight;
    sum += weight * points;
  }
  return { assessedShare: all === 0 ? 0 : assessed / all, points: assessed === 0 ? null : sum / assessed };
}

/** @param requirements those that apply and that logs can speak to */
export function scoreFramework(requirements: readonly ScoredRequirement[]): FrameworkScore {
  let weight = 0;
  let covered = 0;
  let gained = 0;
  for (const requirement of requirements) {
    const { assessedShare, points } = scoreRequirement(requirement);
    weight += requirement.weight;
    covered += requirement.weight * assessedShare;
    gained += requirement.weight * assessedShare * (points ?? 0);
  }
  const coverage = weight === 0 ? 0 : covered / weight;
  const demonstrated = weight === 0 ? 0 : gained / weight;
  return {
    coverage,
    onAssessed: covered === 0 ? null : gained / covered,
    demonstrated,
    ceiling: demonstrated + (1 - coverage),
  };
}

/** The smallest sample whose silence says something about a rate: with 95 % confidence, the rate is below `tau`. */
export const sampleFor = (tau: number): number => (tau >= 1 ? 1 : Math.ceil(Math.log(0.05) / Math.log(1 - tau)));

/**
 * One-sided 95 % upper limit of an exception rate from a sample (Clopper, Pearson 1934): Beta inverse(0.95; x+1, n-x), found
 * by halving on the binomial distribution function.
 */
export function upperLimit(exceptions: number, sample: number): number {
  if (exceptions >= sample) return 1;
  let low = exceptions / sample;
  let high = 1;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (binomialAtMost(exceptions, sample, middle) > 0.05) low = middle;
    else high = middle;
  }
  return high;
}

/** P(X <= x) for n trials; in logarithms, so that large samples do not vanish. */
function binomialAtMost(x: number, n: number, p: number): number {
  if (p <= 0) return 1;
  if (p >= 1) return x >= n ? 1 : 0;
  let log = n * Math.log1p(-p);
  let sum = Math.exp(log);
  for (let at = 1; at <= x; at += 1) {
    log += Math.log((n - at + 1) / at) + Math.log(p) - Math.log1p(-p);
    sum += Math.exp(log);
  }
  return sum;
}

/** As printed: floored to one digit, never rounded up. */
export const floorPercent = (ratio: number): number => Math.floor(ratio * 1000 + 1e-9) / 10;
