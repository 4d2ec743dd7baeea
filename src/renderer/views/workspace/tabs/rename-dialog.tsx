/** Gives a tab a name; an empty one gives it back the words of its question. */
import { type FormEvent, useState } from 'react';
import { text } from '../../../i18n/text.ts';
import { tabsNow, useTab, useTabs } from '../../../stores/tabs.store.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { useTabDialog } from './tab-dialog.store.ts';
import { tabTitle } from './tab-title.ts';

const words = text.workspace.tabs;
const MAX_CHARS = 80;

export function RenameDialog() {
  const tabId = useTabDialog((state) => state.tabId);
  return tabId === undefined ? null : <RenameForm key={tabId} tabId={tabId} />;
}

function RenameForm({ tabId }: { tabId: number }) {
  const close = useTabDialog((state) => state.close);
  const given = useTabs(({ tabs }) => tabs.find(({ id }) => id === tabId)?.name ?? '');
  const query = useTab(tabId, (tab) => tab.query);
  const filters = useTab(tabId, (tab) => tab.filters);
  const scope = useTab(tabId, (tab) => tab.scope);
  const [name, setName] = useState(given);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    tabsNow().rename(tabId, name.trim());
    close();
  };
  return (
    <Dialog
      title={words.rename}
      isOpen
      onClose={close}
      size="small"
      footer={
        <Button variant="primary" type="submit" form="rename-tab">
          {words.rename}
        </Button>
      }
    >
      <form id="rename-tab" onSubmit={submit}>
        <TextField
          label={words.name}
          hint={words.nameHint}
          placeholder={tabTitle('', { query, filters, scope })}
          value={name}
          maxLength={MAX_CHARS}
          onChange={setName}
          // The dialog is there for this one field.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
        />
      </form>
    </Dialog>
  );
}
