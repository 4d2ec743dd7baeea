/**
 * The bars: what a figure must reach, read from budgets.json, and how a run is judged against them.
 *
 * A bar is a ratio to a baseline of the same run wherever one exists, because machines differ and are noisy.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Bar {
  id: string;
  what: string;
  unit: string;
  /** Exactly one of the two. */
  atLeast?: number;
  atMost?: number;
  /** What it is compared with, in words. */
  baseline: string;
}

export interface Figure {
  /** Undefined where it could not be measured; `note` says why. */
  value: number | undefined;
  note: string;
}

export const budgetsPath = fileURLToPath(new URL('./budgets.json', import.meta.url));

export const loadBars = (): Bar[] => (JSON.parse(readFileSync(budgetsPath, 'utf8')) as { bars: Bar[] }).bars;

export type Judgement = 'holds' | 'missed' | 'not measured';

export function judge(bar: Bar, value: number | undefined): Judgement {
  if (value === undefined || Number.isNaN(value)) return 'not measured';
  if (bar.atLeast !== undefined && value < bar.atLeast) return 'missed';
  return bar.atMost !== undefined && value > bar.atMost ? 'missed' : 'holds';
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export const formatFigure = (value: number): string =>
  value >= 1000 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)));
