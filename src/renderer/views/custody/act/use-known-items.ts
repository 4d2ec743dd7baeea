/** The items that an act in the open case can be about, as log and ledger say now. */
import { useMemo } from 'react';
import { useCustody } from '../../../stores/custody.store.ts';
import { useLedgerItems } from '../../../stores/custody-ledger.ts';
import { type KnownItem, knownItems } from './known-items.ts';

export function useKnownItems(): { known: readonly KnownItem[]; isReady: boolean; error: unknown } {
  const records = useCustody((state) => state.records);
  const { items, error } = useLedgerItems();
  const known = useMemo(() => knownItems(records, items ?? []), [records, items]);
  return { known, isReady: items !== undefined, error };
}
