/**
 * Checks that look at one event at a time and count units: ratio, completeness, join, ordering.
 *
 * Pure. Source: `vocabulary.evaluators` and `vocabulary.semantics` of the framework files.
 */
import { type Condition, fieldsOf, type Predicate } from './condition.ts';
import { dayOf } from './books.ts';
import type { EvaluateOf } from './evaluate-schema.ts';
import { nominalMs } from './duration.ts';
import { textOf } from './facts.ts';
import type { Check } from './framework-schema.ts';
import { type InputRecord, tableOf, timeIn, valueIn } from './inputs.ts';
import { accountKey } from './join-facts.ts';
import { addMark, mergeSeries, marksOf, type MarkSeries, newSeries, type SeriesShape } from './mark-series.ts';
import {
  emptyFinding,
  type ExceptionItem,
  type Finding,
  isIn,
  type Probe,
  type ProbeContext,
  type Shown,
} from './probe.ts';
import { findingOfUnits } from './unit-finding.ts';
import { addException, addUnit, mergeUnits, newUnitTable, partOf, unitKeyOf, type UnitTable } from './unit-table.ts';
import { recordPredicate } from './record-predicate.ts';

type Compile = (condition: Condition) => Predicate;

/** How a unit is named where the evaluator names no fields. */
const UNIT_FIELDS: Readonly<Record<string, readonly string[]>> = {
  session: ['session.id'],
  account: ['actor.id'],
  source: ['source.host'],
  subject: ['target.subjectId'],
};
const keyFieldsOf = (check: Check, given: readonly string[] | undefined): readonly string[] =>
  given ?? UNIT_FIELDS[check.population.unit] ?? ['id'];

const needsTickets = (check: Check): boolean =>
  check.requiresInputs.some((name) => name.startsWith('changes[]')) &&
  fieldsOf(check.conditions).has('context.ticketId');

export function ratioProbe(check: Check, context: ProbeContext, compile: Compile): Probe<unknown> {
  const evaluate = check.evaluate as EvaluateOf<'ratio'>;
  if (evaluate.dormantDays !== undefined) return dormantProbe(check, context, evaluate.dormantDays);
  if (typeof evaluate.population === 'object') return directoryProbe(check, context, compile);
  if (evaluate.unless !== undefined) return precededRatioProbe(check, context, compile);
  return eventRatioProbe(check, context, compile);
}

function eventRatioProbe(check: Check, context: ProbeContext, compile: Compile): Probe<UnitTable> {
  const evaluate = check.evaluate as EvaluateOf<'ratio'>;
  const population = check.population.conditions;
  const isMember = population === undefined ? undefined : compile(population);
  const isWanted = evaluate.where === undefined ? undefined : compile(evaluate.where);
  const isException = compile(check.conditions);
  const isUnknown = evaluate.unknownWhen === undefined ? undefined : compile(evaluate.unknownWhen);
  const fields = keyFieldsOf(
    check,
    evaluate.dedupeBy ?? (evaluate.unitKey === undefined ? undefined : [evaluate.unitKey]),
  );
  const selector = evaluate.population as string;
  return {
    start: newUnitTable,
    observe(table, { facts, isInPeriod, evidence, is }) {
      if (!isInPeriod) return;
      const isOne = isMember === undefined ? is(selector) : isMember(facts);
      // Who is no account can not be told from another: such events are no unit of their own.
      if (!isOne || (isWanted !== undefined && !isWanted(facts))) return;
      if (evaluate.unitKey !== undefined && partOf(facts, evaluate.unitKey) === '') return;
      const key = unitKeyOf(facts, fields);
      const isBad = isException(facts);
      addUnit(table, key, { isKnown: isBad || isUnknown?.(facts) !== true, first: evidence }, context.limits);
      if (isBad) addException(table, key, evidence, context.limits);
    },
    merge: (table, other) => mergeUnits(table, other, context.limits),
    conclude: (table, books) =>
      findingOfUnits(table, books, {
        seed: context.limits.seed,
        needsTickets: needsTickets(check),
        hasChanges: context.inputs.changes !== undefined,
      }),
  };
}

