/** Puts the whole case under a new data key. */
import { text } from '../../i18n/text.ts';
import { useJobs } from '../../stores/jobs.store.ts';
import { useToasts } from '../../stores/toasts.store.ts';
import { KeyActDialog } from './key-act-dialog.tsx';
import { SignedActFields, useSignedAct } from './signed-act-fields.tsx';
import type { Operators } from './use-operators.ts';

const words = text.operators.dataKey;

interface ChangeDataKeyDialogProps {
  handle: string;
  operators: Operators;
  onClose: () => void;
  onDone: () => void;
}

export function ChangeDataKeyDialog({ handle, operators, onClose, onDone }: ChangeDataKeyDialogProps) {
  const signed = useSignedAct();
  const submit = async (): Promise<void> => {
    const input = { handle, ...signed.input };
    const { generation } = await useJobs.getState().run('operator.changeDataKey', words.job, input);
    useToasts.getState().add('good', words.done(generation));
    onDone();
    onClose();
  };
  return (
    <KeyActDialog
      title={words.title}
      submit={words.submit}
      isComplete={signed.isComplete}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{words.text}</p>
      <SignedActFields signed={signed} operators={operators} />
    </KeyActDialog>
  );
}
