/**
 * Compliance of the open case as the window holds it: which assessment, framework and requirement are looked at, whether an
 * assessment runs. It goes on while another view is on screen; what is chosen belongs to the handle it was chosen for.
 */
import { create } from 'zustand';
import type { ResultOf } from '../../shared/contract/index.ts';
import { queryClient } from '../api/query-client.ts';
import { text } from '../i18n/text.ts';
import { announce } from '../ui/announcer.tsx';
import { useCase } from './case.store.ts';
import { useJobs } from './jobs.store.ts';

export type AssessmentSummary = ResultOf<'compliance.assess'>;

interface ComplianceState {
  /** The case all of this is of. */
  handle: string | undefined;
  assessmentId: string | undefined;
  framework: string | undefined;
  requirement: string | undefined;
  runningFor: string | undefined;
  failure: { handle: string; error: unknown } | undefined;
  show: (part: Partial<Pick<ComplianceState, 'assessmentId' | 'framework' | 'requirement'>>) => void;
  run: (period: { from?: string; to?: string }) => Promise<void>;
}

const NOTHING = { assessmentId: undefined, framework: undefined, requirement: undefined } as const;

export const useCompliance = create<ComplianceState>()((set, get) => ({
  handle: undefined,
  ...NOTHING,
  runningFor: undefined,
  failure: undefined,
  show: (part) => {
    const { handle } = useCase.getState();
    set({ ...(get().handle === handle ? {} : NOTHING), handle, ...part });
  },
  run: async (period) => {
    const { handle } = useCase.getState();
    if (handle === undefined || get().runningFor !== undefined) return;
    set({ runningFor: handle, failure: undefined });
    try {
      const input = { handle, ...period };
      const { assessmentId } = await useJobs.getState().run('compliance.assess', text.compliance.job, input);
      get().show({ assessmentId });
      announce(text.compliance.ended);
    } catch (error) {
      set({ failure: { handle, error } });
    } finally {
      set({ runningFor: undefined });
      if (useCase.getState().handle === handle) {
        await useCase.getState().refresh();
        await forgetCompliance(handle);
        await queryClient.invalidateQueries({ queryKey: [handle, 'custody.list'] });
      }
    }
  },
}));

/** What was asked about compliance is asked again. */
export const forgetCompliance = (handle: string): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: [handle, 'compliance'] });
