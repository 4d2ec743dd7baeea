/** What the dialog for a custody act begins with, and the record that the last one became: the ledger shows it. */
import { create } from 'zustand';
import type { CustodyActName } from '../../shared/custody-words.ts';
import { useCase } from './case.store.ts';
import { useOverlay } from './overlay.store.ts';

export interface ActDraft {
  act?: CustodyActName;
  items?: readonly { sha256: string; name: string | null }[];
}

interface ActDraftState {
  draft: ActDraft;
  /** Record of the act that was recorded last. */
  recordedSeq: number | undefined;
  /** Opens the dialog with it. */
  begin: (draft?: ActDraft) => void;
  recorded: (seq: number | undefined) => void;
}

export const useActDraft = create<ActDraftState>()((set) => ({
  draft: {},
  recordedSeq: undefined,
  begin: (draft = {}) => {
    set({ draft });
    useOverlay.getState().show('custody-act');
  },
  recorded: (recordedSeq) => set({ recordedSeq }),
}));

// A number of a record says nothing in another case.
useCase.subscribe(({ handle }) => {
  if (handle === undefined) useActDraft.setState({ draft: {}, recordedSeq: undefined });
});
