/** One line, or several, of text that a person types. */
import type { Ref } from 'react';
import { Input, TextArea, TextField as AriaTextField, type TextFieldProps as AriaProps } from 'react-aria-components';
import { cx } from './class-names.ts';
import styles from './field.module.css';
import { FieldLabel, FieldNote, type FieldWords } from './field.tsx';

export interface TextFieldProps extends Omit<AriaProps, 'className' | 'style' | 'children' | 'isInvalid'>, FieldWords {
  placeholder?: string;
  /** More than one: a box of several lines. */
  lines?: number;
  /** Monospace: paths, hashes, queries. */
  isData?: boolean;
  inputRef?: Ref<HTMLInputElement>;
}

export function TextField(props: TextFieldProps) {
  const {
    label,
    isLabelHidden = false,
    hint,
    error,
    placeholder = '',
    lines = 1,
    isData = false,
    inputRef,
    ...rest
  } = props;
  const input = cx(styles['input'], isData && styles['data']);
  return (
    <AriaTextField {...rest} isInvalid={error !== undefined} className={styles['field'] ?? ''}>
      <FieldLabel label={label} isLabelHidden={isLabelHidden} />
      <div className={styles['box']}>
        {lines > 1 ? (
          <TextArea rows={lines} placeholder={placeholder} className={cx(input, styles['area'])} />
        ) : (
          <Input {...(inputRef === undefined ? {} : { ref: inputRef })} placeholder={placeholder} className={input} />
        )}
      </div>
      <FieldNote hint={hint} error={error} />
    </AriaTextField>
  );
}
