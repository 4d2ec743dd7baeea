/** Palette, help sheet and the question before closing: whichever was asked for. */
import { text } from '../i18n/text.ts';
import { useCase } from '../stores/case.store.ts';
import { useOverlay } from '../stores/overlay.store.ts';
import { AlertDialog } from '../ui/alert-dialog.tsx';
import { ShortcutSheet } from '../views/help/shortcut-sheet.tsx';
import { CommandPalette } from '../views/palette/command-palette.tsx';

export function Overlays() {
  const shown = useOverlay((state) => state.shown);
  const hide = useOverlay((state) => state.hide);
  const close = useCase((state) => state.close);
  return (
    <>
      {shown === 'palette' ? <CommandPalette /> : null}
      {shown === 'shortcuts' ? <ShortcutSheet /> : null}
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
