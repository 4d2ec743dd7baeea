/**
 * Checks that ask what came within how long of what: bursts, sequences, responses, approvals before, one person on both
 * sides, parallel sessions, repeats.
 *
 * Pure. Source: `vocabulary.evaluators` of the framework files; the Sigma correlation rules of the same names (Sigma 2.1.0)
 * with sliding windows. Differences: `followedBy` names another person's act (an acknowledgement, a lockout), so it is
 * linked by any name that both share, not by the group alone.
 */
import type { Condition, Predicate } from './condition.ts';
import { nominalMs } from './duration.ts';
import type { EvaluateOf } from './evaluate-schema.ts';
import { type Facts, textOf } from './facts.ts';
import type { Check } from './framework-schema.ts';
import { tableOf } from './inputs.ts';
import {
  addMark,
  type Burst,
  burstsIn,
  chainsIn,
  type Mark,
  type MarkGroup,
  marksOf,
  mergeSeries,
  type MarkSeries,
  newSeries,
  type SeriesShape,
} from './mark-series.ts';
import {
  emptyFinding,
  type ExceptionItem,
  type Finding,
  isIn,
  type Probe,
  type ProbeContext,
  type Shown,
} from './probe.ts';
import { recordPredicate } from './record-predicate.ts';
import { WHOLE } from './sampling.ts';
import { addUnit, type Evidence, mergeUnits, newUnitTable, partOf, unitKeyOf, type UnitTable } from './unit-table.ts';

type Compile = (condition: Condition) => Predicate;
const JOIN = '\u001f';
const MAX_LISTED = 8;

const groupKey = (facts: Facts, fields: readonly string[]): string | undefined => {
  const parts = fields.map((field) => partOf(facts, field));
  return parts.some((part) => part === '') ? undefined : parts.join(JOIN);
};

const markOf = (shown: Shown, value = '', isExcused = false): Mark => ({
  timeMs: shown.timeMs,
  id: shown.evidence.id,
  source: shown.evidence.source,
  value,
  isExcused,
  seq: shown.evidence.seq,
});

const evidenceOf = (marks: readonly Mark[]): Evidence[] =>
  marks.slice(0, MAX_LISTED).map(({ id, timeMs, source, seq }) => ({ id, timeMs, source, seq }));

const itemOf = (key: string, marks: readonly Mark[], note?: string): ExceptionItem => ({
  key,
  evidence: evidenceOf(marks),
  ...(marks.length > MAX_LISTED ? { more: marks.length - MAX_LISTED } : {}),
  ...(note === undefined ? {} : { note }),
});

/** The unit's name from run to run: its group and when it began. */
const burstKey = (group: string, fromMs: number): string => `${group}${JOIN}${new Date(fromMs).toISOString()}`;

function closeFinding(finding: Finding, series: MarkSeries): Finding {
  finding.items.sort((one, two) => (one.key < two.key ? -1 : 1));
  finding.exceptions = finding.items.length;
  finding.population = Math.max(finding.population, finding.exceptions);
  const cut = [...series.groups.values()].filter(({ cutFrom }) => cutFrom < Infinity).length;
  if (cut > 0) {
    finding.unknown += cut;
    finding.notes = [`${cut} groups had more events than are kept: what came later in them is not known`];
  }
  if (series.cutoff < WHOLE) finding.sampleShare = series.cutoff / WHOLE;
  return finding;
}

const groupsOf = (series: MarkSeries): [string, MarkGroup][] =>
  [...series.groups].toSorted(([one], [two]) => (one < two ? -1 : 1));

/** Names by which somebody else's act is linked to a group. */
const LINKS = ['actor.id', 'actor.name', 'target.id', 'target.name', 'session.sourceIp'] as const;

interface FollowState {
  /** Kind 0 of the group that is named by one linking value each. */
  links: MarkSeries;
}

