/** One of a few choices. For many, or for typing, see combo-field.tsx. */
import { ChevronDown } from 'lucide-react';
import { Button, ListBox, Popover, Select, SelectValue } from 'react-aria-components';
import { text } from '../i18n/text.ts';
import { Choice, type ChoiceItem } from './choice.tsx';
import { cx } from './class-names.ts';
import styles from './field.module.css';
import { FieldLabel, FieldNote, type FieldWords } from './field.tsx';
import list from './list.module.css';

export interface SelectFieldProps<Id extends string> extends FieldWords {
  choices: readonly ChoiceItem<Id>[];
  value: Id | null;
  onChange: (id: Id) => void;
  placeholder?: string;
  isDisabled?: boolean;
  /** Label beside the box rather than above it. */
  isInline?: boolean;
}

export function SelectField<Id extends string>(props: SelectFieldProps<Id>) {
  const { label, isLabelHidden = false, hint, error, choices, value, onChange, isDisabled = false } = props;
  return (
    <Select
      value={value}
      onChange={(id) => {
        if (id !== null) onChange(id as Id);
      }}
      placeholder={props.placeholder ?? text.ui.choose}
      isDisabled={isDisabled}
      isInvalid={error !== undefined}
      className={cx(styles['field'], props.isInline === true && styles['inline'])}
    >
      <FieldLabel label={label} isLabelHidden={isLabelHidden} />
      <Button className={cx(styles['box'], styles['select'])}>
        <SelectValue className={styles['value'] ?? ''}>
          {({ selectedText, defaultChildren }) => selectedText || defaultChildren}
        </SelectValue>
        <ChevronDown size={14} aria-hidden="true" />
      </Button>
      <FieldNote hint={hint} error={error} />
      <Popover className={list['popover'] ?? ''} offset={4}>
        <ListBox items={choices} className={list['list'] ?? ''}>
          {(choice) => <Choice choice={choice} />}
        </ListBox>
      </Popover>
    </Select>
  );
}
