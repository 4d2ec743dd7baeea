/**
 * Checks of recording itself: is a class of events seen, do all sources speak, is nobody silent, does what must recur recur.
 *
 * Pure. They read the books that are kept for all checks. Source: `presence`, `presenceEach`, `sourceCoverage`, `gap`,
 * `cadence` of the framework files.
 */
import { type Books, dayOf, HOUR_MS } from './books.ts';
import { DAY_MS, nominalMs } from './duration.ts';
import type { EvaluateOf } from './evaluate-schema.ts';
import type { Check } from './framework-schema.ts';
import { type LogSource, tableOf, timeIn } from './inputs.ts';
import { emptyFinding, type Finding, isIn, type Period, type Probe, type ProbeContext } from './probe.ts';
import { type Evidence, partOf } from './unit-table.ts';

const silent = { start: () => null, observe: () => undefined, merge: () => undefined };

/** Selectors a source is proven able to record. */
export const capabilitiesOf = (source: LogSource): string[] =>
  (source.capabilities ?? []).map((one) => (typeof one === 'string' ? one : one.selector));

const inScope = (context: ProbeContext): LogSource[] =>
  (context.inputs.logSources ?? []).filter((source) => source.inScope !== false);

const byKey = (one: { key: string }, two: { key: string }): number => (one.key < two.key ? -1 : 1);

export function presenceProbe(check: Check, context: ProbeContext): Probe<null> {
  const { selector, minCount, per } = check.evaluate as EvaluateOf<'presence'>;
  return {
    ...silent,
    conclude(_, books) {
      const book = books.selectors.get(selector) ?? new Map();
      const finding: Finding = { ...emptyFinding(), isComplete: true };
      if (per === 'source') {
        const able = new Set<string>(book.keys());
        for (const source of inScope(context)) if (capabilitiesOf(source).includes(selector)) able.add(source.id);
        finding.population = able.size;
        for (const source of able)
          if ((book.get(source)?.count ?? 0) < minCount)
            finding.items.push({ key: source, evidence: [], note: `able to record ${selector}, and shows none` });
      } else if (per === 'day') {
        const days = new Set([...book.values()].flatMap((seen) => [...seen.days]));
        if (days.size === 0) return finding;
        for (let day = dayOf(context.period.fromMs); day * DAY_MS + DAY_MS <= context.period.toMs; day += 1) {
          finding.population += 1;
          if (!days.has(day))
            finding.items.push({ key: new Date(day * DAY_MS).toISOString().slice(0, 10), evidence: [] });
        }
      } else {
        const count = [...book.values()].reduce((sum, seen) => sum + seen.count, 0);
        finding.population = count === 0 ? 0 : 1;
        if (count > 0 && count < minCount)
          finding.items.push({ key: selector, evidence: [], note: `seen ${count} times` });
      }
      finding.exceptions = finding.items.length;
      finding.items.sort(byKey);
      return finding;
    },
  };
}

export function presenceEachProbe(check: Check, context: ProbeContext): Probe<null> {
  const { selectors, minCount } = check.evaluate as EvaluateOf<'presenceEach'>;
  return {
    ...silent,
    conclude(_, books) {
      const finding: Finding = { ...emptyFinding(), isComplete: true };
      const able = new Set(inScope(context).flatMap(capabilitiesOf));
      const isSeen = (name: string): boolean => countOf(books, name) >= minCount || able.has(name);
      if (!selectors.some(isSeen)) return finding;
      finding.population = selectors.length;
      finding.items = selectors
        .filter((name) => !isSeen(name))
        .map((name) => ({ key: name, evidence: [], note: 'not seen' }));
      finding.exceptions = finding.items.length;
      return finding;
    },
  };
}

const countOf = (books: Books, selector: string): number =>
  [...(books.selectors.get(selector)?.values() ?? [])].reduce((sum, { count }) => sum + count, 0);

export function sourceCoverageProbe(check: Check, context: ProbeContext): Probe<null> {
  const { maxDelay, maxLateShare = 0 } = check.evaluate as EvaluateOf<'sourceCoverage'>;
  return {
    ...silent,
    conclude(_, books) {
      const finding: Finding = { ...emptyFinding(), isComplete: true };
      if (maxDelay === undefined) {
        for (const source of inScope(context)) {
          if (source.expected === false) continue;
          finding.population += 1;
          if ((books.sources.get(source.id)?.count ?? 0) === 0)
            finding.items.push({ key: source.id, evidence: [], note: 'delivered nothing in the period' });
        }
      } else {
        const known = new Set(inScope(context).map(({ id }) => id));
        for (const [source, { delays, count }] of books.sources) {
          if (count === 0 || (known.size > 0 && !known.has(source))) continue;
          const [told, late] = delays.get(nominalMs(maxDelay)) ?? [0, 0];
          if (told === 0) finding.unknown += 1;
          else {
            finding.population += 1;
            if (late / told > maxLateShare)
              finding.items.push({
                key: source,
                evidence: [],
                note: `${late} of ${told} events recorded later than ${maxDelay}`,
              });
          }
        }
        if (finding.population === 0 && finding.unknown > 0)
          finding.cannot = 'no source tells when its events reached the central store';
      }
      finding.items.sort(byKey);
      finding.exceptions = finding.items.length;
      return finding;
    },
  };
}

/** Silences of one source: stretches of the period without an event. */
export function silencesOf(hours: ReadonlyMap<number, readonly [number, number]>, period: Period): [number, number][] {
  const silences: [number, number][] = [];
  let last = period.fromMs;
  for (const hour of [...hours.keys()].toSorted((one, two) => one - two)) {
    const [first, end] = hours.get(hour) ?? [hour * HOUR_MS, hour * HOUR_MS];
    silences.push([last, first]);
    last = end;
  }
  silences.push([last, period.toMs]);
  return silences;
}

