/** Buttons, fields and choices of the gallery. */
import { Copy, FolderOpen, History, ShieldCheck, Trash2, WrapText } from 'lucide-react';
import { useState } from 'react';
import { text } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { ComboField } from '../../ui/combo-field.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { IconToggle } from '../../ui/icon-toggle.tsx';
import { KeyHint } from '../../ui/key-hint.tsx';
import { PassphraseField } from '../../ui/passphrase-field.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { Switch } from '../../ui/switch.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './gallery-view.module.css';

const words = text.gallery;

export function GalleryButtons() {
  return (
    <>
      <div className={styles['row']}>
        <Button variant="primary" icon={<FolderOpen size={15} />}>
          {words.primary}
        </Button>
        <Button icon={<ShieldCheck size={15} />}>{words.normal}</Button>
        <Button variant="quiet">{words.quiet}</Button>
        <Button variant="danger">{words.danger}</Button>
      </div>
      <div className={styles['row']}>
        <Button isDisabled>{words.disabled}</Button>
        <Button variant="primary" isDisabled>
          {words.disabled}
        </Button>
        <Button isPending>{words.pending}</Button>
        <IconButton label={words.copyValue} icon={<Copy size={15} />} keys="Mod+c" />
        <IconButton label={words.forget} icon={<Trash2 size={15} />} variant="danger" />
        <IconButton label={words.quiet} icon={<History size={14} />} size="small" isDisabled />
        <IconToggle label={words.wrap} icon={<WrapText size={15} />} defaultSelected />
        <KeyHint keys="Mod+Shift+f" />
        <KeyHint keys="g w" />
      </div>
    </>
  );
}

export function GalleryFields() {
  const [name, setName] = useState('2026-014');
  return (
    <>
      <TextField label={words.caseName} hint={words.caseNameHint} value={name} onChange={setName} />
      <TextField label={words.folder} error={words.folderError} defaultValue="/cases/2026-014" isData />
      <TextField label={words.readOnly} defaultValue="0198f2c1-77d0" isReadOnly isData />
      <TextField label={words.notes} lines={3} />
      <TextField label={words.disabled} isDisabled />
      <PassphraseField label={words.passphrase} hint={words.passphraseHint} autoComplete="new-password" />
      <SearchField label={words.filterFacets} defaultValue="host" />
    </>
  );
}

const FIELDS = ['eventType', 'severity', 'source.ip', 'source.userId', 'metadata.host', 'metadata.message'] as const;

export function GalleryChoices() {
  const [format, setFormat] = useState<'csv' | 'jsonl' | 'xml'>('csv');
  const [field, setField] = useState<string | null>('metadata.host');
  return (
    <>
      <SelectField
        label={words.format}
        value={format}
        onChange={setFormat}
        choices={[
          { id: 'csv', label: 'CSV', note: 'RFC 4180' },
          { id: 'jsonl', label: 'JSON lines' },
          { id: 'xml', label: 'XML', isDisabled: true },
        ]}
      />
      <ComboField
        label={words.field}
        isData
        value={field}
        onChange={setField}
        choices={FIELDS.map((id) => ({ id, label: id }))}
      />
      <div className={styles['row']}>
        <Checkbox defaultSelected>{words.wrap}</Checkbox>
        <Checkbox isIndeterminate>{words.some}</Checkbox>
        <Checkbox isDisabled>{words.locked}</Checkbox>
      </div>
      <div className={styles['row']}>
        <Switch defaultSelected>{words.singleKeys}</Switch>
        <Switch>{words.foldRepeats}</Switch>
        <Switch isDisabled>{words.locked}</Switch>
      </div>
    </>
  );
}