/** Finds whether something of a selector followed, whoever did it. */
function makeFollower(selector: string | undefined, within: string | undefined, context: ProbeContext) {
  const withinMs = within === undefined ? 0 : nominalMs(within);
  const shape: SeriesShape = { cellMs: Math.max(withinMs, 60_000), keep: 16 };
  const { limits } = context;
  return {
    withinMs,
    observe({ links }: FollowState, shown: Shown): void {
      if (selector === undefined || !shown.is(selector)) return;
      const names = new Set(LINKS.map((field) => textOf(shown.facts, field)?.toLowerCase()));
      for (const name of names) if (name !== undefined) addMark(links, name, 0, markOf(shown), shape, limits);
    },
    merge: (state: FollowState, other: FollowState): void => mergeSeries(state.links, other.links, shape, limits),
    /** @param names of the group */
    isFollowed({ links }: FollowState, names: readonly string[], fromMs: number, toMs: number): boolean {
      return names.some((name) =>
        marksOf(links.groups.get(name.toLowerCase()), 0, shape, limits.seed).some(
          ({ timeMs }) => timeMs >= fromMs && timeMs <= toMs + withinMs,
        ),
      );
    },
  };
}

interface BurstState extends FollowState {
  series: MarkSeries;
  units: UnitTable;
}

interface BurstRule {
  selector: string;
  groupBy: readonly string[];
  spanMs: number;
  least: number;
  unless?: { followedBy: string; within: string } | undefined;
}

const leastOf = (limit: { gte: number } | { gt: number }): number => ('gte' in limit ? limit.gte : limit.gt + 1);

/** A burst of `least` marks, or of `least` different values where `valueField` is named. */
function burstProbe(
  context: ProbeContext,
  rule: BurstRule,
  options: {
    valueField?: string;
    isWanted?: Predicate | undefined;
    also?: Predicate | undefined;
    isMember?: Predicate | undefined;
  },
): Probe<BurstState> {
  const { limits, period } = context;
  const { valueField, isWanted, also, isMember } = options;
  const shape: SeriesShape =
    valueField === undefined
      ? { cellMs: rule.spanMs, keep: rule.least }
      : { cellMs: rule.spanMs, keep: 1, maxValues: 4 * rule.least };
  const follower = makeFollower(rule.unless?.followedBy, rule.unless?.within, context);
  const sessionFields = ['session.id'];
  return {
    start: () => ({ series: newSeries(), links: newSeries(), units: newUnitTable() }),
    observe(state, shown) {
      const { facts, isInPeriod } = shown;
      follower.observe(state, shown);
      if (isMember?.(facts) === true && isInPeriod)
        addUnit(state.units, unitKeyOf(facts, sessionFields), { isKnown: true, first: shown.evidence }, limits);
      if (also?.(facts) === true && isInPeriod) {
        const mark = markOf(shown, unitKeyOf(facts, sessionFields));
        addMark(state.series, unitKeyOf(facts, sessionFields), 1, mark, { cellMs: rule.spanMs, keep: 8 }, limits);
      }
      if (!shown.is(rule.selector) || (isWanted !== undefined && !isWanted(facts))) return;
      const group = groupKey(facts, rule.groupBy);
      const value = valueField === undefined ? '' : partOf(facts, valueField);
      if (group === undefined || (valueField !== undefined && value === '')) return;
      addMark(state.series, group, 0, markOf(shown, value), shape, limits);
    },
    merge(state, other) {
      mergeSeries(state.series, other.series, shape, limits);
      follower.merge(state, other);
      mergeUnits(state.units, other.units, limits);
    },
    conclude(state) {
      const finding = emptyFinding();
      for (const [group, marks] of groupsOf(state.series)) {
        const names = group.split(JOIN);
        const all = marksOf(marks, 0, shape, limits.seed);
        const bursts =
          valueField === undefined ? burstsIn(all, rule.least, rule.spanMs) : valueBursts(all, rule.least, rule.spanMs);
        for (const burst of bursts) {
          if (!isIn(period, burst.fromMs)) continue;
          finding.population += 1;
          const { unless } = rule;
          if (unless !== undefined && follower.isFollowed(state, names, burst.fromMs, burst.toMs)) continue;
          if (unless !== undefined && burst.toMs + follower.withinMs > context.asOfMs) {
            finding.population -= 1;
            finding.open += 1;
            continue;
          }
          finding.items.push(itemOf(burstKey(group, burst.fromMs), burst.marks));
        }
        const single = marksOf(marks, 1, { cellMs: rule.spanMs, keep: 8 }, limits.seed);
        if (single.length > 0) finding.items.push(itemOf(`unauthorised${JOIN}${group}`, single));
      }
      if (isMember !== undefined) finding.population = state.units.seen.size;
      return closeFinding(finding, state.series);
    },
  };
}

