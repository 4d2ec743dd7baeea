/** One of a few choices that are all to be seen at once, each with a line about it. */
import type { ReactNode } from 'react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import field from './field.module.css';
import styles from './radio-choices.module.css';

export interface RadioChoice<Id extends string> {
  id: Id;
  label: string;
  note?: ReactNode;
}

interface RadioChoicesProps<Id extends string> {
  label: string;
  value: Id;
  onChange: (id: Id) => void;
  choices: readonly RadioChoice<Id>[];
}

export function RadioChoices<Id extends string>({ label, value, onChange, choices }: RadioChoicesProps<Id>) {
  return (
    <RadioGroup value={value} onChange={(id) => onChange(id as Id)} className={styles['group'] ?? ''}>
      <Label className={field['label'] ?? ''}>{label}</Label>
      {choices.map(({ id, label: name, note }) => (
        <Radio key={id} value={id} className={styles['radio'] ?? ''}>
          <span className={styles['dot']} aria-hidden="true" />
          <span className={styles['words']}>
            {name}
            {note === undefined ? null : <span className={styles['note']}>{note}</span>}
          </span>
        </Radio>
      ))}
    </RadioGroup>
  );
}
