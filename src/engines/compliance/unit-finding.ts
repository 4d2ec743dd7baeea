/**
 * The finding of a table of units: who is in the population, who is an exception, what is not known.
 *
 * Pure.
 */
import type { Books } from './books.ts';
import type { ExceptionItem, Finding } from './probe.ts';
import { emptyFinding, type SampleUnit } from './probe.ts';
import { hashKey, WHOLE } from './sampling.ts';
import type { UnitTable } from './unit-table.ts';

/** Nobody draws more than these from one population. */
export const MAX_SAMPLE = 200;

export interface UnitFindingOptions {
  /** Of the run: the sample is drawn by it. */
  seed?: number;
  /** Exceptions rest on a ticket being absent: from a source that never carries tickets that says nothing. */
  needsTickets?: boolean;
  hasChanges?: boolean;
}

export function findingOfUnits(table: UnitTable, books: Books, options: UnitFindingOptions = {}): Finding {
  const finding = emptyFinding();
  const isUnknown = (key: string): boolean => {
    const found = table.exceptions.get(key);
    if (found === undefined || options.needsTickets !== true || options.hasChanges === true) return false;
    return found.evidence.every(({ source }) => books.sources.get(source)?.carriesTickets !== true);
  };
  const items: ExceptionItem[] = [];
  let unknownExceptions = 0;
  for (const key of [...table.exceptions.keys()].toSorted()) {
    if (isUnknown(key)) {
      unknownExceptions += 1;
      continue;
    }
    const { evidence, more } = table.exceptions.get(key) ?? { evidence: [], more: 0 };
    items.push({ key, evidence, ...(more > 0 ? { more } : {}) });
  }
  for (const [key, unit] of table.seen) {
    if (table.exceptions.has(key)) {
      if (isUnknown(key)) finding.unknown += 1;
      else {
        finding.population += 1;
        finding.exceptions += 1;
      }
    } else if (!unit.isKnown) finding.unknown += 1;
    else {
      finding.population += 1;
      if (unit.isExcused) finding.excused += 1;
    }
  }
  finding.items = items;
  if (options.seed !== undefined) finding.sample = sampleOf(table, isUnknown, options.seed);
  if (table.cutoff < WHOLE) {
    finding.sampleShare = table.cutoff / WHOLE;
    // Exceptions outside the sample are exceptions all the same.
    finding.exceptions = Math.max(finding.exceptions, Math.min(items.length, finding.population));
  } else finding.exceptions = items.length;
  finding.population = Math.max(finding.population, finding.exceptions);
  if (unknownExceptions > 0) finding.notes = ['some sources never carry a ticket: a missing one says nothing there'];
  return finding;
}

function sampleOf(table: UnitTable, isUnknown: (key: string) => boolean, seed: number): SampleUnit[] {
  return [...table.seen.keys()]
    .map((key) => ({ key, hash: hashKey(key, seed) }))
    .toSorted((one, two) => one.hash - two.hash || (one.key < two.key ? -1 : 1))
    .slice(0, MAX_SAMPLE)
    .map(({ key }) => {
      const unit = table.seen.get(key);
      const isException = table.exceptions.has(key);
      const isNotKnown = isException ? isUnknown(key) : unit?.isKnown !== true;
      const state = isNotKnown ? 'unknown' : isException ? 'exception' : unit?.isExcused === true ? 'excused' : 'good';
      return { key, state, first: unit?.first };
    });
}
