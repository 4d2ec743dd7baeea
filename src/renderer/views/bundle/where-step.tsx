/** Where the bundle is written: typed, or chosen in the folders of the host's machine. */
import { useState } from 'react';
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { BrowseDialog } from '../browse/browse-dialog.tsx';
import { exportFileName } from '../workspace/export/export-file-name.ts';
import styles from './bundle-wizard.module.css';
import type { StepProps } from './step-props.ts';

const words = text.bundle.where;

export function WhereStep({ form, onChange }: StepProps) {
  const { info } = useOpenCase();
  const [isBrowsing, setBrowsing] = useState(false);
  return (
    <div className={styles['step']}>
      <div className={styles['entryHead']}>
        <div className={styles['grow']}>
          <TextField
            label={words.path[form.form]}
            hint={words.hint}
            isData
            spellCheck="false"
            value={form.path}
            onChange={(path) => onChange({ path })}
          />
        </div>
        <Button onPress={() => setBrowsing(true)}>{words.choose}</Button>
      </div>
      <BrowseDialog
        purpose="save"
        title={words.chooseTitle}
        submit={words.use}
        isOpen={isBrowsing}
        fileName={bundleName(info.name, form.form)}
        onClose={() => setBrowsing(false)}
        onChoose={([chosen]) => {
          setBrowsing(false);
          if (chosen !== undefined) onChange({ path: chosen });
        }}
      />
    </div>
  );
}

/** `2026-014-Contoso-bundle`, or with `.zip`. */
const bundleName = (caseName: string, form: 'folder' | 'zip'): string =>
  exportFileName(caseName, 'x').replace(/-events\.x$/u, form === 'zip' ? '-bundle.zip' : '-bundle');
