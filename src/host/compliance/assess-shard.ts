/**
 * One thread's part of an assessment: reads its share of the checked lines, shows the events to all frameworks at once, and
 * takes in what others saw.
 *
 * Memory: one block of lines, and the state of the assessment, which does not grow with the events. Every line was compared
 * with its leaf; what is not as it was sealed is shown to nobody and told.
 * Source: resources/docs/compliance.md; decisions 0071 and 0075.
 */
import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { deserialize, serialize } from 'node:v8';
import { Assessment, type AssessmentState, groupsWithoutConflict } from '../../engines/compliance/assessment.ts';
import { type Facts, newFacts } from '../../engines/compliance/facts.ts';
import { toFacts } from '../../engines/compliance/to-facts.ts';
import type { AuditEvent } from '../../engines/event/audit-event.ts';
import { AppError } from '../../shared/errors.ts';
import { checkedLines, kindOfLine, recordOf } from '../bundle/checked-lines.ts';
import { holdMoment } from '../vault/case-store.ts';
import { type CaseReaderParts, SearchedCase } from '../vault/searched-case.ts';
import type { AssessOutcome, AssessRequest } from './assess-request.ts';
import { storedAssessment } from './stored-assessment.ts';

export interface ShardHooks {
  signal: AbortSignal;
  onProgress: (done: number) => void;
}

/** Records in a row that one thread reads: whole blocks of lines, so that none is unpacked twice. */
const TURN_RECORDS = 8192;
const TURNS_BETWEEN_LOOKS = 16;
/** A larger state would take longer to keep and to read than many events take. */
const MAX_STATE_BYTES = 256 * 1024 * 1024;

interface Kept {
  states: AssessmentState[];
  bad: [from: number, to: number][];
  eventCount: number;
}

export class AssessShard {
  readonly #searched: SearchedCase;
  readonly #request: AssessRequest;
  readonly #assessments: Assessment[];
  readonly #names: ReadonlyMap<string, string>;
  readonly #giveUpMoment: () => void;
  #kept: Kept;

  /** @param parts the key in them is this thread's own copy */
  constructor(parts: CaseReaderParts, request: AssessRequest) {
    this.#searched = new SearchedCase(parts);
    this.#request = request;
    this.#names = new Map(request.sourceNames);
    this.#assessments = groupsWithoutConflict(request.frameworks).map((frameworks) => {
      const { inputs, period, asOfMs, seed } = request;
      // While events are shown nobody knows yet what becomes of those that can not be read.
      const observed = { ...inputs, integrity: { status: 'unverified' as const } };
      return new Assessment({ frameworks, inputs: observed, period, asOfMs, seed });
    });
    this.#kept = { states: this.#assessments.map((one) => one.start()), bad: [], eventCount: 0 };
    this.#giveUpMoment = holdMoment(this.#searched.db);
  }

  /** Records under the newest signed head that this thread sees. */
  get size(): number {
    return this.#searched.log.size;
  }

  /** @returns whether what was kept could be read */
  goOnFrom(state: Uint8Array): boolean {
    try {
      const kept = deserialize(state) as Kept;
      if (kept.states.length !== this.#assessments.length) return false;
      this.#kept = kept;
      return true;
    } catch {
      // Of another program: then all is read.
      return false;
    }
  }

  /** Shows every event from `fromSeq` below `size` that falls to this thread. */
  async observe(
    { index, count, fromSeq, size }: { index: number; count: number; fromSeq: number; size: number },
    { signal, onProgress }: ShardHooks,
  ): Promise<void> {
    this.#searched.log.pin(size);
    const isMine = (seq: number): boolean => seq >= fromSeq && Math.floor(seq / TURN_RECORDS) % count === index;
    const wants = (first: number, last: number): boolean => isMine(first) || isMine(last);
    const onBad = (first: number, length: number): void => {
      for (let seq = first; seq < first + length; seq += 1) if (isMine(seq)) addRange(this.#kept.bad, seq);
    };
    let done = 0;
    let turns = 0;
    for (const { lines } of checkedLines(this.#searched, size, wants, onBad)) {
      if (lines === undefined) continue;
      for (const line of lines) {
        if (!isMine(line.seq)) continue;
        done += 1;
        if (kindOfLine(line.bytes) === 'event') this.#show(recordOf(line).body as unknown as AuditEvent, line.seq);
      }
      turns += 1;
      if (turns % TURNS_BETWEEN_LOOKS !== 0) continue;
      onProgress(done);
      await nextTurn();
      if (signal.aborted) throw new AppError('CANCELLED', 'The assessment was stopped');
    }
    onProgress(done);
  }

  #show(event: AuditEvent, seq: number): void {
    const { source } = event.origin;
    const facts = toFacts(event, { sourceId: this.#names.get(source) ?? source });
    this.#kept.eventCount += 1;
    this.#assessments.forEach((assessment, at) => {
      // The join changes them, so all but the last are shown a copy.
      const own = at < this.#assessments.length - 1 ? (Object.assign(newFacts(), facts) as Facts) : facts;
      assessment.observe(this.#kept.states[at] as AssessmentState, own, seq);
    });
  }

  state(): Uint8Array {
    return serialize(this.#kept);
  }

  merge(other: Uint8Array): void {
    const { states, bad, eventCount } = deserialize(other) as Kept;
    this.#assessments.forEach((assessment, at) =>
      assessment.merge(this.#kept.states[at] as AssessmentState, states[at] as AssessmentState),
    );
    for (const [from, to] of bad) this.#kept.bad.push([from, to]);
    this.#kept.eventCount += eventCount;
  }

  conclude(): Pick<AssessOutcome, 'result' | 'state' | 'eventCount'> {
    // Before it is concluded: what is concluded may be made in place.
    const state = this.state();
    const badRanges = this.#kept.bad.toSorted((one, two) => one[0] - two[0]).map(([from, to]) => ({ from, to }));
    const { inputs, period, asOfMs, seed, notApplicable } = this.#request;
    const judged =
      badRanges.length === 0
        ? inputs
        : { ...inputs, integrity: { status: 'failed' as const, brokenRanges: badRanges } };
    const measured = this.#assessments.map((one, at) => {
      const { frameworks } = one.request;
      const judge = new Assessment({ frameworks, inputs: judged, period, asOfMs, seed });
      return { judge, measured: judge.conclude(this.#kept.states[at] as AssessmentState) };
    });
    const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
    const result = storedAssessment(this.#request, measured, badRanges, notApplicable, digest);
    return {
      result,
      state: state.length > MAX_STATE_BYTES ? null : state,
      eventCount: this.#kept.eventCount,
    };
  }

  end(): void {
    this.#giveUpMoment();
    this.#searched.close();
  }
}

function addRange(ranges: [number, number][], seq: number): void {
  const last = ranges.at(-1);
  if (last !== undefined && last[1] === seq - 1) last[1] = seq;
  else ranges.push([seq, seq]);
}
