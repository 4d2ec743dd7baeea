/** A path on the host's machine, typed or chosen. */
import { useState } from 'react';
import { text } from '../../../i18n/text.ts';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { BrowseDialog } from '../../browse/browse-dialog.tsx';
import styles from './marks.module.css';

interface PathFieldProps {
  label: string;
  hint: string;
  /** Of the dialog that chooses, and its button. */
  title: string;
  use?: string;
  purpose: 'evidence' | 'folder' | 'save';
  /** Offered where something is saved. */
  fileName?: string;
  value: string;
  onChange: (path: string) => void;
}

export function PathField({ label, hint, title, use, purpose, fileName, value, onChange }: PathFieldProps) {
  const [isBrowsing, setBrowsing] = useState(false);
  return (
    <div className={styles['path']}>
      <div className={styles['grow']}>
        <TextField label={label} hint={hint} isData value={value} onChange={onChange} spellCheck="false" />
      </div>
      <Button onPress={() => setBrowsing(true)}>{text.marks.choose}</Button>
      <BrowseDialog
        purpose={purpose}
        title={title}
        {...(use === undefined ? {} : { submit: use })}
        {...(fileName === undefined ? {} : { fileName })}
        isOpen={isBrowsing}
        onClose={() => setBrowsing(false)}
        onChoose={([chosen]) => {
          setBrowsing(false);
          if (chosen !== undefined) onChange(chosen);
        }}
      />
    </div>
  );
}
