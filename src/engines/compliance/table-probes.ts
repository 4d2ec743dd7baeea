/**
 * Checks of the case's tables: deadlines, retention, integrity, clocks, sources behind an incident.
 *
 * Pure. Source: `deadline`, `retention`, `retentionMax`, `integrity`, `clock`, `source_count` of the framework files.
 */
import { addDuration, DAY_MS, endOfYear } from './duration.ts';
import type { EvaluateOf } from './evaluate-schema.ts';
import { textOf } from './facts.ts';
import type { Check } from './framework-schema.ts';
import { type CaseInputs, type InputRecord, tableOf, timeIn } from './inputs.ts';
import { accountKey } from './join-facts.ts';
import { type Books } from './books.ts';
import { emptyFinding, type Finding, isIn, type Probe, type ProbeContext } from './probe.ts';
import { recordPredicate } from './record-predicate.ts';
import type { Evidence } from './unit-table.ts';

const silent = { start: () => null, observe: () => undefined, merge: () => undefined };
const listed = (): Finding => ({ ...emptyFinding(), isComplete: true, isListed: true });

/** One running, kept or missed deadline. */
export interface DeadlineItem {
  id: string;
  fromMs: number;
  dueMs: number;
  doneMs: number | null;
  state: 'kept' | 'late' | 'running' | 'overdue';
  evidence?: Evidence;
}

type DoneBy = Map<string, Evidence[]>;
const MAX_KEYS = 500_000;
const MAX_TIMES = 16;

/** Deadlines whose clock started in the period. */
export function deadlinesOf(
  evaluate: EvaluateOf<'deadline'>,
  { inputs, period, asOfMs }: Pick<ProbeContext, 'inputs' | 'period' | 'asOfMs'>,
  doneBy: DoneBy = new Map(),
): DeadlineItem[] {
  const [table = '', fromField = ''] = split(evaluate.from);
  const [, toField] = evaluate.to === undefined ? [] : split(evaluate.to);
  const holidays = new Set(inputs.holidays ?? []);
  const isWanted = evaluate.inputWhere === undefined ? () => true : recordPredicate(evaluate.inputWhere);
  return (tableOf(inputs, table) ?? []).flatMap((record): DeadlineItem[] => {
    const startMs = timeIn(record, fromField);
    if (!isIn(period, startMs) || !isWanted(record)) return [];
    const fromMs = evaluate.fromEndOfYear === true ? endOfYear(startMs) : startMs;
    const { evidence, ms } = doneOf(record, toField, evaluate, doneBy);
    const dueMs = dueOf(record, fromMs, evaluate, holidays);
    const doneMs = Number.isNaN(ms) ? null : ms;
    const state = doneMs === null ? (asOfMs > dueMs ? 'overdue' : 'running') : doneMs <= dueMs ? 'kept' : 'late';
    const id = String(record['id'] ?? record['ticketId'] ?? '');
    return [{ id, fromMs, dueMs, doneMs, state, ...(evidence === undefined ? {} : { evidence }) }];
  });
}

const split = (name: string): [string, string] => [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)];

function doneOf(record: InputRecord, toField: string | undefined, evaluate: EvaluateOf<'deadline'>, doneBy: DoneBy) {
  if (toField !== undefined) return { ms: timeIn(record, toField), evidence: undefined };
  const seen = doneBy.get(accountKey(String(record['id'] ?? '')))?.[0];
  const told = evaluate.from.endsWith('.terminatedAt') ? timeIn(record, 'disabledAt') : Number.NaN;
  if (seen === undefined) return { ms: told, evidence: undefined };
  return { ms: Number.isNaN(told) ? seen.timeMs : Math.min(told, seen.timeMs), evidence: seen };
}

function dueOf(
  record: InputRecord,
  fromMs: number,
  evaluate: EvaluateOf<'deadline'>,
  holidays: ReadonlySet<string>,
): number {
  const { within, extendedWithin, extendedTo } = evaluate;
  if (extendedWithin !== undefined && extendedTo !== undefined) {
    const extendedMs = timeIn(record, 'extendedAt');
    if (extendedMs <= addDuration(fromMs, extendedWithin, holidays)) return addDuration(fromMs, extendedTo, holidays);
  }
  return addDuration(fromMs, within, holidays);
}

