/** One of many choices, found by typing. With `allowsOther` also what is not in the list. */
import { ChevronDown } from 'lucide-react';
import { Button, ComboBox, Input, ListBox, Popover } from 'react-aria-components';
import { text } from '../i18n/text.ts';
import button from './button.module.css';
import { Choice, type ChoiceItem } from './choice.tsx';
import { cx } from './class-names.ts';
import styles from './field.module.css';
import { FieldLabel, FieldNote, type FieldWords } from './field.tsx';
import list from './list.module.css';

export interface ComboFieldProps extends FieldWords {
  choices: readonly ChoiceItem[];
  /** Id of the chosen one. */
  value: string | null;
  onChange: (id: string | null) => void;
  /** What stands in the field, where the caller wants to know it (`allowsOther`, choices from the host). */
  inputValue?: string;
  onInputChange?: (value: string) => void;
  allowsOther?: boolean;
  placeholder?: string;
  isDisabled?: boolean;
  /** Monospace: field names, paths. */
  isData?: boolean;
}

export function ComboField(props: ComboFieldProps) {
  const { label, isLabelHidden = false, hint, error, choices, value, onChange, inputValue, onInputChange } = props;
  return (
    <ComboBox
      value={value}
      onChange={(id) => onChange(id === null ? null : String(id))}
      defaultItems={choices}
      {...(inputValue === undefined ? {} : { inputValue })}
      {...(onInputChange === undefined ? {} : { onInputChange })}
      allowsCustomValue={props.allowsOther ?? false}
      allowsEmptyCollection
      isDisabled={props.isDisabled ?? false}
      isInvalid={error !== undefined}
      menuTrigger="focus"
      className={styles['field'] ?? ''}
    >
      <FieldLabel label={label} isLabelHidden={isLabelHidden} />
      <div className={styles['box']}>
        <Input
          placeholder={props.placeholder ?? text.ui.typeToFind}
          className={cx(styles['input'], props.isData === true && styles['data'])}
        />
        <Button className={cx(button['button'], button['quiet'], button['square'], button['small'])}>
          <ChevronDown size={14} aria-hidden="true" />
        </Button>
      </div>
      <FieldNote hint={hint} error={error} />
      <Popover className={list['popover'] ?? ''} offset={4}>
        <ListBox
          className={list['list'] ?? ''}
          renderEmptyState={() => <div className={list['empty']}>{text.ui.noMatch}</div>}
        >
          {(choice: ChoiceItem) => <Choice choice={choice} />}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
