/**
 * A passphrase: hidden unless shown, pasting allowed (WCAG 3.3.8: nobody has to remember or retype one).
 *
 * The value lives in the state of the caller only; nothing here keeps or logs it.
 */
import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { Input, TextField as AriaTextField, type TextFieldProps as AriaProps } from 'react-aria-components';
import { text } from '../i18n/text.ts';
import { cx } from './class-names.ts';
import styles from './field.module.css';
import { FieldLabel, FieldNote, type FieldWords } from './field.tsx';
import { IconButton } from './icon-button.tsx';

export interface PassphraseFieldProps
  extends Omit<AriaProps, 'className' | 'style' | 'children' | 'isInvalid' | 'type'>,
    FieldWords {
  /** `new-password` where one is chosen, so that password managers offer to make one. */
  autoComplete?: 'current-password' | 'new-password';
}

export function PassphraseField(props: PassphraseFieldProps) {
  const { label, isLabelHidden = false, hint, error, autoComplete = 'current-password', ...rest } = props;
  const [isShown, setShown] = useState(false);
  return (
    <AriaTextField
      {...rest}
      type={isShown ? 'text' : 'password'}
      autoComplete={autoComplete}
      spellCheck="false"
      isInvalid={error !== undefined}
      className={styles['field'] ?? ''}
    >
      <FieldLabel label={label} isLabelHidden={isLabelHidden} />
      <div className={styles['box']}>
        <Input className={cx(styles['input'], isShown && styles['data'])} autoCapitalize="off" autoCorrect="off" />
        <IconButton
          label={isShown ? text.ui.hidePassphrase : text.ui.showPassphrase}
          icon={isShown ? <EyeOff size={15} /> : <Eye size={15} />}
          size="small"
          onPress={() => setShown(!isShown)}
        />
      </div>
      <FieldNote hint={hint} error={error} />
    </AriaTextField>
  );
}
