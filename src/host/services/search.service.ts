/**
 * Finding events, and saying in the case log that somebody looked: one `search` record for a query, none for its
 * further pages, its histogram or its facets.
 *
 * A page asked for by cursor, or a chart, whose query was never recorded in this session is recorded as a query of its
 * own: there is no way to look without a trace.
 */
import type { Handlers } from '../router.ts';
import { type OpenCase, withoutHandle } from './open-cases.ts';

interface Asked {
  query: string;
  from?: string;
  to?: string;
}

/** Queries remembered for a case; an older one asked again is recorded again. */
const REMEMBERED_QUERIES = 1000;

export function searchHandlers(): Handlers<'search.run' | 'search.histogram' | 'search.top'> {
  const recorded = new WeakMap<OpenCase, Set<string>>();

  const remember = (openCase: OpenCase, { query, from, to }: Asked): boolean => {
    let seen = recorded.get(openCase);
    if (seen === undefined) recorded.set(openCase, (seen = new Set()));
    const key = JSON.stringify([query, from ?? null, to ?? null]);
    const isNew = !seen.has(key);
    // Taken out and put back: a Set keeps the order of insertion, so the first is the one asked longest ago.
    seen.delete(key);
    seen.add(key);
    const [oldest] = seen;
    if (seen.size > REMEMBERED_QUERIES && oldest !== undefined) seen.delete(oldest);
    return isNew;
  };

  const record = async (openCase: OpenCase, asked: Asked, resultCount: number | null): Promise<void> => {
    const { query, from, to } = asked;
    await openCase.record('search', {
      query,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      resultCount,
    });
  };

  return {
    'search.run': async (input, { openCase }) => {
      const request = withoutHandle(input);
      const page = await openCase.session.search(request);
      if (remember(openCase, request) || request.cursor === undefined) await record(openCase, request, page.total);
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
      // How many events matched is not known from the facets: the record says so with null.
      if (remember(openCase, request)) await record(openCase, request, null);
      return top;
    },
  };
}