function valueBursts(marks: readonly Mark[], least: number, spanMs: number): Burst[] {
  const bursts: Burst[] = [];
  for (let at = 0; at < marks.length; ) {
    const values = new Set<string>();
    const first = marks[at] as Mark;
    let end = at;
    while (end < marks.length && (marks[end] as Mark).timeMs - first.timeMs <= spanMs) {
      values.add((marks[end] as Mark).value);
      end += 1;
    }
    if (values.size < least) {
      at += 1;
      continue;
    }
    while (end < marks.length && (marks[end] as Mark).timeMs - (marks[end - 1] as Mark).timeMs <= spanMs) end += 1;
    const inside = marks.slice(at, end);
    bursts.push({ marks: inside, fromMs: first.timeMs, toMs: (inside.at(-1) as Mark).timeMs });
    at = end;
  }
  return bursts;
}

export function eventCountProbe(check: Check, context: ProbeContext, compile: Compile): Probe<unknown> {
  const evaluate = check.evaluate as EvaluateOf<'event_count'>;
  const { selector, groupBy, timespan, condition, unless, or } = evaluate;
  const population = check.population.conditions;
  return burstProbe(
    context,
    { selector, groupBy, spanMs: nominalMs(timespan), least: leastOf(condition), unless },
    {
      also: or === undefined ? undefined : compile(or),
      isMember: population === undefined ? undefined : compile(population),
    },
  ) as Probe<unknown>;
}

export function valueCountProbe(check: Check, context: ProbeContext, compile: Compile): Probe<unknown> {
  const evaluate = check.evaluate as EvaluateOf<'value_count'>;
  const { selector, groupBy, field, timespan, condition, unless, where } = evaluate;
  const probe = burstProbe(
    context,
    { selector, groupBy, spanMs: nominalMs(timespan), least: leastOf(condition), unless },
    {
      valueField: field,
      isWanted: where === undefined ? undefined : compile(where),
      // Who never did wrong counts as well where accounts are the population.
      isMember: check.population.unit === 'account' ? compile(check.conditions) : undefined,
    },
  );
  return probe as Probe<unknown>;
}

/** Every matching event is an exception; repeats within the window are one. */
export function prohibitedProbe(check: Check, context: ProbeContext, compile: Compile): Probe<MarkSeries> {
  const { dedupeBy, dedupeWindow } = check.evaluate as EvaluateOf<'prohibited'>;
  const windowMs = nominalMs(dedupeWindow);
  const shape: SeriesShape = { cellMs: windowMs, keep: 4 };
  const isException = compile(check.conditions);
  const { limits } = context;
  return {
    start: newSeries,
    observe(series, shown) {
      if (!shown.isInPeriod || !isException(shown.facts)) return;
      const group = dedupeBy.map((field) => partOf(shown.facts, field)).join(JOIN);
      const isExcused = check.optionalInputs.length > 0 && shown.isApproved();
      addMark(series, group, isExcused ? 1 : 0, markOf(shown, '', isExcused), shape, limits);
    },
    merge: (series, other) => mergeSeries(series, other, shape, limits),
    conclude(series) {
      const finding = emptyFinding();
      const isUnexplained = check.optionalInputs.length > 0 && context.approvals === undefined;
      for (const [group, marks] of groupsOf(series)) {
        const excused = chainsIn(marksOf(marks, 1, shape, limits.seed), windowMs);
        finding.excused += excused.length;
        finding.population += excused.length;
        for (const chain of chainsIn(marksOf(marks, 0, shape, limits.seed), windowMs)) {
          finding.population += 1;
          const note = isUnexplained ? 'unexplained: no approvals are loaded' : undefined;
          finding.items.push(itemOf(burstKey(group, chain.fromMs), chain.marks, note));
        }
      }
      return closeFinding(finding, series);
    },
  };
}

