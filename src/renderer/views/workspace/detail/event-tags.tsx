/** The tags on an event, each with its way off, and the way to put one on. */
import { Plus, Tag, X } from 'lucide-react';
import { Button } from 'react-aria-components';
import { shownText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import { useNote } from '../../../stores/notes.store.ts';
import { Button as WordsButton } from '../../../ui/button.tsx';
import { WithTooltip } from '../../../ui/tooltip.tsx';
import { useDialogs } from '../dialogs.store.ts';
import { takeNote } from '../notes/take-note.ts';
import styles from './event-head.module.css';

const words = text.detail;
const TAG_CHARS = 64;

export function EventTags({ seq }: { seq: number }) {
  const tags = useNote(seq)?.tags ?? [];
  return (
    <div className={styles.tags}>
      {tags.length > 0 && (
        <ul className={styles.tagList} aria-label={words.tags}>
          {tags.map((tag) => {
            const { shown } = shownText(tag, TAG_CHARS);
            return (
              <li key={tag} className={styles.tag}>
                <Tag size={12} aria-hidden="true" />
                <bdi>{shown}</bdi>
                <Button
                  className={styles.untag ?? ''}
                  aria-label={words.removeTag(shown)}
                  onPress={() => void takeNote({ act: 'untag', seqs: [seq], tag })}
                >
                  <X size={12} aria-hidden="true" />
                </Button>
              </li>
            );
          })}
        </ul>
      )}
      <WithTooltip text={words.addTag} keys="t">
        <WordsButton
          variant="quiet"
          icon={<Plus size={13} />}
          onPress={() => useDialogs.getState().show({ name: 'tag', seqs: [seq] })}
        >
          {words.addTag}
        </WordsButton>
      </WithTooltip>
    </div>
  );
}
