/**
 * Tags all matches of the question in one record, after the person saw how many those are. The number goes with the act:
 * with another number by then, the host records nothing.
 */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../../api/host.ts';
import { countText } from '../../../format/number-text.ts';
import { text } from '../../../i18n/text.ts';
import { useOpenCase } from '../../../stores/case.store.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorBanner } from '../../../ui/error-banner.tsx';
import { KeyValues } from '../../../ui/key-values.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { questionPairs } from '../question-pairs.tsx';
import { askedOf, type Question } from '../question.ts';
import styles from './note-dialogs.module.css';
import { noteRefusal } from './note-rights.ts';
import { takeNote } from './take-note.ts';

const words = text.detail.tagAll;

interface TagAllDialogProps {
  question: Question;
  tag: string;
  onClose: () => void;
}

export function TagAllDialog({ question, tag, onClose }: TagAllDialogProps) {
  const { info } = useOpenCase();
  const [isTagging, setTagging] = useState(false);
  const counted = useQuery({
    queryKey: [question.handle, 'search.run', 'total', 'tag-all', question],
    queryFn: () => call('search.run', { ...askedOf(question), limit: 0, wantTotal: true }),
    staleTime: 0,
    gcTime: 0,
  });
  const total = counted.data?.total ?? undefined;
  const refusal = noteRefusal(info);
  const run = async (expectedCount: number): Promise<void> => {
    setTagging(true);
    const { query, from, to } = askedOf(question);
    const isDone = await takeNote({
      act: 'tag',
      tag,
      query,
      expectedCount,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    });
    setTagging(false);
    if (isDone) onClose();
    else await counted.refetch();
  };
  return (
    <Dialog
      role="alertdialog"
      title={words.title(tag)}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text.app.cancel}</Button>
          {total !== undefined && (
            <Button
              variant="primary"
              isPending={isTagging}
              isDisabled={total === 0 || refusal !== undefined}
              onPress={() => void run(total)}
            >
              {words.act(countText(total))}
            </Button>
          )}
        </>
      }
    >
      <div className={styles.dialog}>
        {refusal !== undefined && <Banner tone="info" title={refusal} />}
        {counted.error !== null && <ErrorBanner error={counted.error} onRetry={() => void counted.refetch()} />}
        {counted.isPending && <Skeleton lines={2} />}
        {total !== undefined && <p>{total === 0 ? words.none : words.text(countText(total), tag)}</p>}
        <KeyValues pairs={questionPairs(question)} />
        <p className={styles.hint}>{words.exact}</p>
      </div>
    </Dialog>
  );
}
