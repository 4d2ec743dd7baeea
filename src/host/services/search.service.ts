/**
 * Finding events, and saying in the case log that somebody looked: one `search` record for a query, none for its
 * further pages, its histogram or its facets.
 *
 * A page asked for by cursor or offset, or a chart, whose query was never recorded in this session is recorded as a query
 * of its own, and so is a look around an event: there is no way to look without a trace.
 */
import { parseQuery } from '../../engines/search/parse-query.ts';
import { printQuery } from '../../engines/search/print-query.ts';
import { nodeClock } from '../adapters/node-ports.ts';
import type { Handlers } from '../router.ts';
import { type OpenCase, withoutHandle } from './open-cases.ts';

interface Asked {
  query: string;
  from?: string;
  to?: string;
  /** The record that was looked around. */
  around?: number;
}

type SearchOperations =
  | 'search.run'
  | 'search.fold'
  | 'search.histogram'
  | 'search.top'
  | 'search.lanes'
  | 'search.around'
  | 'search.fields'
  | 'search.check'
  | 'coverage.list';

/** Queries remembered for a case; an older one asked again is recorded again. */
const REMEMBERED_QUERIES = 1000;

export function searchHandlers(): Handlers<SearchOperations> {
  const recorded = new WeakMap<OpenCase, Set<string>>();

  /** @returns whether it was not asked before; `more` says what else makes it another question */
  const remember = (openCase: OpenCase, { query, from, to }: Asked, ...more: (number | undefined)[]): boolean => {
    let seen = recorded.get(openCase);
    if (seen === undefined) recorded.set(openCase, (seen = new Set()));
    const key = JSON.stringify([query, from ?? null, to ?? null, ...more]);
    const isNew = !seen.has(key);
    // Taken out and put back: a Set keeps the order of insertion, so the first is the one asked longest ago.
    seen.delete(key);
    seen.add(key);
    const [oldest] = seen;
    if (seen.size > REMEMBERED_QUERIES && oldest !== undefined) seen.delete(oldest);
    return isNew;
  };

  const record = async (openCase: OpenCase, asked: Asked, resultCount: number | null): Promise<void> => {
    const { query, from, to, around } = asked;
    await openCase.record('search', {
      query,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(around === undefined ? {} : { around }),
      resultCount,
    });
  };

  return {
    'search.run': async (input, { openCase }) => {
      const request = withoutHandle(input);
      const page = await openCase.session.search(request);
      const isFurtherPage = request.cursor !== undefined || request.offset !== undefined;
      if (remember(openCase, request) || !isFurtherPage) await record(openCase, request, page.total);
      return page;
    },
    'search.fold': async (input, { openCase }) => {
      const request = withoutHandle(input);
      const page = await openCase.session.fold(request);
      // How many events matched is not known from the runs: the record says so with null.
      if (remember(openCase, request)) await record(openCase, request, null);
      return page;
    },
    'search.histogram': async (input, { openCase }) => {
      const request = withoutHandle(input);
      const histogram = await openCase.session.histogram(request);
      if (remember(openCase, request)) {
        const inBuckets = histogram.buckets.reduce((sum, bucket) => sum + bucket.count, 0);
        await record(openCase, request, inBuckets + histogram.withoutTimeCount);
      }
      return histogram;
    },
    'search.top': async (input, { openCase }) => {
      const request = withoutHandle(input);
      const top = await openCase.session.top(request);
      // Nor from the facets.
      if (remember(openCase, request)) await record(openCase, request, null);
      return top;
    },
    'search.lanes': async (input, { openCase }) => {
      const request = withoutHandle(input);
      const lanes = await openCase.session.lanes(request);
      // An event may be in several lanes: nor is it known from these.
      if (remember(openCase, request)) await record(openCase, request, null);
      return lanes;
    },
    'search.around': async (input, { openCase }) => {
      const request = withoutHandle(input);
      const found = await openCase.session.around(request);
      const { seq, before, after, withinSeconds, query = '' } = request;
      if (remember(openCase, { query }, seq, before, after, withinSeconds)) {
        await record(openCase, { query, around: seq }, found.events.length);
      }
      return found;
    },
    'search.fields': async (_, { openCase }) => openCase.session.fields(),
    'search.check': async ({ query }) => {
      const parsed = parseQuery(query, { nowMs: nodeClock.nowMs() });
      if ('errors' in parsed) return { ok: false, mistakes: parsed.errors };
      const { notices } = parsed;
      return { ok: true, readAs: printQuery(parsed.query), ...(notices.length === 0 ? {} : { notices }) };
    },
    'coverage.list': async (input, { openCase }) => openCase.session.coverage(withoutHandle(input)),
  };
}
