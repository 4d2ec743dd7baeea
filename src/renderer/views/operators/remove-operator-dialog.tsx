/** Ends somebody's key, with what follows from it said before. */
import { useState } from 'react';
import { shownText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { useJobs } from '../../stores/jobs.store.ts';
import { useToasts } from '../../stores/toasts.store.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { KeyActDialog } from './key-act-dialog.tsx';
import styles from './operators-view.module.css';
import { SignedActFields, useSignedAct } from './signed-act-fields.tsx';
import type { Operators } from './use-operators.ts';

const NAME_CHARS = 60;
const words = text.operators.remove;

interface RemoveOperatorDialogProps {
  handle: string;
  operator: Operators[number];
  operators: Operators;
  onClose: () => void;
  onDone: () => void;
}

export function RemoveOperatorDialog({ handle, operator, operators, onClose, onDone }: RemoveOperatorDialogProps) {
  const signed = useSignedAct();
  const [changeDataKey, setChange] = useState(true);
  const { operatorId } = operator;
  const name = shownText(operator.name, NAME_CHARS).shown;
  const submit = async (): Promise<void> => {
    const label = words.open(name);
    const input = { handle, operatorId, changeDataKey, ...signed.input };
    const { problem } = await useJobs.getState().run('operator.remove', label, input);
    const { add } = useToasts.getState();
    if (problem === undefined) add('good', words.done(name));
    else add('bad', words.due(name, problem.message));
    onDone();
    onClose();
  };
  return (
    <KeyActDialog
      title={words.title(name)}
      submit={words.submit}
      isDanger
      isComplete={signed.isComplete}
      onSubmit={submit}
      onClose={onClose}
    >
      <ul className={styles.consequences}>
        {words.consequences.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <Checkbox isSelected={changeDataKey} onChange={setChange}>
        {words.change}
      </Checkbox>
      {!changeDataKey && <p>{words.keep}</p>}
      <SignedActFields signed={signed} operators={operators} not={operatorId} />
    </KeyActDialog>
  );
}
