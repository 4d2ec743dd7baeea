/**
 * The result of an assessment as it is stored: scorecards, with exceptions and units once however many checks share them,
 * and what the books say of sources and event classes.
 *
 * No input or output. O(checks + exceptions).
 */
import type { Assessment, Measured } from '../../engines/compliance/assessment.ts';
import type { Framework } from '../../engines/compliance/framework-schema.ts';
import { scorecardOf } from '../../engines/compliance/scorecard.ts';
import type {
  AssessRequest,
  StoredAssessment,
  StoredCard,
  StoredCheck,
  StoredSelector,
  StoredSource,
} from './assess-request.ts';

export interface Judged {
  judge: Assessment;
  measured: Measured;
}

/** Gives each different list its place, lists that are the same object share one. */
class Places<T> {
  readonly lists: T[][] = [];
  readonly #at = new Map<readonly T[], number>();

  of(list: readonly T[] | undefined): number {
    if (list === undefined || list.length === 0) return -1;
    const known = this.#at.get(list);
    if (known !== undefined) return known;
    const at = this.lists.push([...list]) - 1;
    this.#at.set(list, at);
    return at;
  }
}

/** @param digest a short name for a text */
export function storedAssessment(
  request: AssessRequest,
  judged: readonly Judged[],
  badRanges: StoredAssessment['badRanges'],
  notApplicable: AssessRequest['notApplicable'],
  digest: (text: string) => string,
): StoredAssessment {
  const items = new Places<StoredAssessment['itemSets'][number][number]>();
  const samples = new Places<StoredAssessment['samples'][number][number]>();
  const cardOf = (framework: Framework): StoredCard => {
    const { judge, measured } = judged.find(({ judge: one }) => one.request.frameworks.includes(framework)) as Judged;
    const reasons = new Map(Object.entries(notApplicable[framework.framework.id] ?? {}));
    const card = scorecardOf(framework, judge, measured, reasons);
    const contents = new Map(framework.requirements.flatMap(({ checks }) => checks.map((check) => [check.id, check])));
    return {
      ...card,
      requirements: card.requirements.map((requirement) => ({
        ...requirement,
        checks: requirement.checks.map(({ items: found, sample, ...rest }): StoredCheck => {
          const content = contents.get(rest.id);
          const sameAs = digest(JSON.stringify([content?.evaluate, content?.conditions]));
          return { ...rest, items: items.of(found), sample: samples.of(sample), sameAs };
        }),
      })),
    };
  };
  const cards = request.frameworks.map(cardOf);
  const [first] = judged as readonly [Judged, ...Judged[]];
  const { counts, overflow } = first.measured.books;
  return {
    v: 1,
    counts,
    overflow,
    badRanges,
    cards,
    itemSets: items.lists,
    samples: samples.lists,
    sources: sourcesOf(first),
    selectors: Object.assign({}, ...judged.map(selectorsOf)),
  };
}

function sourcesOf({ judge, measured }: Judged): StoredSource[] {
  const listed = new Map((judge.request.inputs.logSources ?? []).map((source) => [source.id, source]));
  const names = new Set([...listed.keys(), ...measured.books.sources.keys()]);
  return [...names].toSorted().map((id) => {
    const book = measured.books.sources.get(id);
    const entry = listed.get(id);
    const has = book !== undefined && Number.isFinite(book.oldestMs);
    return {
      id,
      count: book?.count ?? 0,
      days: [...(book?.days ?? [])].toSorted((one, two) => one - two),
      oldestMs: has ? book.oldestMs : null,
      newestMs: has ? book.newestMs : null,
      isListed: entry !== undefined,
      isExpected: entry !== undefined && entry.inScope !== false && entry.expected !== false,
      carriesTickets: book?.carriesTickets === true,
    };
  });
}

function selectorsOf({ judge, measured }: Judged): Record<string, StoredSelector> {
  const found: Record<string, StoredSelector> = {};
  for (const { vocabulary } of judge.request.frameworks)
    for (const [name, { words }] of Object.entries(vocabulary.selectors)) {
      const book = measured.books.selectors.get(name);
      found[name] = {
        words,
        count: [...(book?.values() ?? [])].reduce((sum, { count }) => sum + count, 0),
        sources: book?.size ?? 0,
        isProven: judge.isProven(measured.books, name),
      };
    }
  return found;
}
