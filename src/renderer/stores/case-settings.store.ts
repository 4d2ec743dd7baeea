/** What the open case says of how it is looked at, for all its operators: its zone, the tags under the keys 1 to 9. */
import { create } from 'zustand';
import type { OutputOf, RawInputOf } from '../../shared/contract/index.ts';
import { DEFAULT_QUICK_TAGS } from '../../shared/quick-tags.ts';
import { call } from '../api/host.ts';
import { useSettings } from './settings.store.ts';

type CaseSettings = OutputOf<'case.settings'>;
type Changes = Omit<RawInputOf<'case.changeSettings'>, 'handle'>;

interface CaseSettingsState extends CaseSettings {
  load: (handle: string) => Promise<void>;
  /** Throws AppError by code. */
  change: (handle: string, changes: Changes) => Promise<void>;
  clear: () => void;
}

const NONE: CaseSettings = { timeZone: null, quickTags: [...DEFAULT_QUICK_TAGS] };

export const useCaseSettings = create<CaseSettingsState>()((set) => {
  /** The case whose settings are wanted now: an answer about another one comes too late. */
  let wanted: string | undefined;
  return {
    ...NONE,
    load: async (handle) => {
      wanted = handle;
      set(NONE);
      const { timeZone, quickTags } = await call('case.settings', { handle });
      if (wanted === handle) set({ timeZone, quickTags });
    },
    change: async (handle, changes) => {
      const { timeZone, quickTags } = await call('case.changeSettings', { handle, ...changes });
      if (wanted === handle) set({ timeZone, quickTags });
    },
    clear: () => {
      wanted = undefined;
      set(NONE);
    },
  };
});

/** Chosen as the zone of times: that of the case, whichever it is. */
export const CASE_ZONE = 'case';

/** The zone that times are shown in; UTC where that of the case is chosen and it has none. */
export function useDisplayZone(): string {
  const chosen = useSettings((state) => state.displayZone);
  const ofCase = useCaseSettings((state) => state.timeZone);
  return chosen === CASE_ZONE ? (ofCase ?? 'UTC') : chosen;
}
