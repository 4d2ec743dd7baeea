/**
 * Checks of amounts and of habits: records per person and day, hours at which somebody is never at work.
 *
 * Pure. Source: `value_sum` and `anomaly` of the framework files.
 */
import { nominalMs } from './duration.ts';
import type { EvaluateOf } from './evaluate-schema.ts';
import { textOf } from './facts.ts';
import type { Check } from './framework-schema.ts';
import { emptyFinding, isIn, type Probe, type ProbeContext } from './probe.ts';
import { hashKey, WHOLE } from './sampling.ts';
import { dayText, type Evidence, partOf } from './unit-table.ts';

interface DaySum {
  /** Value by event id, so that an event that was taken in twice counts once. */
  byId: Map<string, number>;
  /** Of events beyond those. */
  rest: number;
  evidence: Evidence[];
  role: string;
  hasUnapproved: boolean;
}
interface SumState {
  cutoff: number;
  days: Map<string, DaySum>;
}

const MAX_IDS = 512;
const MAX_EVIDENCE = 8;
const JOIN = '\u001f';
/** The habit of a role is known from so many days of other people. */
const LEAST_DAYS_FOR_BASELINE = 30;

export function valueSumProbe(check: Check, context: ProbeContext): Probe<SumState> {
  const { selector, field, groupBy, condition, baseline } = check.evaluate as EvaluateOf<'value_sum'>;
  const limit = 'gt' in condition ? condition.gt : condition.gte - Number.EPSILON;
  const { limits, period } = context;
  const add = (
    state: SumState,
    key: string,
    id: string,
    value: number,
    role: string,
    evidence: Evidence,
    isApproved: boolean,
  ) => {
    if (state.cutoff < WHOLE && hashKey(key, limits.seed) >= state.cutoff) return;
    let sum = state.days.get(key);
    if (sum === undefined) {
      sum = { byId: new Map(), rest: 0, evidence: [], role, hasUnapproved: false };
      state.days.set(key, sum);
      while (state.days.size > limits.maxUnits) {
        state.cutoff /= 2;
        for (const one of state.days.keys()) if (hashKey(one, limits.seed) >= state.cutoff) state.days.delete(one);
      }
    }
    if (sum.byId.has(id)) return;
    if (sum.byId.size < MAX_IDS) sum.byId.set(id, value);
    else sum.rest += value;
    sum.hasUnapproved ||= !isApproved;
    sum.evidence.push(evidence);
    if (sum.evidence.length > MAX_EVIDENCE) {
      sum.evidence.sort((one, two) => one.timeMs - two.timeMs || (one.id < two.id ? -1 : 1));
      sum.evidence.length = MAX_EVIDENCE;
    }
  };
  return {
    start: () => ({ cutoff: WHOLE, days: new Map() }),
    observe(state, { facts, timeMs, evidence, is, isApproved }) {
      if (!is(selector)) return;
      const value = facts[field];
      const group = groupBy.map((name) => partOf(facts, name)).join(JOIN);
      if (group.replaceAll(JOIN, '') === '') return;
      const roles = facts['actor.roles'];
      const role = Array.isArray(roles) ? ((roles[0] as string | undefined) ?? '') : '';
      // A read that does not say how many records it touched touched one.
      const count = typeof value === 'number' && value >= 0 ? value : 1;
      add(state, `${group}${JOIN}${dayText(timeMs)}`, evidence.id, count, role, evidence, isApproved());
    },
    merge(state, other) {
      state.cutoff = Math.min(state.cutoff, other.cutoff);
      for (const [key, theirs] of other.days) {
        for (const [id, value] of theirs.byId) {
          const evidence = theirs.evidence.find((one) => one.id === id);
          add(
            state,
            key,
            id,
            value,
            theirs.role,
            evidence ?? { id, timeMs: Date.parse(key.slice(-10)), source: '' },
            !theirs.hasUnapproved,
          );
        }
        const mine = state.days.get(key);
        if (mine !== undefined) mine.rest += theirs.rest;
      }
    },
    conclude(state) {
      const finding = emptyFinding();
      const totalOf = (sum: DaySum): number => sum.rest + [...sum.byId.values()].reduce((all, one) => all + one, 0);
      const totals = [...state.days].map(([key, sum]) => ({
        key,
        sum,
        total: totalOf(sum),
        actor: key.slice(0, key.lastIndexOf(JOIN)),
        dayMs: Date.parse(key.slice(-10)),
      }));
      for (const one of totals.toSorted((a, b) => (a.key < b.key ? -1 : 1))) {
        if (!isIn({ fromMs: period.fromMs - 86_399_999, toMs: period.toMs }, one.dayMs)) continue;
        finding.population += 1;
        if (one.total <= limit) continue;
        if (baseline !== undefined && one.sum.role !== '') {
          // Of other people of the role only: who reads much every day must not raise the limit for himself.
          const others = totals
            .filter(
              ({ sum, actor, dayMs }) =>
                sum.role === one.sum.role && actor !== one.actor && Math.abs(one.dayMs - dayMs) <= 90 * 86_400_000,
            )
            .map(({ total }) => total)
            .toSorted((a, b) => a - b);
          const usual = others[Math.ceil(others.length * 0.99) - 1] ?? 0;
          if (others.length >= LEAST_DAYS_FOR_BASELINE && one.total <= usual) continue;
        }
        if (!one.sum.hasUnapproved) finding.excused += 1;
        else finding.items.push({ key: one.key, evidence: one.sum.evidence, note: `${one.total} in one day` });
      }
      finding.exceptions = finding.items.length;
      if (state.cutoff < WHOLE) finding.sampleShare = state.cutoff / WHOLE;
      return finding;
    },
  };
}

