/**
 * The records of who did what in the open case, in log order.
 *
 * Cost: read once, page by page; later only what was added, since the log only grows. The host gives out no page that holds
 * a record which is not what was sealed. Then smaller pages lead up to it; it is taken as it stands, marked as changed, and
 * reading goes on behind it: one bad record must not hide all others.
 */
import { create } from 'zustand';
import type { CustodyRecord } from '../../shared/describe-record.ts';
import { AppError } from '../../shared/errors.ts';
import { call } from '../api/host.ts';

interface CustodyState {
  handle: string | undefined;
  records: readonly CustodyRecord[];
  /** Those of them that are not what was sealed. */
  changedSeqs: ReadonlySet<number>;
  isLoading: boolean;
  failure: unknown;
  /** Reads on from where it is. */
  load: (handle: string) => Promise<void>;
}

const PAGE = 1_000;
const SHRINK = 8;

export const useCustody = create<CustodyState>()((set, get) => {
  const add = (records: readonly CustodyRecord[]): void => set({ records: [...get().records, ...records] });
  return {
    handle: undefined,
    records: [],
    changedSeqs: new Set(),
    isLoading: false,
    failure: undefined,
    load: async (handle) => {
      const isSame = get().handle === handle;
      if (isSame && get().isLoading) return;
      const empty = { records: [], changedSeqs: new Set<number>() };
      set({ handle, isLoading: true, failure: undefined, ...(isSame ? {} : empty) });
      const isOurs = (): boolean => get().handle === handle;
      let limit = PAGE;
      try {
        for (;;) {
          const afterSeq = get().records.at(-1)?.seq;
          try {
            const page = await call('custody.list', { handle, limit, ...(afterSeq === undefined ? {} : { afterSeq }) });
            if (!isOurs()) return;
            if (page.length > 0) add(page);
            if (page.length < limit) break;
          } catch (error) {
            const seq = changedSeq(error);
            if (!isOurs()) return;
            if (seq === undefined || seq <= (afterSeq ?? -1)) throw error;
            if (limit > 1) {
              limit = Math.max(1, Math.floor(limit / SHRINK));
              continue;
            }
            const stored = await asItStands(handle, seq);
            if (!isOurs()) return;
            add([stored]);
            set({ changedSeqs: new Set([...get().changedSeqs, seq]) });
            limit = PAGE;
          }
        }
        set({ isLoading: false });
      } catch (failure) {
        if (isOurs()) set({ failure, isLoading: false });
      }
    },
  };
});

function changedSeq(error: unknown): number | undefined {
  if (!(error instanceof AppError) || error.code !== 'CASE_LOG_BROKEN') return undefined;
  const seq = error.details?.['seq'];
  return typeof seq === 'number' ? seq : undefined;
}

/** What can be made out of a line that anybody may have written. */
async function asItStands(handle: string, seq: number): Promise<CustodyRecord> {
  const { kind, line } = await call('record.get', { handle, seq });
  const none = { seq, kind: kind ?? '?', at: '', body: {} };
  try {
    const { at, body } = JSON.parse(line ?? '') as { at?: unknown; body?: unknown };
    if (typeof at !== 'string' || typeof body !== 'object' || body === null || Array.isArray(body)) return none;
    return { ...none, at, body: body as CustodyRecord['body'] };
  } catch {
    return none;
  }
}
