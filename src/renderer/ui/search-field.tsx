/** A filter that works while it is typed; Escape and the cross empty it. */
import { Search, X } from 'lucide-react';
import type { Ref } from 'react';
import { Input, SearchField as AriaSearchField, type SearchFieldProps as AriaProps } from 'react-aria-components';
import { text } from '../i18n/text.ts';
import styles from './field.module.css';
import { FieldLabel } from './field.tsx';
import { IconButton } from './icon-button.tsx';

export interface SearchFieldProps extends Omit<AriaProps, 'className' | 'style' | 'children'> {
  label: string;
  isLabelHidden?: boolean;
  placeholder?: string;
  inputRef?: Ref<HTMLInputElement>;
}

export function SearchField({ label, isLabelHidden = true, placeholder, inputRef, ...rest }: SearchFieldProps) {
  return (
    <AriaSearchField {...rest} className={styles['field'] ?? ''}>
      {({ isEmpty }) => (
        <>
          <FieldLabel label={label} isLabelHidden={isLabelHidden} />
          <div className={styles['box']}>
            <span className={styles['lead']} aria-hidden="true">
              <Search size={14} />
            </span>
            <Input
              {...(inputRef === undefined ? {} : { ref: inputRef })}
              placeholder={placeholder ?? label}
              className={styles['input'] ?? ''}
            />
            {isEmpty ? null : <IconButton label={text.ui.clear} icon={<X size={14} />} size="small" />}
          </div>
        </>
      )}
    </AriaSearchField>
  );
}
