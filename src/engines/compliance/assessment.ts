/**
 * An assessment in the making: shown events one at a time, in any order and in as many parts as there are threads, and
 * concluded when all were seen. No event is kept.
 *
 * Pure. Not profiled yet: 100 to 400 µs an event for all eight frameworks. The state is bounded by accounts, sessions and sources, see
 * DEFAULT_LIMITS. States are plain data (Map, Set, arrays), made to be cloned to another thread and merged there.
 * Source: `vocabulary.semantics` of the framework files; resources/docs/compliance.md.
 * Trust: facts are hostile text. The seed decides which units stay when there are too many, so it must not be guessable.
 */
import { type Books, dayOf, mergeBooks, newBooks, noteActivity, noteSelector, noteSource } from './books.ts';
import { type Categories, categoriesOf, categoriesOfCheck } from './categories.ts';
import { capabilitiesOf } from './coverage-probes.ts';
import { compileCondition, type Condition, type Predicate } from './condition.ts';
import { nominalMs } from './duration.ts';
import { type Facts, textOf } from './facts.ts';
import type { Check, Framework } from './framework-schema.ts';
import type { CaseInputs } from './inputs.ts';
import { accountKey, makeJoiner } from './join-facts.ts';
import { isIn, type Finding, type Limits, type Period, type Probe, type ProbeContext, type Shown } from './probe.ts';
import { PROBES } from './probes.ts';
import { evidenceOf } from './unit-table.ts';

export const DEFAULT_LIMITS: Omit<Limits, 'seed'> = {
  maxUnits: 20_000,
  maxExceptions: 2000,
  maxMarks: 100_000,
  maxGroupMarks: 8192,
};

export interface AssessmentRequest {
  frameworks: readonly Framework[];
  inputs: CaseInputs;
  period: Period;
  /** What is not due by then is open; never before the end of the evidence. */
  asOfMs: number;
  /** Drawn by the host for each run and kept in its manifest; any 32-bit number. */
  seed: number;
  limits?: Partial<Omit<Limits, 'seed'>>;
}

/** What was seen so far. */
export interface AssessmentState {
  books: Books;
  probes: unknown[];
}

interface Route {
  selectors: { name: string; matches: Predicate }[];
  probes: { at: number; probe: Probe<unknown> }[];
}

const never: Predicate = () => false;

export interface Measured {
  books: Books;
  /** By check id. */
  findings: ReadonlyMap<string, Finding>;
}

/** The name of a selector that two frameworks define differently; such frameworks can not be assessed in one pass. */
export function selectorConflict(frameworks: readonly Framework[]): string | undefined {
  const known = new Map<string, string>();
  for (const { vocabulary } of frameworks)
    for (const [name, { conditions }] of Object.entries(vocabulary.selectors)) {
      const text = JSON.stringify(conditions);
      if ((known.get(name) ?? text) !== text) return name;
      known.set(name, text);
    }
  return undefined;
}

/** The fewest groups, in order, within which no two frameworks define a selector differently. */
export function groupsWithoutConflict(frameworks: readonly Framework[]): Framework[][] {
  const groups: Framework[][] = [];
  for (const framework of frameworks) {
    const fitting = groups.find((group) => selectorConflict([...group, framework]) === undefined);
    if (fitting === undefined) groups.push([framework]);
    else fitting.push(framework);
  }
  return groups.length === 0 ? [[]] : groups;
}

export class Assessment {
  readonly request: AssessmentRequest;
  readonly context: ProbeContext;
  readonly #selectors = new Map<string, Predicate>();
  /** By category the selectors that can match such events and the probes they can matter to; under '' for any other. */
  readonly #routes = new Map<string, Route>();
  readonly #probes: Probe<unknown>[] = [];
  readonly #probeOf = new Map<string, number>();
  readonly #allowedDelaysMs: readonly number[];

