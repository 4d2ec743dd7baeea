/**
 * The units a check counts (sessions, accounts, changes ...): which were seen, which are exceptions, which are unknown.
 *
 * Pure. Bounded: beyond `maxUnits` a sample by hash is kept, exceptions apart from it and never dropped before there are
 * as many of them; order-free and mergeable. Plain data, so that it can cross to another thread.
 */
import { DAY_MS } from './duration.ts';
import type { Facts } from './facts.ts';
import { textOf } from './facts.ts';
import { hashKey, WHOLE } from './sampling.ts';

/** One event behind an exception. */
export interface Evidence {
  id: string;
  timeMs: number;
  source: string;
  /** Place of its record in the case log, where the reader knows it. */
  seq?: number | undefined;
}

interface Unit {
  /** An event of it whose fact is known. */
  isKnown: boolean;
  isExcused: boolean;
  /** The earliest event of it that was seen: what a sample shows a person. */
  first?: Evidence | undefined;
}

export interface UnitException {
  evidence: Evidence[];
  /** Events beyond those that are kept. */
  more: number;
}

export interface UnitTable {
  cutoff: number;
  seen: Map<string, Unit>;
  exceptionCutoff: number;
  exceptions: Map<string, UnitException>;
}

export interface UnitLimits {
  seed: number;
  maxUnits: number;
  maxExceptions: number;
}

const MAX_EVIDENCE = 8;

export const newUnitTable = (): UnitTable => ({
  cutoff: WHOLE,
  seen: new Map(),
  exceptionCutoff: WHOLE,
  exceptions: new Map(),
});

export function addUnit(
  table: UnitTable,
  key: string,
  { isKnown, isExcused = false, first }: { isKnown: boolean; isExcused?: boolean; first?: Evidence | undefined },
  limits: UnitLimits,
): void {
  if (table.cutoff < WHOLE && hashKey(key, limits.seed) >= table.cutoff) return;
  const unit = table.seen.get(key);
  if (unit === undefined) {
    table.seen.set(key, { isKnown, isExcused, first });
    if (table.seen.size > limits.maxUnits) shrink(table, limits);
  } else {
    unit.isKnown ||= isKnown;
    unit.isExcused ||= isExcused;
    if (first !== undefined && (unit.first === undefined || isBefore(first, unit.first))) unit.first = first;
  }
}

function shrink(table: UnitTable, { seed, maxUnits }: UnitLimits): void {
  while (table.seen.size > maxUnits) {
    table.cutoff /= 2;
    for (const key of table.seen.keys()) if (hashKey(key, seed) >= table.cutoff) table.seen.delete(key);
  }
}

export function addException(table: UnitTable, key: string, evidence: Evidence, limits: UnitLimits): void {
  if (table.exceptionCutoff < WHOLE && hashKey(key, limits.seed) >= table.exceptionCutoff) return;
  const found = table.exceptions.get(key);
  if (found !== undefined) return addEvidence(found, evidence);
  table.exceptions.set(key, { evidence: [evidence], more: 0 });
  while (table.exceptions.size > limits.maxExceptions) {
    table.exceptionCutoff /= 2;
    for (const one of table.exceptions.keys())
      if (hashKey(one, limits.seed) >= table.exceptionCutoff) table.exceptions.delete(one);
  }
}

const isBefore = (one: Evidence, two: Evidence): boolean =>
  one.timeMs < two.timeMs || (one.timeMs === two.timeMs && one.id < two.id);

/** The earliest events of all that were offered, each once. */
function addEvidence(exception: UnitException, evidence: Evidence): void {
  const list = exception.evidence;
  const known = list.findIndex(({ id, timeMs }) => id === evidence.id && timeMs === evidence.timeMs);
  if (known >= 0) {
    // Taken in twice: the first place in the log stands for it, in whatever order they are read.
    if ((evidence.seq ?? Infinity) < ((list[known] as Evidence).seq ?? Infinity)) list[known] = evidence;
    return;
  }
  let at = list.length;
  while (at > 0 && isBefore(evidence, list[at - 1] as Evidence)) at -= 1;
  list.splice(at, 0, evidence);
  if (list.length > MAX_EVIDENCE) {
    list.pop();
    exception.more += 1;
  }
}

/** Takes the other's units into this table. */
export function mergeUnits(table: UnitTable, other: UnitTable, limits: UnitLimits): void {
  table.cutoff = Math.min(table.cutoff, other.cutoff);
  for (const key of table.seen.keys()) if (hashKey(key, limits.seed) >= table.cutoff) table.seen.delete(key);
  for (const [key, unit] of other.seen) addUnit(table, key, unit, limits);
  table.exceptionCutoff = Math.min(table.exceptionCutoff, other.exceptionCutoff);
  for (const key of table.exceptions.keys())
    if (hashKey(key, limits.seed) >= table.exceptionCutoff) table.exceptions.delete(key);
  for (const [key, { evidence, more }] of other.exceptions) {
    for (const one of evidence) addException(table, key, one, limits);
    const kept = table.exceptions.get(key);
    if (kept !== undefined) kept.more += more;
  }
}

/**
 * The key of the unit an event belongs to. A session without an id is told by actor, source, address and day: else each
 * event of a log without session ids would count as a session of its own.
 */
export function unitKeyOf(facts: Facts, fields: readonly string[]): string {
  const [only = ''] = fields;
  // One field that is there: most events, and no list is made.
  const plain = fields.length === 1 ? partOf(facts, only) : '';
  if (plain !== '') return plain;
  const parts = fields.map((field) => partOf(facts, field));
  if (parts.every((part) => part !== '')) return parts.join('\u001f');
  if (fields.includes('session.id'))
    return ['', 'actor.id', 'source.id', 'session.sourceIp', 'date(time)']
      .map((field) => (field === '' ? '' : partOf(facts, field)))
      .join('\u001f');
  return parts.some((part) => part !== '') ? parts.join('\u001f') : `\u001e${textOf(facts, 'id') ?? ''}`;
}

let lastDay = { fromMs: Number.NaN, text: '' };

/** The day (UTC) as text; neighbours in a log are of one day. */
export function dayText(ms: number): string {
  if (ms >= lastDay.fromMs && ms < lastDay.fromMs + DAY_MS) return lastDay.text;
  const text = new Date(ms).toISOString().slice(0, 10);
  lastDay = { fromMs: Math.floor(ms / DAY_MS) * DAY_MS, text };
  return text;
}

export function partOf(facts: Facts, field: string): string {
  if (field === 'date(time)') {
    const time = facts['time'];
    return typeof time === 'number' ? dayText(time) : '';
  }
  const fact = facts[field];
  if (typeof fact === 'string') return fact;
  return fact === undefined ? '' : Array.isArray(fact) ? fact.join(',') : String(fact);
}

export const evidenceOf = (facts: Facts, seq?: number): Evidence => ({
  id: textOf(facts, 'id') ?? '',
  timeMs: typeof facts['time'] === 'number' ? facts['time'] : Number.NaN,
  source: textOf(facts, 'source.id') ?? '',
  seq,
});
