/**
 * The records of who did what in the open case, in log order.
 *
 * Cost: read once, page by page; later only what was added, since the log only grows.
 */
import { create } from 'zustand';
import type { CustodyRecord } from '../../shared/describe-record.ts';
import { call } from '../api/host.ts';

interface CustodyState {
  handle: string | undefined;
  records: readonly CustodyRecord[];
  isLoading: boolean;
  failure: unknown;
  /** Reads on from where it is. */
  load: (handle: string) => Promise<void>;
}

const PAGE = 1_000;

export const useCustody = create<CustodyState>()((set, get) => ({
  handle: undefined,
  records: [],
  isLoading: false,
  failure: undefined,
  load: async (handle) => {
    const isSame = get().handle === handle;
    if (isSame && get().isLoading) return;
    set({ handle, isLoading: true, failure: undefined, ...(isSame ? {} : { records: [] }) });
    try {
      for (;;) {
        const last = get().records.at(-1);
        const page = await call('custody.list', {
          handle,
          limit: PAGE,
          ...(last === undefined ? {} : { afterSeq: last.seq }),
        });
        if (get().handle !== handle) return;
        if (page.length > 0) set({ records: [...get().records, ...page] });
        if (page.length < PAGE) break;
      }
      set({ isLoading: false });
    } catch (failure) {
      if (get().handle === handle) set({ failure, isLoading: false });
    }
  },
}));
