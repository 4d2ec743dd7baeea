/** Commands that are there in every view: going about, look, help, closing the case. */
import { text } from '../i18n/text.ts';
import { useActDraft } from '../stores/act-draft.store.ts';
import { useCase } from '../stores/case.store.ts';
import { evidenceNow } from '../stores/evidence.store.ts';
import { useJobs } from '../stores/jobs.store.ts';
import { CASE_VIEWS, useNavigation, type ViewId } from '../stores/navigation.store.ts';
import { useOverlay } from '../stores/overlay.store.ts';
import { THEMES, useSettings } from '../stores/settings.store.ts';
import { type StartDialog, startNow } from '../stores/start.store.ts';
import { useVerificationTab } from '../stores/verification-tab.store.ts';
import { addRefusal } from '../views/sources/add-rights.ts';
import type { Command } from './command.ts';

const words = text.commands;

/** Views of the navigation, in its order, with their keys. */
export const GO_KEYS = {
  start: ['g h'],
  workspace: ['g w'],
  sources: ['g s'],
  verification: ['g v'],
  custody: ['g c'],
  compliance: ['g a'],
  operators: ['g o'],
  settings: ['g e', 'Mod+,'],
} as const satisfies Partial<Record<ViewId, readonly string[]>>;

export type RailView = keyof typeof GO_KEYS;
export const RAIL_VIEWS = Object.keys(GO_KEYS) as readonly RailView[];

const isCaseOpen = (): boolean => useCase.getState().handle !== undefined;

/** Whether a view can be gone to now. */
export const canGo = (view: ViewId): boolean => !CASE_VIEWS.includes(view) || isCaseOpen();

/** Asks first where a job of the case would be stopped by it. */
function closeCase(): Promise<void> | void {
  const isBusy = useJobs.getState().jobs.some(({ state }) => state === 'running');
  return isBusy ? useOverlay.getState().show('close-case') : useCase.getState().close();
}

function showStart(dialog: StartDialog): void {
  useNavigation.getState().go('start');
  startNow().show(dialog);
}

export const APP_COMMANDS: readonly Command[] = [
  ...RAIL_VIEWS.map(
    (view): Command => ({
      id: `go.${view}`,
      group: 'go',
      title: words.go(text.app.views[view]),
      keys: GO_KEYS[view],
      isEnabled: () => canGo(view),
      run: () => useNavigation.getState().go(view),
    }),
  ),
  ...THEMES.map(
    (theme): Command => ({
      id: `view.theme.${theme}`,
      group: 'view',
      title: words.theme(text.app.themes[theme]),
      run: () => useSettings.getState().change({ theme }),
    }),
  ),
  {
    id: 'case.create',
    group: 'case',
    title: text.start.create,
    isEnabled: () => !isCaseOpen(),
    run: () => showStart({ kind: 'create' }),
  },
  {
    id: 'case.open',
    group: 'case',
    title: text.start.open,
    keys: ['Mod+o'],
    isEnabled: () => !isCaseOpen(),
    run: () => showStart({ kind: 'browse' }),
  },
  {
    id: 'case.openBundle',
    group: 'case',
    title: text.openedBundle.open,
    isEnabled: () => !isCaseOpen(),
    run: () => showStart({ kind: 'browse-bundle' }),
  },
  {
    id: 'case.addEvidence',
    group: 'case',
    title: text.sources.add,
    keys: ['Mod+i'],
    isEnabled: isCaseOpen,
    run: () => {
      useNavigation.getState().go('sources');
      const { info } = useCase.getState();
      // Whoever may not add any reads there why.
      if (info !== undefined && addRefusal(info) === undefined) evidenceNow().setBrowsing(true);
    },
  },
  {
    id: 'custody.record',
    group: 'case',
    title: text.custodyActs.command,
    isEnabled: isCaseOpen,
    run: () => useActDraft.getState().begin(),
  },
  {
    id: 'bundle.create',
    group: 'case',
    title: text.bundle.command,
    keys: ['Mod+b'],
    isEnabled: isCaseOpen,
    run: () => useOverlay.getState().show('bundle'),
  },
  {
    id: 'marks.show',
    group: 'go',
    title: words.go(text.marks.title),
    keys: ['g m'],
    // A bundle that is looked at shows its marks in the verifier's report.
    isEnabled: () => isCaseOpen() && useCase.getState().info?.bundle === undefined,
    run: () => useVerificationTab.getState().go('marks'),
  },
  {
    id: 'case.close',
    group: 'case',
    title: words.closeCase,
    isEnabled: isCaseOpen,
    run: closeCase,
  },
  {
    id: 'help.palette',
    group: 'help',
    title: words.palette,
    keys: ['Mod+k'],
    run: () => useOverlay.getState().show('palette'),
  },
  {
    id: 'help.shortcuts',
    group: 'help',
    title: words.shortcuts,
    keys: ['?', 'F1'],
    run: () => useOverlay.getState().show('shortcuts'),
  },
];
