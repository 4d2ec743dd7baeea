/** What the host tells of the ledger of custody acts and the people of the case; asked again when the log has grown. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { OutputOf } from '../../shared/contract/index.ts';
import { call } from '../api/host.ts';
import { useOpenCase } from './case.store.ts';

export type LedgerItem = OutputOf<'custody.items'>['items'][number];
export type ItemChain = OutputOf<'custody.chain'>;
export type Operator = OutputOf<'operator.list'>[number];

const PAGE = 5_000;
const NO_OPERATORS: readonly Operator[] = [];

/** Every item that a signed act names. */
export function useLedgerItems(): { items: readonly LedgerItem[] | undefined; error: unknown } {
  const { handle, info } = useOpenCase();
  const { data, error } = useQuery({
    queryKey: [handle, 'custody.items', info.recordCount],
    queryFn: () => allItems(handle),
    placeholderData: keepPreviousData,
  });
  return { items: data, error };
}

async function allItems(handle: string): Promise<LedgerItem[]> {
  const items: LedgerItem[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const input = { handle, limit: PAGE, ...(after === undefined ? {} : { after }) };
    const page: OutputOf<'custody.items'> = await call('custody.items', input);
    items.push(...page.items);
    after = page.next;
  }
  return items;
}

export function useItemChain(sha256: string) {
  const { handle, info } = useOpenCase();
  return useQuery({
    queryKey: [handle, 'custody.chain', sha256, info.recordCount],
    queryFn: () => call('custody.chain', { handle, sha256 }),
    placeholderData: keepPreviousData,
  });
}

/** A record does not change. */
export function useCustodyAct(seq: number) {
  const { handle } = useOpenCase();
  return useQuery({ queryKey: [handle, 'custody.act', seq], queryFn: () => call('custody.act', { handle, seq }) });
}

/** None while they are not known: then people are shown by id alone. */
export function useOperators(): readonly Operator[] {
  const { handle } = useOpenCase();
  const { data } = useQuery({
    queryKey: [handle, 'operator.list'],
    queryFn: () => call('operator.list', { handle }),
  });
  return data ?? NO_OPERATORS;
}

/** Acts that need two people in this case; undefined while that is not known. The first record says so, for good. */
export function useTwoPersonActs(): readonly string[] | undefined {
  const { handle } = useOpenCase();
  const { data } = useQuery({
    queryKey: [handle, 'custody.list', 'genesis'],
    queryFn: () => call('custody.list', { handle, kinds: ['genesis'], limit: 1 }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (data === undefined) return undefined;
  const policy = data[0]?.body['policy'];
  const acts = typeof policy === 'object' && policy !== null && !Array.isArray(policy) ? policy['twoPersonActs'] : [];
  return Array.isArray(acts) ? acts.map(String) : [];
}