/** The population stands in the directory; events name the exceptions. */
function directoryProbe(check: Check, context: ProbeContext, compile: Compile): Probe<UnitTable> {
  const evaluate = check.evaluate as EvaluateOf<'ratio'>;
  const isMember = recordPredicate((evaluate.population as { users: Condition }).users);
  const isException = compile(check.conditions);
  const unitKey = evaluate.unitKey ?? 'actor.id';
  const grace = evaluate.stillEnabledAfter === undefined ? undefined : nominalMs(evaluate.stillEnabledAfter);
  const { inputs, period, asOfMs, limits } = context;
  const isLeaverCheck = fieldsOf((evaluate.population as { users: Condition }).users).has('terminatedAt');
  const members = new Map<string, InputRecord>();
  for (const user of inputs.users ?? []) {
    if (!isMember(user)) continue;
    // Who leaves after the period is no leaver of it.
    if (isLeaverCheck && !(timeIn(user, 'terminatedAt') < period.toMs)) continue;
    members.set(accountKey(user.id), user);
  }
  return {
    start: newUnitTable,
    observe(table, { facts, isInPeriod, evidence }) {
      if (!isInPeriod || !isException(facts)) return;
      const key = accountKey(textOf(facts, unitKey) ?? '');
      if (members.has(key)) addException(table, key, evidence, limits);
    },
    merge: (table, other) => mergeUnits(table, other, limits),
    conclude(table) {
      const finding = { ...emptyFinding(), isComplete: true, isListed: true };
      const items: ExceptionItem[] = [...table.exceptions].map(([key, { evidence, more }]) => ({
        key,
        evidence,
        ...(more > 0 ? { more } : {}),
      }));
      for (const [key, user] of members) {
        if (table.exceptions.has(key) || grace === undefined || !isStillEnabled(user, grace, asOfMs)) continue;
        items.push({ key, evidence: [], note: 'still enabled after the end of employment or contract' });
      }
      finding.population = members.size;
      finding.exceptions = items.length;
      finding.items = items.toSorted((one, two) => (one.key < two.key ? -1 : 1));
      return finding;
    },
  };
}

function isStillEnabled(user: InputRecord, graceMs: number, asOfMs: number): boolean {
  const dueMs = timeIn(user, 'terminatedAt') + graceMs;
  if (!(dueMs < asOfMs) || user['status'] === undefined || user['status'] === 'unknown') return false;
  const disabledMs = timeIn(user, 'disabledAt');
  return Number.isNaN(disabledMs) ? user['status'] === 'active' : disabledMs > dueMs;
}

/** Enabled accounts that were used after a long silence, or stand unused. Days come from the activity of all events. */
function dormantProbe(check: Check, context: ProbeContext, limitDays: number): Probe<null> {
  const { inputs, period } = context;
  const isMember = recordPredicate((check.evaluate as { population: { users: Condition } }).population.users);
  return {
    start: () => null,
    observe: () => undefined,
    merge: () => undefined,
    conclude(_, books): Finding {
      const finding: Finding = { ...emptyFinding(), isComplete: true, isListed: true };
      const lastDay = dayOf(period.toMs - 1);
      const firstDay = dayOf(period.fromMs);
      for (const user of inputs.users ?? []) {
        if (!isMember(user) || user.status === 'terminated') continue;
        const days = [...(books.activity.get(accountKey(user.id)) ?? [])];
        const before = timeIn(user, 'lastActivityAt');
        const hired = timeIn(user, 'hiredAt');
        for (const ms of [before, hired]) if (!Number.isNaN(ms) && dayOf(ms) <= lastDay) days.push(dayOf(ms));
        days.sort((one, two) => one - two);
        let note: string | undefined;
        days.forEach((day, at) => {
          const previous = days[at - 1];
          if (previous !== undefined && day >= firstDay && day <= lastDay && day - previous > limitDays)
            note = `used after ${day - previous} days without activity`;
        });
        const last = days.filter((day) => day <= lastDay).at(-1);
        if (note === undefined && last !== undefined && lastDay - last > limitDays)
          note = `enabled, and unused for ${lastDay - last} days`;
        const isShort = last === undefined && lastDay - firstDay <= limitDays;
        if (note === undefined && isShort) finding.unknown += 1;
        else {
          if (note === undefined && last === undefined) note = 'enabled, and unused in the whole period';
          finding.population += 1;
          if (note !== undefined) finding.items.push({ key: accountKey(user.id), evidence: [], note });
        }
      }
      finding.items.sort((one, two) => (one.key < two.key ? -1 : 1));
      finding.exceptions = finding.items.length;
      return finding;
    },
  };
}

