/**
 * What a bundle would show whole beside its events, asked whether it names what a redaction takes out: records of other kinds,
 * the reasons and the place of the bundle, and the reports a person adds.
 *
 * An earlier search, tag, comment or view that names it, or asks for it, is withheld with the reason of the redaction; where the
 * format does not let a record be withheld, no bundle is made. One pass over the records, then a few look-ups an event.
 * Source: bundle-format.md §3. Errors: BUNDLE_REFUSED. Trust: texts are evidence and people's words.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Haystack } from '../../engines/bundle/haystack.ts';
import { textsOfRecord } from '../../engines/bundle/record-texts.ts';
import type { Taken } from '../../engines/bundle/redact.ts';
import type { RemovedText } from '../../engines/bundle/removed-texts.ts';
import { rangesFromSeqs } from '../../engines/kernel/seq-ranges.ts';
import { LEAVABLE_KINDS } from '../../shared/bundle-words.ts';
import { AppError } from '../../shared/errors.ts';
import { countOf } from '../../shared/format-values.ts';
import { nodeTextCodec } from '../adapters/node-ports.ts';
import type { SearchedCase } from '../vault/searched-case.ts';
import { textOfReport } from './added-reports.ts';
import { refused } from './bundle-folder.ts';
import type { BundleRequest } from './bundle-request.ts';
import type { Withheld } from './bundle-selection.ts';
import { type CheckedLine, checkedLines, kindOfLine, recordOf } from './checked-lines.ts';
import { QueryOfRemoved } from './query-of-removed.ts';

/** Where a text would stand: in a record, or in something of the bundle itself. */
interface Place {
  readonly seq?: number;
  readonly what: string;
  readonly kind: string;
}

interface EarlierQuery {
  readonly asks: QueryOfRemoved | undefined;
  readonly places: Place[];
}

interface Named extends Place {
  readonly asked: string;
}

const TURN_EVERY = 64;
const MAX_NAMED = 5;
/** Values that were looked for, so that a name that a million events hold is looked for once. */
const MAX_KNOWN = 100_000;
/** Different earlier queries that are put to what is taken out; further ones are withheld as they are. */
const MAX_QUERIES = 1000;

export class WholeRecords {
  /** Grows with every record that holds a text. */
  readonly pieceCount: number;
  readonly #haystack: Haystack<Place>;
  readonly #request: BundleRequest;
  #queries: EarlierQuery[];
  readonly #known = new Set<string>();
  readonly #named = new Map<string, Named>();
  readonly #asking = new Map<number, Named>();

  private constructor(
    request: BundleRequest,
    pieces: readonly { text: string; piece: Place }[],
    queries: readonly EarlierQuery[],
  ) {
    this.#request = request;
    this.pieceCount = pieces.length;
    this.#haystack = new Haystack(pieces);
    this.#queries = [...queries];
  }

  /** @param isWhole whether kinds that may be left out are shown, too */
  static async read(
    searched: SearchedCase,
    request: BundleRequest,
    isWhole: boolean,
    signal: AbortSignal,
  ): Promise<WholeRecords> {
    const pieces = wordsOf(request);
    for (const report of request.reports) {
      const text = await textOfReport(report);
      if (text === undefined) {
        throw refused(
          `${report.name} is no plain text, so nobody can see whether it names what is redacted: it can not go along`,
        );
      }
      pieces.push({ text, piece: { kind: 'report', what: `the report ${report.name}` } });
    }
    const queries = new Map<string, EarlierQuery>();
    let turns = 0;
    for (const { lines = [] } of checkedLines(searched, searched.log.size, () => isWhole)) {
      if (signal.aborted) throw new AppError('CANCELLED', 'The bundle was stopped before it was whole');
      for (const line of lines) addRecord(searched, line, isWhole, pieces, queries);
      if (++turns % TURN_EVERY === 0) await nextTurn();
    }
    return new WholeRecords(request, pieces, [...queries.values()]);
  }

