/**
 * How many exceptions to expect a week: counted by the first event of each, forecast by the engine, with its backtest.
 *
 * No input or output. Source: resources/docs/forecast.md. Only whole weeks of the period count; a forecast is part of no score.
 */
import { backtest } from '../../engines/forecast/backtest.ts';
import { forecastRisk, LEAST_PERIODS } from '../../engines/forecast/gamma-poisson.ts';
import type { OutputOf } from '../../shared/contract/index.ts';
import { allExceptions, type Register } from './exception-register.ts';
import { contentOf } from './read-card.ts';
import type { Assessed } from './run-assessment.ts';

type Forecast = OutputOf<'compliance.forecast'>;
const WEEK_MS = 7 * 86_400_000;
/** Fewer origins say nothing of skill. */
const LEAST_ORIGINS = 6;

export function exceptionForecast(
  assessed: Assessed,
  framework: string,
  requirement: string | undefined,
  weeks: number,
  register: Register,
): Forecast {
  contentOf(assessed.contents, framework);
  const fromMs = Date.parse(assessed.summary.period.from);
  const toMs = Date.parse(assessed.summary.period.to);
  const counts = Array.from({ length: Math.floor((toMs - fromMs) / WEEK_MS) }, () => 0);
  let undated = 0;
  const { entries } = allExceptions(assessed.result, register);
  for (const { hits, firstTime } of entries) {
    const isMeant = hits.some(
      (hit) => hit.framework === framework && (requirement === undefined || hit.requirement === requirement),
    );
    if (!isMeant) continue;
    const week = firstTime === null ? -1 : Math.floor((Date.parse(firstTime) - fromMs) / WEEK_MS);
    if (counts[week] === undefined) undated += 1;
    else counts[week] += 1;
  }
  const weekOf = (at: number): string => new Date(fromMs + at * WEEK_MS).toISOString();
  const risk = forecastRisk(
    counts.map((count) => ({ count, exposure: 1 })),
    weeks,
  );
  const tested = backtest(counts, 1);
  return {
    unit: 'week',
    history: counts.map((count, at) => ({ from: weekOf(at), count })),
    forecast: (risk?.periods ?? []).map(({ mean, low, high }, at) => ({
      from: weekOf(counts.length + at),
      mean,
      low,
      high,
    })),
    atLeastOne: risk?.atLeastOne ?? null,
    backtest:
      tested === undefined
        ? null
        : { origins: tested.origins, skill: tested.skill, mase: tested.mase, coverage: tested.fairCoverage },
    says: says(counts.length, risk !== undefined, tested),
    undated,
  };
}

function says(weeks: number, isForecast: boolean, tested: ReturnType<typeof backtest>): string {
  if (!isForecast) return `No forecast: ${weeks} whole weeks are too short a history, ${LEAST_PERIODS} are the least.`;
  if (tested === undefined || tested.origins < LEAST_ORIGINS)
    return 'Too few weeks to say how good such forecasts would have been.';
  if (tested.skill <= 0) return 'No better than the last value: such forecasts would not have helped here.';
  return `Such forecasts would have been ${Math.floor(tested.skill * 100)} % better than the last value.`;
}
