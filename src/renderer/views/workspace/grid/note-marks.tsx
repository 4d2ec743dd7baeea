/** Star, tags and comments of an event, small enough for a column. */
import { MessageSquare, Star, Tag } from 'lucide-react';
import { text } from '../../../i18n/text.ts';
import { useNote } from '../../../stores/notes.store.ts';
import styles from './note-marks.module.css';

const words = text.workspace.notes;

export function NoteMarks({ seq }: { seq: number }) {
  const note = useNote(seq);
  if (note === undefined) return null;
  const { starred, tags, comments } = note;
  return (
    <span className={styles.marks}>
      {starred && <Star aria-label={words.starred} className={styles.star} size={13} fill="currentColor" />}
      {tags.length > 0 && <Tag aria-label={words.tagged(tags)} className={styles.tag} size={13} />}
      {comments.length > 0 && (
        <MessageSquare aria-label={words.commented(comments.length)} className={styles.comment} size={13} />
      )}
    </span>
  );
}
