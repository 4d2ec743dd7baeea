/** The outside marks of the open case, as the host judges them now: asked again when the log has grown. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { OutputOf } from '../../shared/contract/index.ts';
import { call } from '../api/host.ts';
import { useCase } from './case.store.ts';

export type MarkStatus = OutputOf<'mark.status'>;

/** `data` is undefined while it is not known; then nothing may be said about marks. */
export function useMarkStatus(): { data: MarkStatus | undefined; error: unknown } {
  const handle = useCase((state) => state.handle);
  const recordCount = useCase((state) => state.info?.recordCount);
  const { data, error } = useQuery({
    queryKey: [handle, 'mark.status', recordCount],
    queryFn: () => call('mark.status', { handle: handle ?? '' }),
    enabled: handle !== undefined,
    placeholderData: keepPreviousData,
  });
  return { data: handle === undefined ? undefined : data, error };
}