interface PrecededState {
  units: UnitTable;
  series: MarkSeries;
}

/** Exceptions that another event just before them excuses. */
function precededRatioProbe(check: Check, context: ProbeContext, compile: Compile): Probe<PrecededState> {
  const evaluate = check.evaluate as EvaluateOf<'ratio'>;
  const unless = evaluate.unless as { precededBy: string; within: string };
  const withinMs = nominalMs(unless.within);
  const shape: SeriesShape = { cellMs: withinMs, keep: 8 };
  const isException = compile(check.conditions);
  const fields = keyFieldsOf(check, evaluate.dedupeBy);
  const { limits } = context;
  return {
    start: () => ({ units: newUnitTable(), series: newSeries() }),
    observe({ units, series }, { facts, isInPeriod, evidence, timeMs, is }) {
      const actor = textOf(facts, 'actor.id') ?? '';
      const key = unitKeyOf(facts, fields);
      const mark = {
        timeMs,
        id: evidence.id,
        source: evidence.source,
        value: key,
        isExcused: false,
        seq: evidence.seq,
      };
      if (is(unless.precededBy)) addMark(series, actor, 0, mark, shape, limits);
      if (!isInPeriod) return;
      const isBad = isException(facts);
      if (isBad || is(evaluate.population as string)) addUnit(units, key, { isKnown: true, first: evidence }, limits);
      if (isBad) addMark(series, actor, 1, mark, shape, limits);
    },
    merge(state, other) {
      mergeUnits(state.units, other.units, limits);
      mergeSeries(state.series, other.series, shape, limits);
    },
    conclude({ units, series }, books) {
      for (const group of series.groups.values()) {
        const before = marksOf(group, 0, shape, limits.seed);
        for (const mark of marksOf(group, 1, shape, limits.seed)) {
          const isPreceded = before.some(({ timeMs }) => timeMs <= mark.timeMs && mark.timeMs - timeMs <= withinMs);
          if (!isPreceded)
            addException(
              units,
              mark.value,
              { id: mark.id, timeMs: mark.timeMs, source: mark.source, seq: mark.seq },
              limits,
            );
        }
      }
      return findingOfUnits(units, books, { seed: limits.seed });
    },
  };
}

export function completenessProbe(check: Check, context: ProbeContext, compile: Compile): Probe<unknown> {
  const evaluate = check.evaluate as EvaluateOf<'completeness'>;
  if (evaluate.input !== undefined) return recordCompleteness(check, context);
  const isException = compile(check.conditions);
  const fields = keyFieldsOf(check, undefined);
  const { limits } = context;
  const probe: Probe<UnitTable> = {
    start: newUnitTable,
    observe(table, { facts, isInPeriod, evidence, is }) {
      if (!isInPeriod || facts['source.inScope'] !== true || !is(evaluate.population ?? 'any')) return;
      const key = unitKeyOf(facts, fields);
      addUnit(table, key, { isKnown: true, first: evidence }, limits);
      if (isException(facts)) addException(table, key, evidence, limits);
    },
    merge: (table, other) => mergeUnits(table, other, limits),
    conclude: (table, books) => findingOfUnits(table, books, { seed: limits.seed }),
  };
  return probe as Probe<unknown>;
}

function recordCompleteness(check: Check, { inputs, period }: ProbeContext): Probe<null> {
  const evaluate = check.evaluate as EvaluateOf<'completeness'>;
  const isWanted = evaluate.inputWhere === undefined ? () => true : recordPredicate(evaluate.inputWhere);
  const isFilled = (record: InputRecord, field: string): boolean => {
    const value = valueIn(record, field);
    return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
  };
  return {
    start: () => null,
    observe: () => undefined,
    merge: () => undefined,
    conclude() {
      const finding: Finding = { ...emptyFinding(), isComplete: true, isListed: true };
      for (const record of tableOf(inputs, evaluate.input ?? '') ?? []) {
        const startMs = ['detectedAt', 'awareAt', 'receivedAt']
          .map((name) => timeIn(record, name))
          .find((ms) => !Number.isNaN(ms));
        if (!isWanted(record) || (startMs !== undefined && !isIn(period, startMs))) continue;
        finding.population += 1;
        const missing = evaluate.requiredFields
          .filter((field) =>
            typeof field === 'string' ? !isFilled(record, field) : !field.anyOf.some((one) => isFilled(record, one)),
          )
          .map((field) => (typeof field === 'string' ? field : field.anyOf.join(' or ')));
        if (missing.length > 0)
          finding.items.push({ key: String(record['id'] ?? ''), evidence: [], note: `without ${missing.join(', ')}` });
      }
      finding.exceptions = finding.items.length;
      return finding;
    },
  };
}

