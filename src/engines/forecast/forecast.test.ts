import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Prng } from '../scenario/prng.ts';
import { type Backtest, backtest } from './backtest.ts';
import { atMost, probabilityOf, quantileOf, rankedProbabilityScore } from './count-distribution.ts';
import { fitCounts, forecastRisk } from './gamma-poisson.ts';

const SEED = 412;
const WEEKS = 104;
const SERIES = 12;

function poisson(prng: Prng, mean: number): number {
  let count = 0;
  for (let left = Math.exp(-mean), product = prng.unit(); product > left; product *= prng.unit()) count += 1;
  return count;
}
/** Rate of each week. */
const KINDS: Readonly<Record<string, (week: number, prng: Prng) => number>> = {
  rare: () => 0.15,
  steady: () => 4,
  'over-dispersed': (_, prng) => 4 * prng.exponential() ** 0.9,
  'level shift': (week) => (week < 60 ? 3 : 9),
  trend: (week) => 2 + week * 0.08,
  season: (week) => 5 + 4 * Math.sin((week * 2 * Math.PI) / 26),
  decline: (week) => 12 * Math.exp(-week / 30),
};

const average = (list: readonly Backtest[], of: keyof Backtest): number =>
  list.reduce((sum, one) => sum + one[of], 0) / list.length;
const results = new Map(
  Object.entries(KINDS).map(([kind, rate]) => {
    const prng = new Prng(SEED).fork(kind);
    const tests = Array.from({ length: SERIES }, () =>
      backtest(Array.from({ length: WEEKS }, (_, week) => poisson(prng, rate(week, prng)))),
    ).filter((one) => one !== undefined);
    return [kind, tests];
  }),
);
const percent = (ratio: number): string => `${(ratio * 100).toFixed(0)} %`;
const rows = [...results].map(([kind, tests]) =>
  [
    kind,
    average(tests, 'mase').toFixed(2),
    average(tests, 'rankedProbability').toFixed(2),
    average(tests, 'skill').toFixed(2),
    percent(average(tests, 'coverage')),
    percent(average(tests, 'fairCoverage')),
  ].join(' | '),
);

describe(`forecasts of seven kinds of series (seed ${SEED})`, () => {
  it('hold what their intervals promise', () => {
    const fair = [...results].map(([kind, tests]) => [kind, average(tests, 'fairCoverage')] as const);
    expect(fair.filter(([, share]) => share < 0.88 || share > 0.95)).toEqual([]);
  });

  it('are better than the last value, in each kind', () => {
    expect([...results].filter(([, tests]) => average(tests, 'skill') <= 0).map(([kind]) => kind)).toEqual([]);
  });

  it('are told in the document as they are', () => {
    const document = readFileSync(new URL('../../../resources/docs/forecast.md', import.meta.url), 'utf8');
    const table = document
      .split('\n')
      .filter((line) => /^\| (?:rare|steady|over|level|trend|season|decline)/u.test(line));
    expect(table).toEqual(rows.map((row) => `| ${row} |`));
  });
});

describe('a forecast', () => {
  const of = (counts: readonly number[]) => counts.map((count) => ({ count, exposure: 1 }));
  it('needs eight periods', () => {
    expect(forecastRisk(of([1, 2, 1, 2, 1, 2, 1]), 4)).toBeUndefined();
    expect(forecastRisk(of([1, 2, 1, 2, 1, 2, 1, 2]), 4)?.periods).toHaveLength(4);
  });

  it('of weeks without any exception is near none, and never quite none', () => {
    const quiet = forecastRisk(of(Array.from({ length: 52 }, () => 0)), 4);
    expect(quiet?.periods[0]).toMatchObject({ low: 0, high: 0 });
    expect(quiet?.atLeastOne).toBeGreaterThan(0);
    expect(quiet?.atLeastOne).toBeLessThan(0.1);
  });

  it('does not take more sessions for more risk', () => {
    const rising = Array.from({ length: 40 }, (_, week) => ({
      count: Math.round((10 + week) * 0.1),
      exposure: 10 + week,
    }));
    const { a, b } = fitCounts(rising);
    expect(a / b).toBeCloseTo(0.1, 2);
    expect(forecastRisk(rising, 1, 50)?.periods[0]?.mean).toBeCloseTo(5, 0);
  });
});

describe('the distribution of counts', () => {
  it('is the negative binomial of its mean and variance, Poisson where they are equal', () => {
    // Size 2, p = 1/2: mean 2, variance 4. P(0) = 1/4, P(1) = 2/8, P(2) = 3/16.
    const two = { mean: 2, variance: 4 };
    expect([0, 1, 2].map((count) => probabilityOf(two, count))).toEqual(
      [0.25, 0.25, 0.1875].map((one) => expect.closeTo(one, 12)),
    );
    expect(atMost(two, 2)).toBeCloseTo(0.6875, 12);
    expect([quantileOf(two, 0.25), quantileOf(two, 0.5), quantileOf(two, 0.9)]).toEqual([0, 1, 5]);
    expect(probabilityOf({ mean: 3, variance: 3 }, 2)).toBeCloseTo(4.5 * Math.exp(-3), 12);
    expect(atMost({ mean: 5000, variance: 9000 }, 20_000)).toBeCloseTo(1, 6);
  });

  it('scores certainty that came true with 0', () => {
    expect(rankedProbabilityScore({ mean: 0, variance: 0 }, 0)).toBe(0);
    // P(0) = 1/2, P(1) = 1/4 ...: size 1, mean 1. Observed 0: sum of 4^-k = 1/3.
    expect(rankedProbabilityScore({ mean: 1, variance: 2 }, 0)).toBeCloseTo(1 / 3, 6);
  });
});
