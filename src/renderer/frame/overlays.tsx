/** What may lie over any view: dropped evidence, palette, help sheet, a custody act, a bundle, the question before closing. */
import { lazy, Suspense } from 'react';
import { text } from '../i18n/text.ts';
import { useCase } from '../stores/case.store.ts';
import { useOverlay } from '../stores/overlay.store.ts';
import { AlertDialog } from '../ui/alert-dialog.tsx';
import { ShortcutSheet } from '../views/help/shortcut-sheet.tsx';
import { CommandPalette } from '../views/palette/command-palette.tsx';
import { DropTarget } from '../views/sources/drop-target.tsx';

// Fetched when they are first shown: most people open a case to look into it.
const ActDialog = lazy(() =>
  import('../views/custody/act/act-dialog.tsx').then((module) => ({ default: module.ActDialog })),
);
const BundleWizard = lazy(() =>
  import('../views/bundle/bundle-wizard.tsx').then((module) => ({ default: module.BundleWizard })),
);

export function Overlays() {
  const shown = useOverlay((state) => state.shown);
  const hide = useOverlay((state) => state.hide);
  const close = useCase((state) => state.close);
  const isCaseOpen = useCase((state) => state.handle !== undefined);
  return (
    <>
      <DropTarget />
      {shown === 'palette' ? <CommandPalette /> : null}
      {shown === 'shortcuts' ? <ShortcutSheet /> : null}
      {isCaseOpen ? (
        <Suspense fallback={null}>
          {shown === 'custody-act' ? <ActDialog onClose={hide} /> : null}
          {shown === 'bundle' ? <BundleWizard onClose={hide} /> : null}
        </Suspense>
      ) : null}
      <AlertDialog
        title={text.commands.closeTitle}
        isOpen={shown === 'close-case'}
        actLabel={text.commands.closeAct}
        isDanger
        onAct={close}
        onClose={hide}
      >
        {text.commands.closeText}
      </AlertDialog>
    </>
  );
}