export function temporalOrderedProbe(check: Check, context: ProbeContext): Probe<unknown> {
  const { sequence, groupBy, timespan, grace, unless } = check.evaluate as EvaluateOf<'temporal_ordered'>;
  const [first, second] = sequence;
  const spanMs = nominalMs(timespan);
  const graceMs = grace === undefined ? 0 : nominalMs(grace);
  const least = first.gte ?? 1;
  const shape: SeriesShape = { cellMs: spanMs, keep: Math.max(least, 16) };
  const { limits, period } = context;
  const followed = unless !== undefined && 'followedBy' in unless ? unless : undefined;
  const lifted = unless !== undefined && 'liftedBy' in unless ? unless.liftedBy : undefined;
  const needsApproval = unless !== undefined && 'approved' in unless;
  const follower = makeFollower(followed?.followedBy, followed?.within, context);
  interface State extends FollowState {
    series: MarkSeries;
  }
  const probe: Probe<State> = {
    start: () => ({ series: newSeries(), links: newSeries() }),
    observe(state, shown) {
      follower.observe(state, shown);
      const group = groupKey(shown.facts, groupBy);
      if (group === undefined) return;
      const add = (kind: number): void => {
        addMark(state.series, group, kind, markOf(shown, '', needsApproval && shown.isApproved()), shape, limits);
      };
      if (shown.is(first.selector)) add(0);
      if (shown.is(second.selector)) add(1);
      if (lifted !== undefined && shown.is(lifted)) add(2);
    },
    merge(state, other) {
      mergeSeries(state.series, other.series, shape, limits);
      follower.merge(state, other);
    },
    conclude(state) {
      const finding = emptyFinding();
      for (const [group, marks] of groupsOf(state.series)) {
        const firsts = marksOf(marks, 0, shape, limits.seed);
        const seconds = marksOf(marks, 1, shape, limits.seed);
        const lifts = marksOf(marks, 2, shape, limits.seed);
        const starts = first.gte === undefined ? chainsIn(firsts, 0) : burstsIn(firsts, least, spanMs);
        const done = starts.flatMap((start) => {
          const from = start.marks.at(-1) as Mark;
          const next = seconds.find(({ timeMs }) => timeMs > from.timeMs + graceMs && timeMs - from.timeMs <= spanMs);
          if (next === undefined || !isIn(period, next.timeMs)) return [];
          const isLifted = lifts.some(({ timeMs }) => timeMs > from.timeMs && timeMs <= next.timeMs);
          return isLifted ? [] : [{ start, next }];
        });
        // A burst that no success follows is none of these; of accounts, subjects and items all are counted.
        if (first.gte === undefined && firsts.some(({ timeMs }) => timeMs < period.toMs)) finding.population += 1;
        const bad = done.filter(({ start, next }) => {
          if (first.gte !== undefined) finding.population += 1;
          if (start.marks.some(({ isExcused }) => isExcused) || next.isExcused) {
            finding.excused += 1;
            return false;
          }
          if (followed === undefined) return true;
          if (follower.isFollowed(state, group.split(JOIN), next.timeMs, next.timeMs)) return false;
          if (next.timeMs + follower.withinMs <= context.asOfMs) return true;
          finding.population -= 1;
          finding.open += 1;
          return false;
        });
        if (first.gte === undefined && bad.length > 0)
          finding.items.push(
            itemOf(
              group,
              bad.flatMap(({ start, next }) => [...start.marks, next]),
            ),
          );
        else if (first.gte !== undefined)
          for (const { start, next } of bad)
            finding.items.push(itemOf(burstKey(group, start.fromMs), [...start.marks, next]));
      }
      return closeFinding(finding, state.series);
    },
  };
  return probe as Probe<unknown>;
}