export function deadlineProbe(check: Check, context: ProbeContext): Probe<DoneBy> {
  const evaluate = check.evaluate as EvaluateOf<'deadline'>;
  const { toSelector, key = 'target.id' } = evaluate;
  const [table, field] = split(evaluate.from);
  // What was done before the clock started (an account disabled on the last morning) counts; what was done years before does not.
  const starts = new Map(
    (tableOf(context.inputs, table) ?? []).map((record) => [
      accountKey(String(record['id'] ?? '')),
      timeIn(record, field),
    ]),
  );
  const add = (state: DoneBy, name: string, evidence: Evidence): void => {
    const startMs = starts.get(name);
    if (startMs === undefined || !(evidence.timeMs >= startMs - 30 * DAY_MS)) return;
    const list = state.get(name) ?? [];
    if (list.length === 0 && state.size >= MAX_KEYS) return;
    list.push(evidence);
    list.sort((one, two) => one.timeMs - two.timeMs || (one.id < two.id ? -1 : 1));
    list.length = Math.min(list.length, MAX_TIMES);
    state.set(name, list);
  };
  return {
    start: () => new Map(),
    observe(state, { facts, evidence, is }) {
      if (toSelector === undefined || !is(toSelector)) return;
      const name = textOf(facts, key);
      if (name !== undefined) add(state, accountKey(name), evidence);
    },
    merge(state, other) {
      for (const [name, list] of other) for (const evidence of list) add(state, name, evidence);
    },
    conclude(state) {
      const finding = listed();
      for (const item of deadlinesOf(evaluate, context, state)) {
        if (item.state === 'running') {
          finding.open += 1;
          continue;
        }
        finding.population += 1;
        if (item.state === 'kept') continue;
        const due = new Date(item.dueMs).toISOString();
        const note =
          item.doneMs === null ? `due ${due}, not done` : `due ${due}, done ${new Date(item.doneMs).toISOString()}`;
        finding.items.push({ key: item.id, evidence: item.evidence === undefined ? [] : [item.evidence], note });
      }
      finding.exceptions = finding.items.length;
      return finding;
    },
  };
}

type Policy = NonNullable<CaseInputs['retentionPolicies']>[number];
const GENERAL = ['all', 'logs', 'audit', 'audit events', 'audit logs'];

function applies(policy: Policy, scope: string): boolean {
  const to = policy.appliesTo.toLowerCase();
  return to === scope.toLowerCase() || (GENERAL.includes(to) && /audit|logs|information/u.test(scope.toLowerCase()));
}

export function retentionProbe(check: Check, context: ProbeContext): Probe<null> {
  const { minDays, onlineDays, scope = 'audit events', requirePolicy } = check.evaluate as EvaluateOf<'retention'>;
  const { inputs, asOfMs } = context;
  const policies = inputs.retentionPolicies ?? [];
  const sources = (inputs.logSources ?? []).filter(({ inScope }) => inScope !== false);
  return {
    ...silent,
    conclude(_: null, books: Books) {
      const finding: Finding = { ...emptyFinding(), isComplete: true };
      if (requirePolicy === true) {
        finding.population = sources.length;
        for (const source of sources) {
          const has = policies.some(
            ({ appliesTo }) =>
              GENERAL.includes(appliesTo.toLowerCase()) || appliesTo === source.id || appliesTo === source.type,
          );
          if (!has) finding.items.push({ key: source.id, evidence: [], note: 'no retention policy' });
        }
      } else {
        for (const policy of policies.filter((one) => applies(one, scope))) {
          if (policy.minDays === undefined) {
            finding.unknown += 1;
            continue;
          }
          finding.population += 1;
          if (policy.minDays < minDays)
            finding.items.push({
              key: policy.appliesTo,
              evidence: [],
              note: `kept ${policy.minDays} days, ${minDays} wanted`,
            });
          else if (onlineDays !== undefined && policy.onlineDays !== undefined && policy.onlineDays < onlineDays)
            finding.items.push({
              key: policy.appliesTo,
              evidence: [],
              note: `at hand ${policy.onlineDays} days, ${onlineDays} wanted`,
            });
        }
        const limitMs = asOfMs - minDays * DAY_MS;
        const isOfAllLogs = /^audit events$/u.test(scope);
        for (const source of isOfAllLogs && finding.population > 0 ? sources : []) {
          const oldest = books.sources.get(source.id)?.oldestMs ?? Number.POSITIVE_INFINITY;
          // A source younger than the limit is judged by policy only.
          if (source.firstSeen === undefined || Date.parse(source.firstSeen) > limitMs) continue;
          finding.population += 1;
          if (oldest > limitMs)
            finding.items.push({
              key: source.id,
              evidence: [],
              note: 'older than the limit, and its oldest event is not',
            });
        }
      }
      finding.exceptions = finding.items.length;
      return finding;
    },
  };
}

