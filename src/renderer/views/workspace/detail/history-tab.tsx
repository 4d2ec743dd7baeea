/** What people said about an event: comments to read and to write, and every act, undone ones too. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../../api/host.ts';
import { countText } from '../../../format/number-text.ts';
import { text } from '../../../i18n/text.ts';
import { useOpenCase } from '../../../stores/case.store.ts';
import { useNote } from '../../../stores/notes.store.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { ErrorBanner } from '../../../ui/error-banner.tsx';
import { EvidenceText } from '../../../ui/evidence-text.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { TimeText } from '../../../ui/time-text.tsx';
import { noteRefusal } from '../notes/note-rights.ts';
import { takeNote } from '../notes/take-note.ts';
import styles from './history-tab.module.css';
import { entryText, type HistoryEntry, reachText } from './history-words.ts';

const words = text.detail.history;

interface HistoryTabProps {
  handle: string;
  seq: number;
}

export function HistoryTab({ handle, seq }: HistoryTabProps) {
  const operators = useQuery({ queryKey: [handle, 'operator.list'], queryFn: () => call('operator.list', { handle }) });
  const history = useQuery({
    queryKey: [handle, 'annotation', 'history', seq],
    queryFn: () => call('annotation.history', { handle, seq }),
  });
  const nameOf = (operatorId: string): string =>
    operators.data?.find((operator) => operator.operatorId === operatorId)?.name ?? operatorId;
  return (
    <div className={styles.tab}>
      <Comments key={seq} seq={seq} nameOf={nameOf} />
      <section className={styles.part}>
        <h3>{words.all}</h3>
        {history.error !== null && <ErrorBanner error={history.error} onRetry={() => void history.refetch()} />}
        {history.isPending && <Skeleton lines={3} />}
        {history.data?.length === 0 && <p className={styles.faint}>{words.nothing}</p>}
        <ol className={styles.list}>
          {history.data?.toReversed().map((entry) => (
            <Entry key={entry.recordSeq} entry={entry} name={nameOf(entry.operatorId)} />
          ))}
        </ol>
      </section>
    </div>
  );
}

interface CommentsProps {
  seq: number;
  nameOf: (operatorId: string) => string;
}

function Comments({ seq, nameOf }: CommentsProps) {
  const { info } = useOpenCase();
  const comments = useNote(seq)?.comments ?? [];
  const [draft, setDraft] = useState('');
  const [isSending, setSending] = useState(false);
  const refusal = noteRefusal(info);
  const send = async (): Promise<void> => {
    setSending(true);
    if (await takeNote({ act: 'comment', seqs: [seq], text: draft })) setDraft('');
    setSending(false);
  };
  return (
    <section className={styles.part}>
      <h3>{words.comments}</h3>
      {comments.length === 0 && <p className={styles.faint}>{words.noComments}</p>}
      <ol className={styles.list}>
        {comments.map((comment) => (
          <li key={comment.recordSeq} className={styles.entry}>
            <p className={styles.who}>
              <bdi>
                <EvidenceText raw={nameOf(comment.operatorId)} />
              </bdi>
              <TimeText timestamp={comment.at} />
            </p>
            <p className={styles.comment}>
              <EvidenceText raw={comment.text} />
            </p>
          </li>
        ))}
      </ol>
      {refusal === undefined ? (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault();
            if (draft.trim() !== '') void send();
          }}
        >
          <TextField label={words.write} lines={3} value={draft} onChange={setDraft} hint={words.hint} />
          <Button type="submit" isPending={isSending} isDisabled={draft.trim() === ''}>
            {words.send}
          </Button>
        </form>
      ) : (
        <p className={styles.faint}>{refusal}</p>
      )}
    </section>
  );
}

function Entry({ entry, name }: { entry: HistoryEntry; name: string }) {
  const reach = reachText(entry);
  return (
    <li className={styles.entry}>
      <p className={styles.who}>
        <EvidenceText raw={name} />
        <TimeText timestamp={entry.at} />
        {!entry.isEffective && <Badge tone="warn">{words.undone}</Badge>}
      </p>
      <p className={entry.isEffective ? undefined : styles.undone}>
        <EvidenceText raw={entryText(entry)} />
      </p>
      {entry.text !== undefined && (
        <p className={styles.comment}>
          <EvidenceText raw={entry.text} />
        </p>
      )}
      <p className={styles.faint}>
        {words.record(countText(entry.recordSeq))}
        {reach !== undefined && (
          <span className={styles.reach}>
            <EvidenceText raw={reach} />
          </span>
        )}
      </p>
    </li>
  );
}
