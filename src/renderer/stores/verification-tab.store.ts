/** Which part of the verification view is shown: the check of the case, or what stands outside it. */
import { create } from 'zustand';
import { useNavigation } from './navigation.store.ts';

export type VerificationTab = 'check' | 'marks';

interface VerificationTabState {
  tab: VerificationTab;
  setTab: (tab: VerificationTab) => void;
  /** Shows it from anywhere. */
  go: (tab: VerificationTab) => void;
}

export const useVerificationTab = create<VerificationTabState>()((set) => ({
  tab: 'check',
  setTab: (tab) => set({ tab }),
  go: (tab) => {
    set({ tab });
    useNavigation.getState().go('verification');
  },
}));
