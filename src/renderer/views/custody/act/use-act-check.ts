/** Puts the act that is being filled in to the ledger, once typing has come to rest; nothing is recorded by it. */
import { useQuery } from '@tanstack/react-query';
import { call } from '../../../api/host.ts';
import { useOpenCase } from '../../../stores/case.store.ts';
import { useRested } from '../../../ui/use-rested.ts';
import type { ActCheck } from './act-needs.tsx';
import type { inputOf } from './act-form.ts';

type Input = ReturnType<typeof inputOf>;

/** @param input undefined while something is missing in it */
export function useActCheck(input: Input | undefined): {
  check: ActCheck | undefined;
  isAsking: boolean;
  error: unknown;
} {
  const { handle, info } = useOpenCase();
  const key = input === undefined ? '' : JSON.stringify(input);
  const rested = useRested(key);
  const isRested = key !== '' && rested === key;
  const { data, error } = useQuery({
    queryKey: [handle, 'custody.check', rested, info.recordCount],
    queryFn: () => call('custody.check', { handle, ...(JSON.parse(rested) as Input) }),
    enabled: isRested,
    retry: false,
    gcTime: 0,
  });
  // What is said of another act than the one on screen would be false.
  const check = isRested ? data : undefined;
  return { check, isAsking: key !== '' && check === undefined && error === null, error: isRested ? error : null };
}
