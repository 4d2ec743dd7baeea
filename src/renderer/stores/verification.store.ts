/**
 * Checks of the open case: how the next one is to be done, whether one runs, and the last reports.
 *
 * The check goes on while another view is on screen. Reports belong to the handle they were made for: those of a case that
 * was closed are never shown for another.
 */
import { create } from 'zustand';
import type { ResultOf } from '../../shared/contract/index.ts';
import { AppError } from '../../shared/errors.ts';
import { queryClient } from '../api/query-client.ts';
import { text } from '../i18n/text.ts';
import { announce } from '../ui/announcer.tsx';
import { useCase } from './case.store.ts';
import { useJobs } from './jobs.store.ts';
import { useNavigation } from './navigation.store.ts';
import { useToasts } from './toasts.store.ts';

export type VerifyReport = ResultOf<'verify.start'>;
export type VerifyMode = VerifyReport['mode'];

export interface KeptReport {
  handle: string;
  report: VerifyReport;
  /** By the clock of this machine. */
  finishedAt: string;
}

interface VerificationState {
  mode: VerifyMode;
  /** As it was typed. */
  fingerprint: string;
  /** The case a check runs for. */
  runningFor: string | undefined;
  /** Newest first. */
  reports: readonly KeptReport[];
  /** Why the last check gave no report, and for which case. */
  failure: { handle: string; error: unknown } | undefined;
  setMode: (mode: VerifyMode) => void;
  setFingerprint: (fingerprint: string) => void;
  run: () => Promise<void>;
}

const MAX_REPORTS = 5;

export const useVerification = create<VerificationState>()((set, get) => ({
  mode: 'fast',
  fingerprint: '',
  runningFor: undefined,
  reports: [],
  failure: undefined,
  setMode: (mode) => set({ mode }),
  setFingerprint: (fingerprint) => set({ fingerprint }),
  run: async () => {
    const { handle } = useCase.getState();
    const { mode, fingerprint, runningFor } = get();
    if (handle === undefined || runningFor !== undefined) return;
    set({ runningFor: handle, failure: undefined });
    try {
      const given = fingerprint.trim() === '' ? {} : { fingerprint: fingerprint.trim() };
      const label = text.verification.jobs[mode];
      const report = await useJobs.getState().run('verify.start', label, { handle, mode, ...given });
      const kept = { handle, report, finishedAt: new Date().toISOString() };
      set({ reports: [kept, ...get().reports.filter((each) => each.handle === handle)].slice(0, MAX_REPORTS) });
      tell(report);
    } catch (error) {
      set({ failure: { handle, error } });
    } finally {
      set({ runningFor: undefined });
      // The check itself is a record of the log.
      if (useCase.getState().handle === handle) {
        await useCase.getState().refresh();
        await queryClient.invalidateQueries({ queryKey: [handle, 'custody.list'] });
      }
    }
  },
}));

export const wasStopped = (error: unknown): boolean => error instanceof AppError && error.code === 'CANCELLED';

function tell({ verdict, findingCount }: VerifyReport): void {
  const message = text.verification.ended(verdict, findingCount);
  announce(message);
  const { view, go } = useNavigation.getState();
  if (view === 'verification') return;
  useToasts.getState().add(verdict === 'intact' ? 'good' : verdict === 'broken' ? 'bad' : 'warn', message, {
    label: text.verification.show,
    run: () => go('verification'),
  });
}
