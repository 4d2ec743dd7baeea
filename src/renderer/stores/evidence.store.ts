/**
 * Evidence on its way into the case: what was chosen or dropped, until it is confirmed; then it is a job.
 */
import { create } from 'zustand';
import type { RawInputOf, ResultOf } from '../../shared/contract/index.ts';
import type { DropProgress, TakenDrop } from '../../shared/transport.ts';
import { transport } from '../api/host.ts';
import type { Dropped } from '../api/http-transport.ts';
import { queryClient } from '../api/query-client.ts';
import { text } from '../i18n/text.ts';
import { countText } from '../format/number-text.ts';
import { valueToError } from '../../shared/errors.ts';
import { useCase } from './case.store.ts';
import { useJobs } from './jobs.store.ts';
import { useToasts } from './toasts.store.ts';

export type IngestOptions = Omit<RawInputOf<'ingest.start'>, 'handle' | 'paths' | 'dropId'>;

interface EvidenceState {
  /** Waits for the person's word; undefined: nothing does. */
  chosen: TakenDrop | undefined;
  /** Files under way from the browser to the host. */
  sending: DropProgress | undefined;
  failure: unknown;
  /** Whether files are being chosen. */
  isBrowsing: boolean;
  setBrowsing: (isBrowsing: boolean) => void;
  choose: (chosen: TakenDrop | undefined) => void;
  drop: (dropped: Dropped) => Promise<void>;
  /** Starts the ingest of what was chosen. */
  ingest: (options: IngestOptions) => Promise<ResultOf<'ingest.start'> | undefined>;
}

export const useEvidence = create<EvidenceState>()((set, get) => ({
  chosen: undefined,
  sending: undefined,
  failure: undefined,
  isBrowsing: false,
  setBrowsing: (isBrowsing) => set({ isBrowsing }),
  choose: (chosen) => set({ chosen, failure: undefined, isBrowsing: false }),
  drop: async (dropped) => {
    set({ failure: undefined });
    const taken = await transport.takeDrop(dropped, { onProgress: (sending) => set({ sending }) });
    set({ sending: undefined });
    if (!taken.ok) set({ failure: valueToError(taken.error) });
    else if (taken.value.paths.length > 0) set({ chosen: taken.value });
  },
  ingest: async (options) => {
    const { chosen } = get();
    const { handle } = useCase.getState();
    if (chosen === undefined || handle === undefined) return undefined;
    set({ chosen: undefined, failure: undefined });
    try {
      const result = await useJobs.getState().run('ingest.start', text.sources.job, { handle, ...chosen, ...options });
      const { eventCount, rejectedCount } = result.totals;
      const alreadyThere = result.sources.filter(({ duplicateOf }) => duplicateOf !== undefined).length;
      const added = text.sources.done(countText(eventCount), countText(rejectedCount));
      useToasts.getState().add('good', alreadyThere === 0 ? added : `${added}; ${text.sources.already(alreadyThere)}`);
      return result;
    } catch (failure) {
      set({ failure });
      return undefined;
    } finally {
      await useCase.getState().refresh();
      await queryClient.invalidateQueries({ queryKey: [handle] });
    }
  },
}));

export const evidenceNow = (): EvidenceState => useEvidence.getState();
