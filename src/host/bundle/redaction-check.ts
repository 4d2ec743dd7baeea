/**
 * Looks through the events that are to be redacted before the export is recorded: what would be redacted to no purpose is refused.
 *
 * Refused are pointers that lead to nothing in any event, removed texts that still stand in the event or in the query, and
 * a query that asks for what was taken out: whoever reads it would know. What is shown whole beside the events is looked at in
 * whole-records.ts. One pass over those events, each once, however often the bundle is planned, unless records that name
 * something came meanwhile; memory is one block of lines and a bounded list of places.
 * Source: bundle-format.md §3. Errors: BUNDLE_REFUSED, CANCELLED, CASE_LOG_BROKEN, VAULT_CORRUPT.
 * Trust: names of fields come from hostile logs; they are cut, and escaped by whoever shows the error.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { redactBody } from '../../engines/bundle/redact.ts';
import { removedTexts, textsIn, tracesOf } from '../../engines/bundle/removed-texts.ts';
import { countSeqs, NO_SEQS, type SeqRanges, subtractRanges, uniteRanges } from '../../engines/kernel/seq-ranges.ts';
import { AppError } from '../../shared/errors.ts';
import { countOf } from '../../shared/format-values.ts';
import type { SearchedCase } from '../vault/searched-case.ts';
import { refused } from './bundle-folder.ts';
import type { BundleRequest } from './bundle-request.ts';
import { type BundleSelection, RangeCursor } from './bundle-selection.ts';
import { checkedLines, recordOf } from './checked-lines.ts';
import { QueryOfRemoved } from './query-of-removed.ts';
import { WholeRecords } from './whole-records.ts';

const TURN_EVERY = 64;
/** Different places that are counted, and of these named. */
const MAX_PLACES = 1000;
const MAX_NAMED = 8;
const MAX_SHOWN_CHARS = 200;
const MAX_LEAK_CHARS = 2000;

export interface CheckHooks {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

interface Place {
  readonly asked: string;
  readonly at: string;
  events: number;
}

export class RedactionCheck {
  readonly #searched: SearchedCase;
  readonly #request: BundleRequest;
  readonly #pointers: readonly string[];
  readonly #applied = new Set<string>();
  readonly #places = new Map<string, Place>();
  readonly #query: QueryOfRemoved | undefined;
  #hasMorePlaces = false;
  #done: SeqRanges = NO_SEQS;
  #whole: WholeRecords | undefined;
  #told: string | undefined;

  constructor(searched: SearchedCase, request: BundleRequest) {
    this.#searched = searched;
    this.#request = request;
    this.#pointers = [...new Set(request.redact.map(({ pointer }) => pointer))];
    this.#query = request.query === undefined ? undefined : new QueryOfRemoved(searched, request);
  }

  /** @param selection as planned, seen at one moment together with the log; told what else is to be withheld */
  async look(selection: BundleSelection, hooks: CheckHooks): Promise<void> {
    if (this.#pointers.length === 0) return;
    const shown = selection.withheld.reduce((left, { ranges }) => subtractRanges(left, ranges), selection.rows);
    await this.#readWhole(selection.isWhole, hooks.signal);
    await this.#pass(subtractRanges(shown, this.#done), hooks);
    this.#done = uniteRanges([this.#done, shown]);
    const idle = this.#pointers.find((pointer) => !this.#applied.has(pointer));
    if (idle !== undefined) {
      const events = countOf(countSeqs(shown), 'event');
      throw refused(`${cut(idle)} leads to nothing in the ${events} that would be shown, so it would redact nothing`);
    }
    this.#refusePlaces();
    if (this.#told !== undefined) {
      throw refused(
        `The query stands in the bundle and tells what ${cut(this.#told)} takes out of an event; ask for these events in another way`,
      );
    }
    const { withheld, notices } = this.#whole?.settle() ?? { withheld: [], notices: [] };
    selection.withholdOthers(withheld, notices);
  }

  /** Records that came since the last plan have not been put to the events that were looked at then. */
  async #readWhole(isWhole: boolean, signal: AbortSignal): Promise<void> {
    const whole = await WholeRecords.read(this.#searched, this.#request, isWhole, signal);
    if (whole.pieceCount === this.#whole?.pieceCount) return;
    this.#whole = whole;
    this.#done = NO_SEQS;
    this.#places.clear();
  }

  async #pass(wanted: SeqRanges, { signal, onProgress }: CheckHooks): Promise<void> {
    if (wanted.length === 0) return;
    const { size } = this.#searched.log;
    const [blocks, rows] = [new RangeCursor(wanted), new RangeCursor(wanted)];
    let turns = 0;
    for (const { firstSeq, count, lines = [] } of checkedLines(this.#searched, size, (first, last) =>
      blocks.touches(first, last),
    )) {
      if (signal.aborted) throw new AppError('CANCELLED', 'The bundle was stopped before it was whole');
      for (const line of lines) if (rows.has(line.seq)) this.#take(recordOf(line).body);
      onProgress(firstSeq + count, size);
      if (++turns % TURN_EVERY === 0) await nextTurn();
    }
  }

  #take(whole: Parameters<typeof redactBody>[0]): void {
    const redaction = redactBody(whole, this.#pointers);
    if (redaction === undefined) return;
    const { body, applied, taken } = redaction;
    for (const pointer of applied) this.#applied.add(pointer);
    const texts = removedTexts(taken);
    for (const { asked, at } of tracesOf(body, texts)) this.#count(asked, at);
    this.#whole?.take(texts, taken);
    if (this.#query === undefined) return;
    this.#told ??= textsIn(this.#request.query ?? '', texts)[0]?.asked ?? this.#query.asks(taken);
  }

  #count(asked: string, at: string): void {
    const key = `${asked} ${at}`;
    const place = this.#places.get(key);
    if (place !== undefined) place.events += 1;
    else if (this.#places.size < MAX_PLACES) this.#places.set(key, { asked, at, events: 1 });
    else this.#hasMorePlaces = true;
  }

  #refusePlaces(): void {
    if (this.#places.size === 0) return;
    const places = [...this.#places.values()].toSorted((a, b) => b.events - a.events);
    const named = places.slice(0, MAX_NAMED);
    const said = named.map(({ asked, at, events }) => `of ${cut(asked)} in ${cut(at)} (${countOf(events, 'event')})`);
    const hidden = places.length - named.length;
    const more =
      hidden > 0 ? `, and in ${this.#hasMorePlaces ? 'more than ' : ''}${countOf(hidden, 'other place')}` : '';
    const { code, message } = refused(
      `What would be redacted still stands in the same event: ${said.join(', ')}${more}; redact these too, or withhold the events`,
    );
    // For whoever shows them one by one; places are pointers, which names in hostile logs may make long.
    const leaks = JSON.stringify(named.filter(({ asked, at }) => asked.length + at.length <= MAX_LEAK_CHARS));
    throw new AppError(code, message, { details: { leaks, hidden } });
  }
}

const cut = (text: string): string => (text.length > MAX_SHOWN_CHARS ? `${text.slice(0, MAX_SHOWN_CHARS)}…` : text);
