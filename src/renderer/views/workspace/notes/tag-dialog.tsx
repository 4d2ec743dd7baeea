/** Puts a tag on events, or takes one off: a new one, one of the quick ones, or one in use. */
import { useQuery } from '@tanstack/react-query';
import { Tag } from 'lucide-react';
import { useState } from 'react';
import { tagName } from '../../../../shared/contract/note-words.ts';
import { call } from '../../../api/host.ts';
import { countText } from '../../../format/number-text.ts';
import { shownText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import { useCaseSettings } from '../../../stores/case-settings.store.ts';
import { useOpenCase } from '../../../stores/case.store.ts';
import { notesNow, useNotes } from '../../../stores/notes.store.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { KeyHint } from '../../../ui/key-hint.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import styles from './note-dialogs.module.css';
import { noteRefusal } from './note-rights.ts';
import { takeNote } from './take-note.ts';

const words = text.detail.tagDialog;
const TAG_CHARS = 64;
/** Tags shown; the rest is found by typing. */
const MAX_TAGS = 60;

interface TagDialogProps {
  handle: string;
  seqs: readonly number[];
  onClose: () => void;
}

export function TagDialog({ handle, seqs, onClose }: TagDialogProps) {
  const { info } = useOpenCase();
  const [typed, setTyped] = useState('');
  const quickTags = useCaseSettings((state) => state.quickTags);
  useNotes(({ version }) => version);
  const { notes } = notesNow();
  const inUse = useQuery({
    queryKey: [handle, 'annotation', 'tags'],
    queryFn: () => call('annotation.tags', { handle }),
  });
  const refusal = noteRefusal(info);
  const wanted = tagName.safeParse(typed.trim());
  const apply = async (act: 'tag' | 'untag', tag: string): Promise<void> => {
    if (await takeNote({ act, seqs: [...seqs], tag })) onClose();
  };
  /** On every one of the events already: pressing it takes it off. */
  const isOnAll = (tag: string): boolean => seqs.every((seq) => notes.get(seq)?.tags.includes(tag) === true);
  const needle = typed.trim().toLowerCase();
  const shown = (inUse.data?.tags ?? []).filter(({ tag }) => tag.toLowerCase().includes(needle)).slice(0, MAX_TAGS);
  const choice = (tag: string, label: string, keys?: string) => (
    <li key={tag}>
      <Button
        icon={<Tag size={13} />}
        isDisabled={refusal !== undefined}
        onPress={() => void apply(isOnAll(tag) ? 'untag' : 'tag', tag)}
      >
        <span className={styles.choice}>
          <bdi>{isOnAll(tag) ? words.takeOff(label) : label}</bdi>
          {keys !== undefined && <KeyHint keys={keys} />}
        </span>
      </Button>
    </li>
  );
  return (
    <Dialog title={words.title(countText(seqs.length))} isOpen onClose={onClose} size="small">
      <div className={styles.dialog}>
        {refusal !== undefined && <Banner tone="info" title={refusal} />}
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            if (wanted.success && refusal === undefined) void apply('tag', wanted.data);
          }}
        >
          <div className={styles.grow}>
            <TextField
              label={words.name}
              value={typed}
              onChange={setTyped}
              // The dialog was asked for to type this.
              // oxlint-disable-next-line jsx-a11y/no-autofocus
              autoFocus
              error={typed.trim() !== '' && !wanted.success ? words.invalid : undefined}
            />
          </div>
          <Button type="submit" variant="primary" isDisabled={!wanted.success || refusal !== undefined}>
            {words.add}
          </Button>
        </form>
        <section className={styles.part}>
          <h3>{words.quick}</h3>
          <ul className={styles.tags}>
            {quickTags.map((tag, index) => choice(tag, shownText(tag, TAG_CHARS).shown, String(index + 1)))}
          </ul>
        </section>
        {shown.length > 0 && (
          <section className={styles.part}>
            <h3>{words.existing}</h3>
            <ul className={styles.tags}>
              {shown.map(({ tag, count }) =>
                choice(tag, words.count(shownText(tag, TAG_CHARS).shown, countText(count))),
              )}
            </ul>
          </section>
        )}
        <p className={styles.hint}>{words.hint}</p>
      </div>
    </Dialog>
  );
}