interface HabitState {
  /** By actor: events of each hour of the week (UTC), with the first of them. */
  actors: Map<string, Map<number, [count: number, first: Evidence]>>;
}

const MAX_ACTORS = 50_000;
const LEAST_EVENTS = 50;

/** Never a failed check: what is unusual is shown for a person to look at. */
export function anomalyProbe(check: Check, context: ProbeContext): Probe<HabitState> {
  const { selector, baseline } = check.evaluate as EvaluateOf<'anomaly'>;
  const share = typeof check.threshold.value === 'number' ? check.threshold.value : 0.01;
  const sinceMs = context.period.toMs - nominalMs(baseline);
  const add = (state: HabitState, actor: string, hour: number, count: number, evidence: Evidence): void => {
    let hours = state.actors.get(actor);
    if (hours === undefined) {
      if (state.actors.size >= MAX_ACTORS) return;
      state.actors.set(actor, (hours = new Map()));
    }
    const found = hours.get(hour);
    if (found === undefined) hours.set(hour, [count, evidence]);
    else {
      found[0] += count;
      if (evidence.timeMs < found[1].timeMs) found[1] = evidence;
    }
  };
  return {
    start: () => ({ actors: new Map() }),
    observe(state, { facts, timeMs, evidence, is }) {
      if (!is(selector) || timeMs < Math.min(sinceMs, context.period.fromMs) || timeMs >= context.period.toMs) return;
      const actor = textOf(facts, 'actor.id');
      if (actor === undefined) return;
      const at = new Date(timeMs);
      add(state, actor, at.getUTCDay() * 24 + at.getUTCHours(), 1, evidence);
    },
    merge(state, other) {
      for (const [actor, hours] of other.actors)
        for (const [hour, [count, evidence]] of hours) add(state, actor, hour, count, evidence);
    },
    conclude(state) {
      const finding = emptyFinding();
      for (const [actor, hours] of [...state.actors].toSorted(([one], [two]) => (one < two ? -1 : 1))) {
        const total = [...hours.values()].reduce((sum, [count]) => sum + count, 0);
        if (total < LEAST_EVENTS) {
          finding.unknown += 1;
          continue;
        }
        finding.population += 1;
        for (const [hour, [count, evidence]] of hours)
          if (count / total < share)
            finding.items.push({
              key: `${actor}${JOIN}${hour}`,
              evidence: [evidence],
              note: `hour ${hour % 24} UTC of weekday ${Math.floor(hour / 24)}: ${count} of ${total}`,
            });
      }
      finding.items.sort((one, two) => (one.key < two.key ? -1 : 1));
      finding.exceptions = finding.items.length;
      return finding;
    },
  };
}
