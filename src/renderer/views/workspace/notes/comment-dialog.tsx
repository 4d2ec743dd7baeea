/** One comment on one or many events. */
import { useState } from 'react';
import { countText } from '../../../format/number-text.ts';
import { text } from '../../../i18n/text.ts';
import { useOpenCase } from '../../../stores/case.store.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import styles from './note-dialogs.module.css';
import { noteRefusal } from './note-rights.ts';
import { takeNote } from './take-note.ts';

const words = text.detail.commentDialog;

interface CommentDialogProps {
  seqs: readonly number[];
  onClose: () => void;
}

export function CommentDialog({ seqs, onClose }: CommentDialogProps) {
  const { info } = useOpenCase();
  const [draft, setDraft] = useState('');
  const [isSending, setSending] = useState(false);
  const refusal = noteRefusal(info);
  const canSend = draft.trim() !== '' && refusal === undefined;
  const send = async (): Promise<void> => {
    setSending(true);
    if (await takeNote({ act: 'comment', seqs: [...seqs], text: draft })) onClose();
    setSending(false);
  };
  return (
    <Dialog
      title={words.title(countText(seqs.length))}
      isOpen
      onClose={onClose}
      size="small"
      footer={
        <>
          <Button onPress={onClose}>{text.app.cancel}</Button>
          <Button variant="primary" isPending={isSending} isDisabled={!canSend} onPress={() => void send()}>
            {words.send}
          </Button>
        </>
      }
    >
      <div className={styles.dialog}>
        {refusal !== undefined && <Banner tone="info" title={refusal} />}
        <TextField
          label={text.detail.history.write}
          lines={5}
          value={draft}
          onChange={setDraft}
          // The dialog was asked for to write this.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          // Enter makes a new line in a comment; with Ctrl it sends.
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && canSend && !isSending) void send();
            // Handled keys stop here; Escape has to reach the dialog.
            else event.continuePropagation();
          }}
          hint={text.detail.history.hint}
        />
      </div>
    </Dialog>
  );
}