/** A day of a source in which it had been silent for longer than allowed. */
export function gapProbe(check: Check, context: ProbeContext): Probe<null> {
  const { maxSilence } = check.evaluate as EvaluateOf<'gap'>;
  const { period, asOfMs } = context;
  const until = { fromMs: period.fromMs, toMs: Math.min(period.toMs, asOfMs) };
  return {
    ...silent,
    conclude(_, books) {
      const finding: Finding = { ...emptyFinding(), isComplete: true };
      const firstDay = dayOf(until.fromMs);
      const lastDay = dayOf(until.toMs - 1);
      for (const source of inScope(context)) {
        const record = books.sources.get(source.id);
        finding.population += lastDay - firstDay + 1;
        const allowed = nominalMs(source.maxSilence ?? maxSilence);
        const bad = new Map<number, string>();
        for (const [from, to] of silencesOf(record?.hours ?? new Map(), until)) {
          if (to - from <= allowed) continue;
          const reason = outageOver(source, from, to);
          for (let day = dayOf(from + allowed); day <= dayOf(to - 1); day += 1)
            if (reason === undefined)
              bad.set(day, `silent from ${new Date(from).toISOString()} to ${new Date(to).toISOString()}`);
            else finding.excused += 1;
        }
        for (const [day, note] of bad)
          finding.items.push({
            key: `${source.id}\u001f${new Date(day * DAY_MS).toISOString().slice(0, 10)}`,
            evidence: [],
            note,
          });
      }
      finding.items.sort(byKey);
      finding.exceptions = finding.items.length;
      return finding;
    },
  };
}

function outageOver(source: LogSource, fromMs: number, toMs: number): string | undefined {
  const slackMs = HOUR_MS;
  return source.outages?.find(
    ({ from, to }) => Date.parse(from) <= fromMs + slackMs && Date.parse(to) >= toMs - slackMs,
  )?.reason;
}

interface CadenceState {
  /** By group: which intervals hold an event, with the first of them. */
  groups: Map<string, Map<number, Evidence>>;
}
const MAX_GROUPS = 20_000;

export function cadenceProbe(check: Check, context: ProbeContext): Probe<CadenceState> {
  const { selector, every, input, groupBy, acceptAlso = [] } = check.evaluate as EvaluateOf<'cadence'>;
  const everyMs = nominalMs(every);
  const { period, inputs, asOfMs } = context;
  const selectors = [selector, ...acceptAlso];
  // A period shorter than the interval is one interval, and nothing but an event in it can be said of it.
  const full = Math.floor((Math.min(period.toMs, asOfMs) - period.fromMs) / everyMs);
  const add = (state: CadenceState, group: string, interval: number, evidence: Evidence): void => {
    let intervals = state.groups.get(group);
    if (intervals === undefined) {
      if (state.groups.size >= MAX_GROUPS) return;
      state.groups.set(group, (intervals = new Map()));
    }
    const found = intervals.get(interval);
    if (found === undefined || evidence.timeMs < found.timeMs) intervals.set(interval, evidence);
  };
  const intervalOf = (ms: number): number => Math.floor((ms - period.fromMs) / everyMs);
  return {
    start: () => ({ groups: new Map() }),
    observe(state, { facts, timeMs, isInPeriod, evidence, is }) {
      if (!isInPeriod || !selectors.some(is)) return;
      const group = groupBy === undefined ? '' : groupBy.map((field) => partOf(facts, field)).join('\u001f');
      add(state, group, intervalOf(timeMs), evidence);
    },
    merge(state, other) {
      for (const [group, intervals] of other.groups)
        for (const [interval, evidence] of intervals) add(state, group, interval, evidence);
    },
    conclude(state) {
      const finding: Finding = { ...emptyFinding(), isComplete: true };
      const groups = new Map([...state.groups].map(([group, found]) => [group, new Map(found)]));
      for (const record of input === undefined ? [] : (tableOf(inputs, input) ?? [])) {
        const ms = timeIn(record, 'performedAt');
        if (!isIn(period, ms)) continue;
        const intervals = groups.get('') ?? new Map<number, Evidence>();
        intervals.set(intervalOf(ms), { id: String(record['id'] ?? ''), timeMs: ms, source: input ?? '' });
        groups.set('', intervals);
      }
      const isProven =
        groups.size > 0 ||
        (input !== undefined && tableOf(inputs, input) !== undefined) ||
        inScope(context).some((source) => selectors.some((name) => capabilitiesOf(source).includes(name)));
      if (!isProven) return finding;
      if (full === 0) {
        const held = [...groups.values()].some((intervals) => intervals.size > 0);
        if (held) return { ...finding, population: 1 };
        return { ...finding, cannot: `the period is shorter than the interval of ${every}, and holds no such event` };
      }
      if (groups.size === 0) groups.set('', new Map());
      for (const [group, intervals] of groups)
        for (let interval = 0; interval < full; interval += 1) {
          finding.population += 1;
          if (intervals.has(interval)) continue;
          const from = new Date(period.fromMs + interval * everyMs).toISOString();
          finding.items.push({
            key: group === '' ? from : `${group}\u001f${from}`,
            evidence: [],
            note: `nothing in the ${every} from then on`,
          });
        }
      finding.items.sort(byKey);
      finding.exceptions = finding.items.length;
      return finding;
    },
  };
}
