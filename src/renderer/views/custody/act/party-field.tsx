/** Somebody who gives or takes an item: an operator of the case, or a name from outside. */
import { text } from '../../../i18n/text.ts';
import type { Operator } from '../../../stores/custody-ledger.ts';
import { SelectField } from '../../../ui/select-field.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { operatorText } from '../party-text.ts';
import styles from './act-dialog.module.css';
import type { PartyChoice } from './act-form.ts';

const words = text.custodyActs;

interface PartyFieldProps {
  label: string;
  /** What `record` stands for here; absent where somebody has to be chosen. */
  recordLabel?: string;
  operators: readonly Operator[];
  choice: PartyChoice;
  onChoice: (choice: PartyChoice) => void;
  name: string;
  onName: (name: string) => void;
}

export function PartyField({ label, recordLabel, operators, choice, onChoice, name, onName }: PartyFieldProps) {
  return (
    <div className={styles['party']}>
      <SelectField<PartyChoice>
        label={label}
        placeholder={words.toChoose}
        value={choice === 'record' && recordLabel === undefined ? null : choice}
        onChange={onChoice}
        choices={[
          ...(recordLabel === undefined ? [] : [{ id: 'record' as const, label: recordLabel }]),
          ...operators.map(({ operatorId }) => ({
            id: `op:${operatorId}` as const,
            label: operatorText(operatorId, operators),
          })),
          { id: 'outside' as const, label: words.outsideChoice },
        ]}
      />
      {choice === 'outside' && <TextField label={`${label}: ${words.name}`} value={name} onChange={onName} />}
    </div>
  );
}
