/** What goes with the records: originals, proofs, which form, and the bundle it follows. */
import { visibleText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { Banner } from '../../ui/banner.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { ComboField } from '../../ui/combo-field.tsx';
import { RadioChoices } from '../../ui/radio-choices.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './bundle-wizard.module.css';
import type { StepProps } from './step-props.ts';
import { useEarlierBundles } from './use-earlier-bundles.ts';

const words = text.bundle.with;

export function WithStep({ form, onChange }: StepProps) {
  const earlier = useEarlierBundles();
  const isHiding = form.withhold.length + form.redact.length > 0;
  return (
    <div className={styles['step']}>
      {isHiding ? <Banner tone="info" title={text.bundle.faults.originals} /> : null}
      <Option
        label={words.originals}
        hint={words.originalsHint}
        isDisabled={isHiding && !form.originals}
        isSelected={form.originals}
        onChange={(originals) => onChange({ originals })}
      />
      <Option
        label={words.proofs}
        hint={words.proofsHint}
        isSelected={form.proofs}
        onChange={(proofs) => onChange({ proofs })}
      />
      <RadioChoices
        label={words.form}
        value={form.form}
        onChange={(next) => onChange({ form: next })}
        choices={[
          { id: 'folder', label: words.folder },
          { id: 'zip', label: words.zip },
        ]}
      />
      <Option
        label={words.follows}
        hint={words.followsHint}
        isSelected={form.follows}
        onChange={(follows) => onChange({ follows })}
      />
      {form.follows && (
        <div className={styles['columns']}>
          <ComboField
            label={words.previous}
            hint={words.previousHint}
            isData
            allowsOther
            value={earlier.some(({ bundleId }) => bundleId === form.previousId) ? form.previousId : null}
            inputValue={form.previousId}
            onInputChange={(previousId) => onChange({ previousId })}
            onChange={(id) => {
              if (id !== null) onChange({ previousId: id });
            }}
            choices={earlier.map(({ bundleId, seq, path }) => ({
              id: bundleId,
              label: bundleId,
              note: visibleText(words.earlier(seq, path)),
            }))}
          />
          <TextField
            label={words.manifest}
            hint={words.manifestHint}
            isData
            spellCheck="false"
            value={form.previousManifest}
            onChange={(previousManifest) => onChange({ previousManifest })}
          />
        </div>
      )}
    </div>
  );
}

interface OptionProps {
  label: string;
  hint: string;
  isSelected: boolean;
  isDisabled?: boolean;
  onChange: (isSelected: boolean) => void;
}

function Option({ label, hint, isSelected, isDisabled = false, onChange }: OptionProps) {
  return (
    <Checkbox isSelected={isSelected} isDisabled={isDisabled} onChange={onChange}>
      <span className={styles['option']}>
        {label}
        <span className={styles['hint']}>{hint}</span>
      </span>
    </Checkbox>
  );
}
