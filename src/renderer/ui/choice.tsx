/** One row of a select or a combobox. */
import { Check } from 'lucide-react';
import { ListBoxItem, Text } from 'react-aria-components';
import list from './list.module.css';

export interface ChoiceItem<Id extends string = string> {
  id: Id;
  label: string;
  /** A second line, or a count at the end. */
  note?: string;
  isDisabled?: boolean;
}

export function Choice({ choice }: { choice: ChoiceItem }) {
  return (
    <ListBoxItem
      id={choice.id}
      textValue={choice.label}
      isDisabled={choice.isDisabled ?? false}
      className={list['item'] ?? ''}
    >
      {({ isSelected }) => (
        <>
          <span className={list['tick']} aria-hidden="true">
            {isSelected ? <Check size={14} /> : null}
          </span>
          <Text slot="label" className={list['label'] ?? ''}>
            {choice.label}
          </Text>
          {choice.note === undefined ? null : (
            <Text slot="description" className={list['note'] ?? ''}>
              {choice.note}
            </Text>
          )}
        </>
      )}
    </ListBoxItem>
  );
}
