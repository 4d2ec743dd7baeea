/** The open case: its handle and what `case.info` says of it. One case a window. */
import { create } from 'zustand';
import type { OutputOf, RawInputOf } from '../../shared/contract/index.ts';
import { call } from '../api/host.ts';
import { queryClient } from '../api/query-client.ts';
import { text } from '../i18n/text.ts';
import { useCaseSettings } from './case-settings.store.ts';
import { useJobs } from './jobs.store.ts';
import { useNavigation } from './navigation.store.ts';
import { notesNow } from './notes.store.ts';
import { startNow } from './start.store.ts';
import { tabsNow } from './tabs.store.ts';

export type CaseInfo = OutputOf<'case.info'>;

interface CaseState {
  handle: string | undefined;
  info: CaseInfo | undefined;
  /** Takes over a case that was just created or opened. */
  enter: (opened: OutputOf<'case.open'>) => void;
  /** Throws AppError by code. */
  open: (input: RawInputOf<'case.open'>) => Promise<void>;
  /** Has a bundle checked, and opens it to look at. Throws AppError by code. */
  openBundle: (input: RawInputOf<'bundle.open'>) => Promise<void>;
  /** Asks for the counts and the head again. */
  refresh: () => Promise<void>;
  close: () => Promise<void>;
}

export const useCase = create<CaseState>()((set, get) => {
  const enter = ({ handle, info }: OutputOf<'case.open'>): void => {
    queryClient.clear();
    startNow().hide();
    tabsNow().reset();
    notesNow().clear();
    set({ handle, info });
    // Times show in UTC until they are there; what can not be read leaves the defaults.
    void useCaseSettings
      .getState()
      .load(handle)
      .catch(() => undefined);
    useNavigation.getState().go(info.eventCount === 0 && info.bundle === undefined ? 'sources' : 'workspace');
  };
  return {
    handle: undefined,
    info: undefined,
    enter,
    open: async (input) => enter(await call('case.open', input)),
    openBundle: async (input) => enter(await useJobs.getState().run('bundle.open', text.openedBundle.job, input)),
    refresh: async () => {
      const { handle } = get();
      if (handle === undefined) return;
      const info = await call('case.info', { handle });
      // The case may have been closed, or changed for another, while this was asked.
      if (get().handle === handle) set({ info });
    },
    close: async () => {
      const { handle } = get();
      if (handle === undefined) return;
      set({ handle: undefined, info: undefined });
      // What tabs hold are words of evidence, too.
      tabsNow().reset();
      queryClient.clear();
      useCaseSettings.getState().clear();
      useNavigation.getState().go('start');
      await call('case.close', { handle });
    },
  };
});

/** The handle in views that exist only while a case is open. */
export function useOpenCase(): { handle: string; info: CaseInfo } {
  const handle = useCase((state) => state.handle);
  const info = useCase((state) => state.info);
  if (handle === undefined || info === undefined) throw new Error('no case is open');
  return { handle, info };
}