interface JoinState {
  units: UnitTable;
  /** When the event that must not be too long ago was last seen, by key. */
  last: Map<string, number>;
}

const MAX_LAST = 500_000;

export function joinProbe(check: Check, context: ProbeContext, compile: Compile): Probe<JoinState> {
  const { join, population, unitKey } = check.evaluate as EvaluateOf<'join'>;
  const { inputs, limits, period, joiner } = context;
  const isMember = compile(check.conditions);
  const isBad = 'exception' in join ? compile(join.exception) : undefined;
  const isPartnered = 'input' in join ? partnersOf(join.input, join.key) : undefined;
  function partnersOf(input: string, key: string): (value: string) => boolean {
    if (input === 'users[]') return (value) => joiner.userOf(value) !== undefined;
    const known = new Set<string>();
    for (const record of tableOf(inputs, input) ?? [])
      for (const value of [record[key], record['id']]) if (typeof value === 'string') known.add(value.toLowerCase());
    return (value) => known.has(value.toLowerCase());
  }
  return {
    start: () => ({ units: newUnitTable(), last: new Map() }),
    observe({ units, last }, { facts, isInPeriod, evidence, timeMs, is }) {
      if ('lastSeen' in join && is(join.lastSeen)) {
        const key = accountKey(textOf(facts, join.key) ?? '');
        if (last.has(key) || last.size < MAX_LAST) last.set(key, Math.max(last.get(key) ?? 0, timeMs));
      }
      const value = textOf(facts, unitKey);
      if (!isInPeriod || value === undefined) return;
      if (isBad === undefined ? !isMember(facts) : !is(population)) return;
      addUnit(units, value, { isKnown: true, first: evidence }, limits);
      const isException = isBad === undefined ? isPartnered?.(value) === false : isBad(facts);
      if (isException) addException(units, value, evidence, limits);
    },
    merge(state, other) {
      mergeUnits(state.units, other.units, limits);
      for (const [key, ms] of other.last) state.last.set(key, Math.max(state.last.get(key) ?? 0, ms));
    },
    conclude({ units, last }, books) {
      if (!('lastSeen' in join)) return findingOfUnits(units, books, { seed: limits.seed });
      const finding = emptyFinding();
      const limitMs = join.maxDays * 86_400_000;
      const oldest = Math.min(...[...books.sources.values()].map(({ oldestMs }) => oldestMs));
      for (const key of [...units.seen.keys()].toSorted()) {
        const seenMs = last.get(accountKey(key));
        // Nothing seen in logs that do not reach back far enough says nothing.
        if (seenMs === undefined && period.toMs - oldest < limitMs) finding.unknown += 1;
        else {
          finding.population += 1;
          if (seenMs === undefined || period.toMs - seenMs > limitMs)
            finding.items.push({ key, evidence: [], note: `no ${join.lastSeen} within ${join.maxDays} days` });
        }
      }
      finding.exceptions = finding.items.length;
      return finding;
    },
  };
}

/** Events whose time lies after the moment they were recorded; where nobody tells that moment they are unknown. */
export function orderingProbe(check: Check, context: ProbeContext, compile: Compile): Probe<UnitTable> {
  const isException = compile(check.conditions);
  const { limits } = context;
  return {
    start: newUnitTable,
    observe(table, { facts, isInPeriod, evidence }: Shown) {
      if (!isInPeriod) return;
      const key = textOf(facts, 'id') ?? '';
      const isBad = isException(facts);
      addUnit(table, key, { isKnown: isBad || facts['recordedTime'] !== undefined, first: evidence }, limits);
      if (isBad) addException(table, key, evidence, limits);
    },
    merge: (table, other) => mergeUnits(table, other, limits),
    conclude: (table, books) => findingOfUnits(table, books, { seed: limits.seed }),
  };
}
