/** What every field has: label above, hint or error below. The error takes the place of the hint and is said at once. */
import type { ReactNode } from 'react';
import { FieldError, Label, Text } from 'react-aria-components';
import styles from './field.module.css';

export interface FieldWords {
  label: string;
  /** The label is there for screen readers only, where the place says what the field is. */
  isLabelHidden?: boolean;
  hint?: ReactNode;
  /** What is wrong and what to do; sets the field invalid. */
  error?: string | undefined;
}

export function FieldLabel({ label, isLabelHidden = false }: Pick<FieldWords, 'label' | 'isLabelHidden'>) {
  return <Label className={isLabelHidden ? 'sr-only' : (styles['label'] ?? '')}>{label}</Label>;
}

export function FieldNote({ hint, error }: Pick<FieldWords, 'hint' | 'error'>) {
  return (
    <>
      {hint === undefined || error !== undefined ? null : (
        <Text slot="description" className={styles['hint'] ?? ''}>
          {hint}
        </Text>
      )}
      <FieldError className={styles['error'] ?? ''}>{error}</FieldError>
    </>
  );
}