  take(texts: readonly RemovedText[], taken: readonly Taken[]): void {
    for (const { asked, text } of texts) {
      if (this.#isKnown(text)) continue;
      for (const place of this.#haystack.find(text)) {
        const key = `${place.seq ?? place.what}`;
        if (!this.#named.has(key)) this.#named.set(key, { ...place, asked });
      }
    }
    const fresh = taken.filter(({ pointer, value }) => !this.#isKnown(`${pointer}\n${JSON.stringify(value)}`));
    if (fresh.length === 0) return;
    // One that asks is decided: it need not be asked again for the next event.
    this.#queries = this.#queries.filter(({ asks, places }) => {
      const asked = asks?.asks(fresh);
      if (asked === undefined) return true;
      for (const place of places) if (place.seq !== undefined) this.#asking.set(place.seq, { ...place, asked });
      return false;
    });
  }

  #isKnown(value: string): boolean {
    if (this.#known.has(value)) return true;
    if (this.#known.size < MAX_KNOWN) this.#known.add(value);
    return false;
  }

  /** @returns what is withheld beside the events, and what a reader learns all the same. BUNDLE_REFUSED */
  settle(): { withheld: Withheld[]; notices: string[] } {
    const named = [...this.#named.values()];
    const fixed = named.filter(({ kind }) => !LEAVABLE_KINDS.has(kind));
    if (fixed.length > 0) throw namesRemoved(fixed);
    const asking = [...this.#asking.values()];
    const bySeq = new Map([...asking, ...named].map((place) => [place.seq as number, place]));
    const leavable = [...bySeq.values()].filter(({ kind }) => LEAVABLE_KINDS.has(kind));
    const told = asking.filter(({ kind }) => !LEAVABLE_KINDS.has(kind));
    return { withheld: this.#withheld(leavable), notices: told.length === 0 ? [] : [notice(told)] };
  }

  #withheld(places: readonly Named[]): Withheld[] {
    const groups = Map.groupBy(places, ({ asked, kind }) => `${kind} ${asked}`);
    return [...groups.values()].map((group) => {
      const { asked, kind } = group[0] as Named;
      const reasons = this.#request.redact.filter(({ pointer }) => pointer === asked);
      return {
        ranges: rangesFromSeqs(group.map(({ seq }) => seq as number).toSorted((a, b) => a - b)),
        reason: {
          basis: [...new Set(reasons.map(({ basis }) => basis))].join('; '),
          description: `a record of kind ${kind} that names, or asks for, what ${asked} takes out of events`,
        },
      };
    });
  }
}

/** Words of the bundle itself that are in clear in it. */
function wordsOf({ path, withhold, redact }: BundleRequest): { text: string; piece: Place }[] {
  const reasons = [...withhold, ...redact].flatMap(({ basis, description }) => [basis, description]);
  const words = (text: string, what: string) => ({ text, piece: { kind: 'bundle', what } });
  return [words(path, 'the place of the bundle'), ...reasons.map((text) => words(text, 'the reason that is given'))];
}

function addRecord(
  searched: SearchedCase,
  line: CheckedLine,
  isWhole: boolean,
  pieces: { text: string; piece: Place }[],
  queries: Map<string, EarlierQuery>,
): void {
  const kind = kindOfLine(line.bytes);
  if (kind === 'event' || (!isWhole && LEAVABLE_KINDS.has(kind))) return;
  const { body } = recordOf(line);
  const { seq } = line;
  const texts = textsOfRecord(nodeTextCodec, kind, body);
  pieces.push(
    ...texts.map(({ at, text }) => ({ text, piece: { seq, kind, what: `record ${seq} (${kind}) in ${at}` } })),
  );
  const { query, from, to } = body;
  if (typeof query !== 'string') return;
  const window = {
    ...(typeof from === 'string' ? { from } : {}),
    ...(typeof to === 'string' ? { to } : {}),
  };
  const key = JSON.stringify([query, window]);
  const known = queries.get(key) ?? { asks: questionOf(searched, { query, ...window }), places: [] };
  if (queries.size < MAX_QUERIES || queries.has(key)) {
    queries.set(key, known);
    known.places.push({ seq, kind, what: `record ${seq} (${kind})` });
  } else if (LEAVABLE_KINDS.has(kind)) {
    throw refused(
      `The case holds more than ${MAX_QUERIES} different earlier questions, too many to see which of them ask for what is redacted; make a bundle of the result of a query, which leaves them out`,
    );
  }
}

/** Undefined where the words are no query any more: then their text alone is looked at. */
function questionOf(searched: SearchedCase, asked: { query: string; from?: string; to?: string }) {
  try {
    return new QueryOfRemoved(searched, asked);
  } catch (error) {
    if (error instanceof AppError && error.blame === 'input') return undefined;
    throw error;
  }
}

const listed = (places: readonly Place[]): string => {
  const more = places.length - MAX_NAMED;
  const names = places.slice(0, MAX_NAMED).map(({ what }) => what);
  return `${names.join(', ')}${more > 0 ? ` and ${countOf(more, 'other place')}` : ''}`;
};

function namesRemoved(places: readonly Named[]): AppError {
  const [first] = places as readonly [Named];
  const isRecord = first.seq !== undefined;
  const way = isRecord
    ? 'Such a record stands whole in every bundle, so this text can not be redacted here; withhold the events that hold it, or redact something else'
    : 'Say it in another way';
  return refused(`What ${first.asked} takes out of events still stands in ${listed(places)}. ${way}`);
}

const notice = (places: readonly Named[]): string =>
  `An earlier question that stands in every bundle asks for what is redacted, and says how many events it found: ${listed(places)}`;
