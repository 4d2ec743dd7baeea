/**
 * The negative binomial distribution by mean and variance; Poisson where the variance is no larger than the mean.
 *
 * Pure. O(k) for a quantile or a distribution function at k.
 * Source: Johnson, Kemp, Kotz, Univariate Discrete Distributions, ch. 5; ranked probability score: Czado, Gneiting, Held 2009.
 */

export interface CountDistribution {
  mean: number;
  variance: number;
}

/** Nobody asks for counts beyond this; it bounds every loop. */
const MAX_COUNT = 1_000_000;

/** Probabilities of 0, 1, 2 ... */
function* probabilities({ mean, variance }: CountDistribution): Generator<number> {
  if (mean <= 0) {
    yield 1;
    return;
  }
  const isPoisson = variance <= mean * (1 + 1e-9);
  const size = isPoisson ? Infinity : (mean * mean) / (variance - mean);
  // In logarithms: the first terms of a large mean are too small for a number.
  let log = isPoisson ? -mean : size * (Math.log(size) - Math.log(size + mean));
  for (let count = 0; count <= MAX_COUNT; count += 1) {
    yield Math.exp(log);
    log += isPoisson
      ? Math.log(mean / (count + 1))
      : Math.log((count + size) / (count + 1)) + Math.log(mean / (size + mean));
  }
}

export function probabilityOf(distribution: CountDistribution, count: number): number {
  let at = 0;
  for (const probability of probabilities(distribution)) {
    if (at === count) return probability;
    at += 1;
  }
  return 0;
}

/** P(X <= count); 0 below 0. */
export function atMost(distribution: CountDistribution, count: number): number {
  let at = 0;
  let sum = 0;
  for (const probability of probabilities(distribution)) {
    if (at > count) return sum;
    sum += probability;
    at += 1;
  }
  return sum;
}

/** The smallest count whose P(X <= count) reaches `share`, 0 to below 1. */
export function quantileOf(distribution: CountDistribution, share: number): number {
  let at = 0;
  let sum = 0;
  for (const probability of probabilities(distribution)) {
    sum += probability;
    if (sum >= share - 1e-12) return at;
    at += 1;
  }
  return at;
}

/** Sum over k of (P(X <= k) - [y <= k])^2: 0 for certainty that came true. */
export function rankedProbabilityScore(distribution: CountDistribution, observed: number): number {
  let at = 0;
  let sum = 0;
  let score = 0;
  for (const probability of probabilities(distribution)) {
    sum += probability;
    const rest = at >= observed ? 1 - sum : sum;
    score += rest * rest;
    if (at >= observed && 1 - sum < 1e-9) break;
    at += 1;
  }
  return score;
}
