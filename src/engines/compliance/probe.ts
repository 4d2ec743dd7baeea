/**
 * A probe measures what one check asks for: it is shown every event, keeps a bounded state, and says at the end how many
 * units there were and which of them are exceptions. What that means for the check is decided in judge.ts.
 *
 * Pure. Checks of different frameworks that ask the same share one probe.
 */
import type { Books } from './books.ts';
import type { Condition, Predicate } from './condition.ts';
import type { Facts } from './facts.ts';
import type { Check } from './framework-schema.ts';
import type { CaseInputs } from './inputs.ts';
import type { Joiner } from './join-facts.ts';
import type { Evidence, UnitLimits } from './unit-table.ts';
import type { SeriesLimits } from './mark-series.ts';

export interface Period {
  /** Inclusive. */
  fromMs: number;
  /** Exclusive. */
  toMs: number;
}

export type Limits = UnitLimits & SeriesLimits;

/** What is the same for all probes of one assessment. */
export interface ProbeContext {
  period: Period;
  /** When the assessment is made: what is not due by then is open. */
  asOfMs: number;
  inputs: CaseInputs;
  joiner: Joiner;
  limits: Limits;
  /** Approvals by ticket: since when, milliseconds. */
  approvals: ReadonlyMap<string, number> | undefined;
}

/** The event a probe is shown, with its selectors worked out at most once. */
export interface Shown {
  facts: Facts;
  timeMs: number;
  isInPeriod: boolean;
  evidence: Evidence;
  is(selector: string): boolean;
  /** Whether an approval that the case has loaded covers this event. */
  isApproved(): boolean;
}

export interface ExceptionItem {
  /** Names the unit, the same from run to run. */
  key: string;
  evidence: Evidence[];
  /** Further events of the same unit that are not listed. */
  more?: number;
  /** What is wrong where the check's own words do not say it. */
  note?: string;
}

export interface Finding {
  /** Units whose fact is known, exceptions included. */
  population: number;
  exceptions: number;
  unknown: number;
  /** Not yet due. */
  open: number;
  /** Would be exceptions, but are covered by an approval, an outage or an exemption. */
  excused: number;
  /** In order of their keys; at most `limits.maxExceptions`. */
  items: ExceptionItem[];
  /** The population was counted by a table that names all of it. */
  isComplete?: boolean;
  /** Only so much of the population was looked at, as a fair sample by hash. */
  sampleShare?: number;
  /** Why the check can not be made. */
  cannot?: string;
  /** The population is what a record or a calendar names: that nothing is in it is a fact, not silence. */
  isListed?: boolean;
  notes?: string[];
  /** Units in the order of their hashes: the beginning of that list is a fair sample, the same for the same seed. */
  sample?: SampleUnit[];
}

export interface SampleUnit {
  key: string;
  state: 'good' | 'exception' | 'unknown' | 'excused';
  first?: Evidence | undefined;
}

export interface Probe<S> {
  start(): S;
  observe(state: S, shown: Shown): void;
  /** Takes the other's state into this one. */
  merge(state: S, other: S): void;
  conclude(state: S, books: Books): Finding;
}

/** Makes the probe of a check. */
export type ProbeMaker = (
  check: Check,
  context: ProbeContext,
  compile: (condition: Condition) => Predicate,
) => Probe<unknown>;

export const emptyFinding = (): Finding => ({
  population: 0,
  exceptions: 0,
  unknown: 0,
  open: 0,
  excused: 0,
  items: [],
});

export const isIn = ({ fromMs, toMs }: Period, ms: number): boolean => ms >= fromMs && ms < toMs;
