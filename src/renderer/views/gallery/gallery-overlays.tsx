/** What floats over the page, in the gallery. */
import { Ban, Copy, Filter } from 'lucide-react';
import { useState } from 'react';
import { text } from '../../i18n/text.ts';
import { AlertDialog } from '../../ui/alert-dialog.tsx';
import { Button } from '../../ui/button.tsx';
import { useContextMenu } from '../../ui/context-menu.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import type { MenuGroup } from '../../ui/menu.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './gallery-view.module.css';

const words = text.gallery;
const nothing = (): void => undefined;

const GROUPS: readonly MenuGroup[] = [
  {
    id: 'filter',
    title: 'metadata.host = DC01',
    acts: [
      { id: 'include', label: words.include, icon: <Filter size={14} />, keys: 'f', run: nothing },
      { id: 'exclude', label: words.exclude, icon: <Ban size={14} />, keys: 'Shift+f', run: nothing },
      { id: 'copy', label: words.copyValue, icon: <Copy size={14} />, keys: 'Mod+c', run: nothing },
    ],
  },
  {
    id: 'case',
    acts: [
      { id: 'seal', label: words.disabled, isDisabled: true, run: nothing },
      { id: 'forget', label: words.forget, isDanger: true, run: nothing },
    ],
  },
];

export function GalleryOverlays() {
  const [open, setOpen] = useState<'dialog' | 'alert'>();
  const close = (): void => setOpen(undefined);
  const contextMenu = useContextMenu(words.rowActs);
  return (
    <>
      <div className={styles['row']}>
        <MenuButton label={words.rowActs} groups={GROUPS} variant="normal" />
        <Button onPress={() => setOpen('dialog')}>{words.openDialog}</Button>
        <Button onPress={() => setOpen('alert')}>{words.openAlert}</Button>
        <Popover label={words.popover} trigger={<Button>{words.popover}</Button>}>
          {words.popoverText}
        </Popover>
      </div>
      <button type="button" className={styles['target']} onContextMenu={(event) => contextMenu.open(event, GROUPS)}>
        {words.rightClick}
      </button>
      {contextMenu.menu}
      <div className={styles['tabs']}>
        <Tabs
          label={words.tabs}
          tabs={[
            {
              id: 'parsed',
              label: words.tabParsed,
              content: <p className={styles['tab']}>{words.tabParsedText}</p>,
            },
            { id: 'raw', label: words.tabRaw, content: <p className={styles['tab']}>{words.tabRawText}</p> },
            { id: 'proof', label: words.tabProof, isDisabled: true, content: null },
          ]}
        />
      </div>
      <Dialog
        title={words.dialogTitle}
        isOpen={open === 'dialog'}
        onClose={close}
        footer={
          <>
            <Button onPress={close}>{text.app.cancel}</Button>
            <Button variant="primary" onPress={close}>
              {words.dialogTitle}
            </Button>
          </>
        }
      >
        <TextField label={words.caseName} hint={words.dialogText} />
      </Dialog>
      <AlertDialog
        title={words.alertTitle}
        isOpen={open === 'alert'}
        actLabel={words.alertAct}
        isDanger
        onAct={nothing}
        onClose={close}
      >
        {words.alertText}
      </AlertDialog>
    </>
  );
}