export function retentionMaxProbe(check: Check, context: ProbeContext): Probe<null> {
  const { maxDays, scope = 'personal data in audit logs', exempt } = check.evaluate as EvaluateOf<'retentionMax'>;
  return {
    ...silent,
    conclude() {
      const finding: Finding = { ...emptyFinding(), isComplete: true };
      for (const policy of context.inputs.retentionPolicies ?? []) {
        if (!applies(policy, scope) && !/personal/iu.test(policy.appliesTo)) continue;
        finding.population += 1;
        const isTooLong = policy.maxDays === undefined || (maxDays !== undefined && policy.maxDays > maxDays);
        if (!isTooLong) continue;
        const isExempt =
          (exempt.includes('legalHold') && policy.legalHold === true) ||
          (exempt.includes('legalBasis') && (policy.legalBasis ?? '') !== '');
        if (isExempt) finding.excused += 1;
        else
          finding.items.push({
            key: policy.appliesTo,
            evidence: [],
            note: policy.maxDays === undefined ? 'no longest time' : `kept up to ${policy.maxDays} days`,
          });
      }
      finding.exceptions = finding.items.length;
      return finding;
    },
  };
}

export function integrityProbe(_: Check, { inputs }: ProbeContext): Probe<null> {
  return {
    ...silent,
    conclude() {
      const finding = listed();
      const { integrity } = inputs;
      if (integrity === undefined || integrity.status === 'unverified')
        return { ...finding, cannot: 'the evidence was not verified' };
      const broken = integrity.brokenRanges ?? [];
      const missing = integrity.missingSequences ?? [];
      finding.items = [
        ...broken.map(({ from, to }) => ({ key: `broken ${from}-${to}`, evidence: [] })),
        ...missing.map((seq) => ({ key: `missing ${seq}`, evidence: [] })),
      ];
      if (integrity.status === 'failed' && finding.items.length === 0)
        finding.items.push({ key: 'verification failed', evidence: [] });
      finding.exceptions = finding.items.length;
      // One evidence set, or each range that fails.
      finding.population = Math.max(1, finding.exceptions);
      return finding;
    },
  };
}

export function clockProbe(check: Check, { inputs }: ProbeContext): Probe<null> {
  const { maxOffsetMs } = check.evaluate as EvaluateOf<'clock'>;
  return {
    ...silent,
    conclude() {
      const finding: Finding = { ...emptyFinding(), isComplete: true };
      const measured = new Map((inputs.clocks ?? []).map((one) => [one.source, one.offsetMs]));
      const names =
        inputs.logSources === undefined
          ? [...measured.keys()]
          : inputs.logSources.filter(({ inScope }) => inScope !== false).map(({ id }) => id);
      for (const name of names) {
        const offset = measured.get(name);
        if (offset === undefined) finding.unknown += 1;
        else {
          finding.population += 1;
          if (Math.abs(offset) > maxOffsetMs) finding.items.push({ key: name, evidence: [], note: `${offset} ms off` });
        }
      }
      finding.exceptions = finding.items.length;
      return finding;
    },
  };
}

/** By event id, which an incident names: the sources it was seen from. */
type SourcesOf = Map<string, Set<string>>;

export function sourceCountProbe(check: Check, { inputs, period }: ProbeContext): Probe<SourcesOf> {
  const { input, minimum } = check.evaluate as EvaluateOf<'source_count'>;
  const incidents = (tableOf(inputs, input) ?? []).filter((one) => isIn(period, timeIn(one, 'detectedAt')));
  const idsOf = (incident: InputRecord): string[] =>
    Array.isArray(incident['eventIds']) ? incident['eventIds'].map(String) : [];
  const wanted = new Set(incidents.flatMap(idsOf));
  return {
    start: () => new Map(),
    observe(state, { evidence }) {
      if (!wanted.has(evidence.id)) return;
      state.set(evidence.id, (state.get(evidence.id) ?? new Set()).add(evidence.source));
    },
    merge(state, other) {
      for (const [id, sources] of other)
        for (const source of sources) state.set(id, (state.get(id) ?? new Set()).add(source));
    },
    conclude(state) {
      const finding = listed();
      for (const incident of incidents) {
        const sources = new Set(idsOf(incident).flatMap((id) => [...(state.get(id) ?? [])]));
        if (sources.size === 0) {
          finding.unknown += 1;
          continue;
        }
        finding.population += 1;
        if (sources.size < minimum)
          finding.items.push({ key: String(incident['id']), evidence: [], note: `events of ${sources.size} source` });
      }
      finding.exceptions = finding.items.length;
      return finding;
    },
  };
}