  /** @param request frameworks of which no two define a selector differently */
  constructor(request: AssessmentRequest) {
    const { frameworks, inputs, period, asOfMs, seed, limits } = request;
    this.request = request;
    const approvals = new Map<string, number>();
    for (const { ticketId, approvedAt } of inputs.changes ?? [])
      if (approvedAt !== undefined)
        approvals.set(ticketId, Math.min(approvals.get(ticketId) ?? Infinity, Date.parse(approvedAt)));
    this.context = {
      period,
      asOfMs,
      inputs,
      joiner: makeJoiner(inputs),
      limits: { ...DEFAULT_LIMITS, ...limits, seed },
      approvals: inputs.changes === undefined ? undefined : approvals,
    };
    const compiled = new Map<string, Predicate>();
    const compile = (condition: Condition): Predicate => {
      const text = JSON.stringify(condition);
      const known = compiled.get(text) ?? compileCondition(condition);
      compiled.set(text, known);
      return known;
    };
    const delays = new Set<number>();
    const keys = new Map<string, number>();
    for (const { vocabulary, requirements } of frameworks) {
      for (const [name, { conditions }] of Object.entries(vocabulary.selectors))
        if (!this.#selectors.has(name)) this.#selectors.set(name, compile(conditions));
      for (const check of requirements.flatMap(({ checks }) => checks)) {
        const { evaluate } = check;
        if (evaluate.type === 'sourceCoverage' && evaluate.maxDelay !== undefined)
          delays.add(nominalMs(evaluate.maxDelay));
        const key = measureOf(check);
        let at = keys.get(key);
        if (at === undefined) {
          at = this.#probes.push(PROBES[evaluate.type](check, this.context, compile)) - 1;
          keys.set(key, at);
        }
        this.#probeOf.set(check.id, at);
      }
    }
    this.#allowedDelaysMs = [...delays];
    this.#makeRoutes(frameworks);
  }

  #makeRoutes(frameworks: readonly Framework[]): void {
    const selectors = new Map<string, Categories>();
    for (const { vocabulary } of frameworks)
      for (const [name, { conditions }] of Object.entries(vocabulary.selectors))
        selectors.set(name, categoriesOf(conditions));
    const probes = new Map<number, Categories>();
    for (const check of frameworks.flatMap(({ requirements }) => requirements.flatMap(({ checks }) => checks)))
      probes.set(
        this.#probeOf.get(check.id) as number,
        categoriesOfCheck(check, (name) => selectors.get(name) ?? 'all'),
      );
    const known = new Set<string>();
    for (const categories of [...selectors.values(), ...probes.values()])
      if (categories !== 'all') for (const category of categories) known.add(category);
    for (const category of ['', ...known]) {
      const fits = ([, categories]: readonly [unknown, Categories]): boolean =>
        categories === 'all' || categories.has(category);
      this.#routes.set(category, {
        selectors: [...selectors].filter(fits).map(([name]) => ({ name, matches: this.#selectors.get(name) ?? never })),
        probes: [...probes].filter(fits).map(([at]) => ({ at, probe: this.#probes[at] as Probe<unknown> })),
      });
    }
  }

  start(): AssessmentState {
    return { books: newBooks(), probes: this.#probes.map((probe) => probe.start()) };
  }

  /**
   * @param facts of one event, from toFacts; changed by the join
   * @param seq place of its record in the case log, so that an exception leads to it
   */
  observe({ books, probes }: AssessmentState, facts: Facts, seq?: number): void {
    const { context } = this;
    const { counts } = books;
    counts.events += 1;
    if (facts['category'] === undefined) counts.unclassified += 1;
    context.joiner.join(facts);
    if (facts['source.inScope'] !== true) {
      counts.outOfScope += 1;
      return;
    }
    const timeMs = facts['time'];
    if (typeof timeMs !== 'number') {
      counts.untimed += 1;
      return;
    }
    const isInPeriod = isIn(context.period, timeMs);
    if (isInPeriod) counts.inPeriod += 1;
    else counts.outsidePeriod += 1;
    const evidence = evidenceOf(facts, seq);
    const recordedMs = facts['recordedTime'];
    const ticket = textOf(facts, 'context.ticketId');
    noteSource(books, {
      source: evidence.source,
      timeMs,
      isInPeriod,
      recordedMs: typeof recordedMs === 'number' ? recordedMs : undefined,
      hasTicket: ticket !== undefined,
      allowedDelaysMs: this.#allowedDelaysMs,
    });
    const actor = textOf(facts, 'actor.id');
    if (actor !== undefined) noteActivity(books, accountKey(actor), timeMs);
    const category = facts['category'];
    const route = this.#routes.get(typeof category === 'string' ? category : '') ?? (this.#routes.get('') as Route);
    const matched = new Set<string>();
    for (const { name, matches } of route.selectors) if (matches(facts)) matched.add(name);
    if (isInPeriod) for (const name of matched) noteSelector(books, name, evidence);
    const shown: Shown = {
      facts,
      timeMs,
      isInPeriod,
      evidence,
      is: (selector) => matched.has(selector),
      isApproved: () => ticket !== undefined && (context.approvals?.get(ticket) ?? Infinity) <= timeMs,
    };
    for (const { at, probe } of route.probes) probe.observe(probes[at], shown);
  }

  /** Takes what the other saw into this state; the other must not be used afterwards. */
  merge(state: AssessmentState, other: AssessmentState): void {
    mergeBooks(state.books, other.books);
    this.#probes.forEach((probe, at) => probe.merge(state.probes[at], other.probes[at]));
  }

  conclude(state: AssessmentState): Measured {
    const concluded = this.#probes.map((probe, at) => probe.conclude(state.probes[at], state.books));
    const findings = new Map<string, Finding>();
    for (const [id, at] of this.#probeOf) findings.set(id, concluded[at] as Finding);
    return { books: state.books, findings };
  }

  /** Whether the class is recorded: seen in the period, or a source is proven able to. */
  isProven(books: Books, selector: string): boolean {
    if ((books.selectors.get(selector)?.size ?? 0) > 0) return true;
    return (this.request.inputs.logSources ?? []).some(
      (source) => source.inScope !== false && capabilitiesOf(source).includes(selector),
    );
  }

  /** Days of the period that are over. */
  get days(): number {
    const { period, asOfMs } = this.context;
    return Math.max(1, dayOf(Math.min(period.toMs, asOfMs) - 1) - dayOf(period.fromMs) + 1);
  }
}

/** What two checks have in common that measure the same. */
export function measureOf({
  evaluate,
  conditions,
  population,
  requiresInputs,
  optionalInputs,
  threshold,
}: Check): string {
  const inputs = [requiresInputs.some((name) => name.startsWith('changes[]')), optionalInputs.length > 0];
  const number = evaluate.type === 'anomaly' ? threshold.value : undefined;
  return JSON.stringify([evaluate, conditions, population.unit, population.conditions, inputs, number]);
}
