/**
 * How good forecasts would have been: made again at each origin from what was known then, and compared with what came.
 *
 * Pure. O(origins x periods). Source: rolling origin with expanding window (Hyndman, Athanasopoulos, FPP3); MASE (Hyndman,
 * Koehler 2006); ranked probability score and PIT for counts (Czado, Gneiting, Held 2009).
 */
import {
  atMost,
  type CountDistribution,
  probabilityOf,
  quantileOf,
  rankedProbabilityScore,
} from './count-distribution.ts';
import { fitCounts, forecastCount } from './gamma-poisson.ts';

export interface Backtest {
  origins: number;
  /** Mean absolute error over that of the last value, in sample. */
  mase: number;
  rankedProbability: number;
  /** Share of outcomes inside the 90 % interval, whose ends are whole numbers: at or above 90 % for small counts. */
  coverage: number;
  /** The same, an outcome on an end counted by the part of it that belongs inside: what 90 % means. */
  fairCoverage: number;
  /** 1 - score / score of the last value; at most 0: no better than the last value. */
  skill: number;
}

const HORIZONS = 4;

export function backtest(counts: readonly number[], step = 2): Backtest | undefined {
  const first = Math.min(26, Math.floor(counts.length / 2));
  if (first < 4) return undefined;
  const sums = { error: 0, score: 0, naive: 0, inside: 0, fair: 0, forecasts: 0, origins: 0 };
  for (let origin = first; origin + HORIZONS <= counts.length; origin += step) {
    const known = counts.slice(0, origin);
    const model = fitCounts(known.map((count) => ({ count, exposure: 1 })));
    const jumps = known.slice(1).map((count, at) => Math.abs(count - (known[at] as number)));
    const meanJump = mean(jumps);
    const scale = meanJump > 0 ? meanJump : mean(known) || 1;
    const last = known.at(-1) as number;
    const naive: CountDistribution = {
      mean: Math.max(last, 0.05),
      variance: Math.max(last, 0.05) + mean(jumps.map((jump) => jump * jump)) / 2,
    };
    sums.origins += 1;
    for (let ahead = 1; ahead <= HORIZONS; ahead += 1) {
      const observed = counts[origin + ahead - 1] as number;
      const forecast = forecastCount(model, ahead);
      sums.forecasts += 1;
      sums.error += Math.abs(observed - forecast.mean) / scale;
      sums.score += rankedProbabilityScore(forecast, observed);
      sums.naive += rankedProbabilityScore(naive, observed);
      if (observed >= quantileOf(forecast, 0.05) && observed <= quantileOf(forecast, 0.95)) sums.inside += 1;
      sums.fair += shareInside(forecast, observed);
    }
  }
  if (sums.forecasts === 0) return undefined;
  return {
    origins: sums.origins,
    mase: sums.error / sums.forecasts,
    rankedProbability: sums.score / sums.forecasts,
    coverage: sums.inside / sums.forecasts,
    fairCoverage: sums.fair / sums.forecasts,
    skill: 1 - sums.score / sums.naive,
  };
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** How much of the outcome's own step of the distribution function lies between 5 and 95 %. */
function shareInside(forecast: CountDistribution, observed: number): number {
  const step = probabilityOf(forecast, observed);
  if (step <= 0) return 0;
  const to = atMost(forecast, observed);
  return Math.max(0, Math.min(to, 0.95) - Math.max(to - step, 0.05)) / step;
}
