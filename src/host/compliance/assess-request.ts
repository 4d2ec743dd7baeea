/** What is assessed and what comes of it, as it crosses to the threads of an assessment. Plain data, structured-cloneable. */
import type { ExceptionItem, Period, SampleUnit } from '../../engines/compliance/probe.ts';
import type { Books } from '../../engines/compliance/books.ts';
import type { Framework } from '../../engines/compliance/framework-schema.ts';
import type { CaseInputs } from '../../engines/compliance/inputs.ts';
import type { CheckResult, RequirementResult } from '../../engines/compliance/judge.ts';
import type { Scorecard } from '../../engines/compliance/scorecard.ts';

export interface AssessRequest {
  /** As the parameters of the case change them. */
  frameworks: Framework[];
  inputs: CaseInputs;
  period: Period;
  asOfMs: number;
  seed: number;
  /** By SHA-256 of a source: the name by which checks know it. */
  sourceNames: [sha256: string, name: string][];
  /** By framework: why a requirement does not apply, by its id. */
  notApplicable: Record<string, Record<string, string>>;
  /** What an earlier run kept after so many records, under the same frameworks, inputs and period. */
  base?: { state: Uint8Array; size: number };
}

/** A check as it is stored: exceptions and units stand once, however many checks share them. */
export interface StoredCheck extends Omit<CheckResult, 'items' | 'sample'> {
  /** Place in `itemSets`, -1 where there are none. */
  items: number;
  /** Place in `samples`, -1 where there is none. */
  sample: number;
  /** What two checks have in common whose exceptions are the same thing. */
  sameAs: string;
}

export interface StoredRequirement extends Omit<RequirementResult, 'checks'> {
  checks: StoredCheck[];
}

export interface StoredCard extends Omit<Scorecard, 'requirements'> {
  requirements: StoredRequirement[];
}

export interface StoredSource {
  id: string;
  count: number;
  /** Days of the period with an event, since 1970. */
  days: number[];
  oldestMs: number | null;
  newestMs: number | null;
  /** Whether the inventory lists it, and whether it must deliver. */
  isListed: boolean;
  isExpected: boolean;
  carriesTickets: boolean;
}

export interface StoredSelector {
  words: string;
  count: number;
  sources: number;
  isProven: boolean;
}

/** The whole of what an assessment says. */
export interface StoredAssessment {
  v: 1;
  counts: Books['counts'];
  /** Names of sources and accounts that did not fit. */
  overflow: number;
  /** Records that are not what was sealed, or could not be read; they are part of nothing that is said here. */
  badRanges: { from: number; to: number }[];
  cards: StoredCard[];
  itemSets: ExceptionItem[][];
  samples: SampleUnit[][];
  sources: StoredSource[];
  selectors: Record<string, StoredSelector>;
}

export interface AssessOutcome {
  result: StoredAssessment;
  /** For the next run; null where there is more than is worth keeping. */
  state: Uint8Array | null;
  /** Records from here on were read in this run; what lies before was kept by an earlier one. */
  fromSeq: number;
  /** Records of the log that were looked at, all below this. */
  size: number;
  eventCount: number;
  threads: number;
}