/** Each antecedent of the period is answered in its group within the limit. */
export function responseProbe(check: Check, context: ProbeContext): Probe<MarkSeries> {
  const evaluate = check.evaluate as EvaluateOf<'response'>;
  const { antecedent, consequent, within, groupBy, orApproved, minDistinctTactics, where } = evaluate;
  const selectors = Array.isArray(antecedent) ? antecedent : [antecedent];
  const withinMs = nominalMs(within);
  const shape: SeriesShape = { cellMs: Math.max(withinMs, 60_000), keep: 64 };
  const { limits, period, inputs, asOfMs } = context;
  const isSession = check.population.unit === 'session';
  const allowed =
    where === undefined
      ? undefined
      : new Set(
          (tableOf(inputs, where.input) ?? [])
            .filter(recordPredicate(where.conditions))
            .map((record) => String(record['id'])),
        );
  return {
    start: newSeries,
    observe(series, shown) {
      const { facts } = shown;
      const group = groupKey(facts, groupBy);
      if (group === undefined) return;
      if (shown.is(consequent)) addMark(series, group, 1, markOf(shown), shape, limits);
      if (!selectors.some((name) => shown.is(name))) return;
      if (allowed !== undefined && !allowed.has(textOf(facts, where?.key ?? '') ?? '')) return;
      const value = isSession ? unitKeyOf(facts, ['session.id']) : shown.evidence.id;
      addMark(series, group, 0, markOf(shown, value, orApproved === true && shown.isApproved()), shape, limits);
    },
    merge: (series, other) => mergeSeries(series, other, shape, limits),
    conclude(series) {
      const finding = emptyFinding();
      for (const [group, marks] of groupsOf(series)) {
        const answers = marksOf(marks, 1, shape, limits.seed);
        const units = new Map<string, Mark>();
        // A session is answered by what follows its last event, as a review of it does.
        for (const mark of marksOf(marks, 0, shape, limits.seed))
          if (isIn(period, mark.timeMs)) units.set(mark.value, mark);
        for (const mark of units.values()) {
          const isAnswered = answers.some(({ timeMs }) => timeMs >= mark.timeMs && timeMs - mark.timeMs <= withinMs);
          if (!isAnswered && !mark.isExcused && mark.timeMs + withinMs > asOfMs) {
            finding.open += 1;
            continue;
          }
          finding.population += 1;
          if (isAnswered) continue;
          if (mark.isExcused) finding.excused += 1;
          else finding.items.push(itemOf(burstKey(group, mark.timeMs), [mark]));
        }
      }
      const closed = closeFinding(finding, series);
      if (minDistinctTactics !== undefined)
        return {
          ...emptyFinding(),
          cannot: 'events carry no ATT&CK tactics: correlated detections are not told from single ones',
        };
      return closed;
    },
  };
}

/** Each change has an approval before it: in the table of changes, or as an event with the same ticket. */
export function precededByProbe(check: Check, context: ProbeContext): Probe<MarkSeries> {
  const { consequent, antecedent, key, within } = check.evaluate as EvaluateOf<'precededBy'>;
  const withinMs = nominalMs(within);
  const shape: SeriesShape = { cellMs: withinMs, keep: 64 };
  const { limits, approvals } = context;
  const none = '\u001e';
  return {
    start: newSeries,
    observe(series, shown) {
      const ticket = textOf(shown.facts, key);
      if (ticket !== undefined && shown.is(antecedent)) addMark(series, ticket, 1, markOf(shown), shape, limits);
      if (!shown.isInPeriod || !shown.is(consequent)) return;
      addMark(series, ticket ?? `${none}${shown.evidence.id}`, 0, markOf(shown), shape, limits);
    },
    merge: (series, other) => mergeSeries(series, other, shape, limits),
    conclude(series, books) {
      const finding = emptyFinding();
      for (const [ticket, marks] of groupsOf(series)) {
        const changes = marksOf(marks, 0, shape, limits.seed);
        const [change] = changes;
        if (change === undefined) continue;
        const isWithout = ticket.startsWith(none);
        if (isWithout && approvals === undefined && books.sources.get(change.source)?.carriesTickets !== true) {
          finding.unknown += 1;
          continue;
        }
        finding.population += 1;
        const since = approvals?.get(ticket);
        const isApproved =
          (since !== undefined && since <= change.timeMs && change.timeMs - since <= withinMs) ||
          marksOf(marks, 1, shape, limits.seed).some(
            ({ timeMs }) => timeMs <= change.timeMs && change.timeMs - timeMs <= withinMs,
          );
        if (!isApproved)
          finding.items.push(
            itemOf(isWithout ? change.id : ticket, changes, isWithout ? 'no ticket' : 'no approval before'),
          );
      }
      return closeFinding(finding, series);
    },
  };
}

