/**
 * How many exceptions to expect per period, and how sure that is: a local-level count model with discounting.
 *
 * Pure. O(n) in the periods. Never below zero, with intervals from the first week on.
 * Source: Harvey, Fernandes 1989, Journal of Business and Economic Statistics 7(4); over-dispersion as discounted mean of
 * squared standardised one-step errors. Differences: the discount is chosen by predictive likelihood among eight.
 */
import { type CountDistribution, probabilityOf, quantileOf } from './count-distribution.ts';

export interface PeriodCount {
  count: number;
  /** Sessions, accounts ... of the period, so that growth is not read as worsening; 1 where there is none. */
  exposure: number;
}

export interface GammaPoisson {
  a: number;
  b: number;
  discount: number;
  /** At least 1. */
  dispersion: number;
  periods: number;
}

export const DISCOUNTS = [0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1] as const;
/** Fewer periods than these are no history. */
export const LEAST_PERIODS = 8;
const PRIOR = 0.5;
/** One-step forecasts before this one say more of the prior than of the series. */
const SETTLED_AFTER = 4;

export function fitCounts(history: readonly PeriodCount[]): GammaPoisson {
  let best: GammaPoisson | undefined;
  let bestLikelihood = Number.NEGATIVE_INFINITY;
  for (const discount of DISCOUNTS) {
    const { model, likelihood } = filter(history, discount);
    if (likelihood <= bestLikelihood && best !== undefined) continue;
    best = model;
    bestLikelihood = likelihood;
  }
  return best ?? { a: PRIOR, b: PRIOR, discount: 1, dispersion: 1, periods: 0 };
}

function filter(history: readonly PeriodCount[], discount: number): { model: GammaPoisson; likelihood: number } {
  let a = PRIOR;
  let b = PRIOR;
  let likelihood = 0;
  let errors = 0;
  let weight = 0;
  history.forEach(({ count, exposure }, at) => {
    if (at >= SETTLED_AFTER) {
      const predicted = predictive(a * discount, b * discount, exposure);
      likelihood += Math.log(Math.max(probabilityOf(predicted, count), 1e-300));
      errors = errors * discount + (count - predicted.mean) ** 2 / predicted.variance;
      weight = weight * discount + 1;
    }
    a = a * discount + count;
    b = b * discount + exposure;
  });
  const dispersion = weight === 0 ? 1 : Math.max(1, errors / weight);
  return { model: { a, b, discount, dispersion, periods: history.length }, likelihood };
}

function predictive(a: number, b: number, exposure: number): CountDistribution {
  const mean = (exposure * a) / b;
  return { mean, variance: mean + (exposure * exposure * a) / (b * b) };
}

/** @param ahead periods from the last one of the history, from 1 */
export function forecastCount(model: GammaPoisson, ahead: number, exposure = 1): CountDistribution {
  const fade = model.discount ** ahead;
  const { mean, variance } = predictive(model.a * fade, model.b * fade, exposure);
  return { mean, variance: variance * model.dispersion };
}

export interface CountForecast extends CountDistribution {
  /** 90 % of outcomes lie from `low` to `high`, both included. */
  low: number;
  high: number;
}

export interface RiskForecast {
  periods: CountForecast[];
  /** Of at least one in all periods together. */
  atLeastOne: number;
}

/** @returns undefined where the history is too short to show a forecast */
export function forecastRisk(history: readonly PeriodCount[], periods: number, exposure = 1): RiskForecast | undefined {
  if (history.length < LEAST_PERIODS) return undefined;
  const model = fitCounts(history);
  let none = 1;
  const forecasts = Array.from({ length: periods }, (_, at): CountForecast => {
    const distribution = forecastCount(model, at + 1, exposure);
    none *= probabilityOf(distribution, 0);
    return { ...distribution, low: quantileOf(distribution, 0.05), high: quantileOf(distribution, 0.95) };
  });
  return { periods: forecasts, atLeastOne: 1 - none };
}
