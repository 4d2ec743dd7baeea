/** Views that were saved in the case: a question with its columns, to be taken up again by anybody who opens it. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Bookmark } from 'lucide-react';
import { useState } from 'react';
import { call } from '../../../api/host.ts';
import { shownText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import { type ViewState, workspaceNow } from '../../../stores/workspace.store.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { MenuButton } from '../../../ui/menu-button.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { openInTab } from '../tabs/tab-acts.ts';
import { inTabHint } from '../tabs/in-tab-hint.ts';
import { readViewState, viewStateOf } from '../view-state.ts';

const NAME_CHARS = 80;
const words = text.workspace.query;

export function ViewsMenu({ handle }: { handle: string }) {
  const client = useQueryClient();
  const [isSaving, setSaving] = useState(false);
  const [name, setName] = useState('');
  const queryKey = [handle, 'view.list'];
  const views = useQuery({ queryKey, queryFn: () => call('view.list', { handle }) });
  const saved = views.data ?? [];
  const save = async (): Promise<void> => {
    await call('view.save', { handle, name: name.trim(), state: viewStateOf(workspaceNow()) });
    setSaving(false);
    setName('');
    await client.invalidateQueries({ queryKey });
  };
  const remove = async (removed: string): Promise<void> => {
    await call('view.remove', { handle, name: removed });
    await client.invalidateQueries({ queryKey });
  };
  const load = (state: unknown, into: (view: ViewState) => void): void => {
    const view = readViewState(state);
    if (view !== undefined) into(view);
  };
  return (
    <>
      <MenuButton
        label={words.views}
        icon={<Bookmark size={16} />}
        groups={[
          {
            id: 'saved',
            title: saved.length === 0 ? words.views : inTabHint(words.views),
            acts:
              saved.length === 0
                ? [{ id: 'none', label: words.noViews, isDisabled: true, run: () => undefined }]
                : saved.map((view) => ({
                    id: `load ${view.name}`,
                    label: shownText(view.name, NAME_CHARS).shown,
                    run: () => load(view.state, workspaceNow().load),
                    runInTab: () => load(view.state, openInTab),
                  })),
          },
          {
            id: 'acts',
            acts: [
              { id: 'save', label: words.saveView, run: () => setSaving(true) },
              ...saved.map((view) => ({
                id: `remove ${view.name}`,
                label: words.removeView(shownText(view.name, NAME_CHARS).shown),
                isDanger: true,
                run: () => void remove(view.name),
              })),
            ],
          },
        ]}
      />
      <Dialog
        title={words.saveView}
        isOpen={isSaving}
        onClose={() => setSaving(false)}
        size="small"
        footer={
          <Button variant="primary" isDisabled={name.trim() === ''} onPress={() => void save()}>
            {words.saveView}
          </Button>
        }
      >
        {/* The dialog is there for this one field. */}
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
        <TextField label={words.viewName} value={name} onChange={setName} autoFocus />
      </Dialog>
    </>
  );
}
