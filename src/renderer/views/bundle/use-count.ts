/** How many events a query finds, once typing has come to rest: a search, and recorded as one. */
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/host.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { useRested } from '../../ui/use-rested.ts';
import type { Asked } from './bundle-form.ts';

const REST_MS = 700;

/** @param asked undefined: nothing is asked. `count` is undefined while it is not known. */
export function useCount(asked: Asked | undefined): { count: number | undefined; error: unknown } {
  const { handle, info } = useOpenCase();
  const key = asked === undefined || asked.query.trim() === '' ? '' : JSON.stringify(asked);
  const rested = useRested(key, REST_MS);
  const isRested = key !== '' && rested === key;
  const { data, error } = useQuery({
    // What is recorded meanwhile is no event: the count holds while no evidence comes.
    queryKey: [handle, 'search.run', 'bundle', rested, info.eventCount],
    queryFn: () => call('search.run', { handle, ...(JSON.parse(rested) as Asked), limit: 0, wantTotal: true }),
    enabled: isRested,
    retry: false,
  });
  return isRested ? { count: data?.total ?? undefined, error } : { count: undefined, error: null };
}
