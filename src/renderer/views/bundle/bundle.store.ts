/**
 * The bundle that is being made, or was made last: it goes on while its dialog is put away, and what came of it is not lost.
 *
 * What was asked for is kept with it, so that a refusal can be mended; passphrases are not.
 */
import { create } from 'zustand';
import type { RawInputOf, ResultOf } from '../../../shared/contract/index.ts';
import { errorToValue } from '../../../shared/errors.ts';
import { visibleText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { announce } from '../../ui/announcer.tsx';
import type { BundleForm } from './bundle-form.ts';
import { useCase } from '../../stores/case.store.ts';
import { useJobs } from '../../stores/jobs.store.ts';
import { useOverlay } from '../../stores/overlay.store.ts';
import { useToasts } from '../../stores/toasts.store.ts';

export type MadeBundle = ResultOf<'bundle.create'>;

interface BundleState {
  /** Undefined: the wizard begins anew. */
  form: BundleForm | undefined;
  isRunning: boolean;
  made: MadeBundle | undefined;
  failure: unknown;
  setForm: (form: BundleForm | undefined) => void;
  run: (input: RawInputOf<'bundle.create'>) => Promise<void>;
  /** Forgets what came of the last one. */
  forget: () => void;
}

const isShown = (): boolean => useOverlay.getState().shown === 'bundle';

export const useBundle = create<BundleState>()((set) => ({
  form: undefined,
  isRunning: false,
  made: undefined,
  failure: undefined,
  setForm: (form) => set({ form }),
  forget: () => set({ made: undefined, failure: undefined, form: undefined }),
  run: async (input) => {
    set({ isRunning: true, made: undefined, failure: undefined });
    const isOurs = (): boolean => useCase.getState().handle === input.handle;
    const add = useToasts.getState().add;
    try {
      const made = await useJobs.getState().run('bundle.create', text.bundle.job(visibleText(input.path)), input);
      if (isOurs()) set({ made });
      if (!isShown()) add('good', text.bundle.doneElsewhere(visibleText(made.path)));
      announce(text.bundle.done);
    } catch (failure) {
      const { blame, message } = errorToValue(failure);
      if (isOurs()) set({ failure });
      if (!isShown() && blame !== 'cancelled') add('bad', text.bundle.failedElsewhere(visibleText(message)));
    } finally {
      set({ isRunning: false });
      // The record of the export, or of its end, is there.
      await useCase
        .getState()
        .refresh()
        .catch(() => undefined);
    }
  },
}));

// It holds words of evidence: none of a case that was locked is kept.
useCase.subscribe(({ handle }) => {
  if (handle === undefined) useBundle.setState({ form: undefined, made: undefined, failure: undefined });
});
