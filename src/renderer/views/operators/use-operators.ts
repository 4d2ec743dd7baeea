/** The operators of the open case and how its keys stand, asked for again after each act on them. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { call } from '../../api/host.ts';
import { useCase, useOpenCase } from '../../stores/case.store.ts';

export type Operators = OutputOf<'operator.list'>;
export type KeyState = OutputOf<'operator.keys'>;

export function useOperators() {
  const { handle } = useOpenCase();
  const client = useQueryClient();
  const operators = useQuery({
    queryKey: [handle, 'operator.list'],
    queryFn: () => call('operator.list', { handle }),
  });
  const keys = useQuery({ queryKey: [handle, 'operator.keys'], queryFn: () => call('operator.keys', { handle }) });
  const refresh = (): void => {
    void client.invalidateQueries({ queryKey: [handle, 'operator.list'] });
    void client.invalidateQueries({ queryKey: [handle, 'operator.keys'] });
    void useCase.getState().refresh();
  };
  return { operators, keys, refresh };
}