/** One person on both sides of the same item, or of two duties that a rule of the case keeps apart. */
export function conflictProbe(check: Check, context: ProbeContext): Probe<unknown> {
  const evaluate = check.evaluate as EvaluateOf<'conflict'>;
  const { sameActor, selectors, scopeKey, timespan } = evaluate;
  const { limits, inputs, period } = context;
  const spanMs = timespan === undefined ? period.toMs - period.fromMs : nominalMs(timespan);
  const shape: SeriesShape = { cellMs: Math.max(spanMs, 60_000), keep: 4, maxValues: 64 };
  const rules =
    selectors === undefined ? (inputs.sodRules ?? []) : [{ id: selectors.join(' and '), duties: selectors, scopeKey }];
  interface State {
    series: MarkSeries;
    actors: UnitTable;
  }
  const probe: Probe<State> = {
    start: () => ({ series: newSeries(), actors: newUnitTable() }),
    observe(state, shown) {
      const actor = textOf(shown.facts, sameActor);
      if (actor === undefined) return;
      if (selectors === undefined && shown.isInPeriod)
        addUnit(state.actors, actor, { isKnown: true, first: shown.evidence }, limits);
      for (const rule of rules) {
        const scope = rule.scopeKey === undefined ? '' : textOf(shown.facts, rule.scopeKey);
        if (scope === undefined) continue;
        rule.duties.forEach((duty, side) => {
          if (shown.is(duty))
            addMark(state.series, `${rule.id}${JOIN}${scope}`, side, markOf(shown, actor), shape, limits);
        });
      }
    },
    merge(state, other) {
      mergeSeries(state.series, other.series, shape, limits);
      mergeUnits(state.actors, other.actors, limits);
    },
    conclude({ series, actors }) {
      const finding = emptyFinding();
      const people = new Map<string, Mark[]>();
      for (const [group, marks] of groupsOf(series)) {
        const left = marksOf(marks, 0, shape, limits.seed);
        const right = marksOf(marks, 1, shape, limits.seed);
        const pairs = left.flatMap((one) =>
          right
            .filter(
              (two) =>
                Math.abs(one.timeMs - two.timeMs) <= spanMs && (isIn(period, one.timeMs) || isIn(period, two.timeMs)),
            )
            .map((two) => [one, two] as const),
        );
        if (pairs.length === 0) continue;
        const same = pairs.filter(([one, two]) => one.value === two.value);
        if (selectors !== undefined) {
          finding.population += 1;
          if (same.length > 0) finding.items.push(itemOf(group, [...new Set(same.flat())]));
        } else for (const pair of same) people.set(pair[0].value, [...(people.get(pair[0].value) ?? []), ...pair]);
      }
      if (selectors === undefined) {
        finding.population = actors.seen.size;
        for (const [actor, marks] of people) finding.items.push(itemOf(actor, [...new Set(marks)]));
      }
      return closeFinding(finding, series);
    },
  };
  return probe as Probe<unknown>;
}

/** More sessions of one account at a time than allowed; only sessions whose both ends were seen can be told. */
export function overlapProbe(check: Check, context: ProbeContext): Probe<MarkSeries> {
  const { selector, endSelector, groupBy, max } = check.evaluate as EvaluateOf<'overlap'>;
  const { limits, period } = context;
  const shape: SeriesShape = { cellMs: 86_400_000, keep: 256 };
  return {
    start: newSeries,
    observe(series, shown) {
      const group = groupKey(shown.facts, groupBy);
      const session = textOf(shown.facts, 'session.id');
      if (group === undefined || session === undefined) return;
      if (shown.is(selector)) addMark(series, group, 0, markOf(shown, session), shape, limits);
      if (shown.is(endSelector)) addMark(series, group, 1, markOf(shown, session), shape, limits);
    },
    merge: (series, other) => mergeSeries(series, other, shape, limits),
    conclude(series) {
      const finding = emptyFinding();
      for (const [group, marks] of groupsOf(series)) {
        const starts = new Map<string, Mark>();
        for (const mark of marksOf(marks, 0, shape, limits.seed))
          if (!starts.has(mark.value)) starts.set(mark.value, mark);
        const edges = marksOf(marks, 1, shape, limits.seed).flatMap((end) => {
          const start = starts.get(end.value);
          if (start === undefined || start.timeMs > end.timeMs || !isIn(period, start.timeMs)) return [];
          return [
            { atMs: start.timeMs, by: 1, mark: start },
            { atMs: end.timeMs, by: -1, mark: start },
          ];
        });
        if (edges.length === 0) {
          if (starts.size > 0) finding.unknown += 1;
          continue;
        }
        finding.population += 1;
        // Ends before starts of the same moment: one session may follow another at once.
        edges.sort((one, two) => one.atMs - two.atMs || one.by - two.by);
        const open: Mark[] = [];
        for (const { by, mark } of edges) {
          if (by < 0) open.splice(open.indexOf(mark), 1);
          else if (open.push(mark) > max) {
            finding.items.push(itemOf(group, open, `${open.length} sessions at a time`));
            break;
          }
        }
      }
      return closeFinding(finding, series);
    },
  };
}
