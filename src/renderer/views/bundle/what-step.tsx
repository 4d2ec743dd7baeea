/** Which events the bundle is about, and how many they are. */
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { Banner } from '../../ui/banner.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { KeyValues } from '../../ui/key-values.tsx';
import { RadioChoices } from '../../ui/radio-choices.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { questionPairs } from '../workspace/question-pairs.tsx';
import { askedOf } from './bundle-form.ts';
import styles from './bundle-wizard.module.css';
import type { StepProps } from './step-props.ts';
import { useCount } from './use-count.ts';

const words = text.bundle.what;

export function WhatStep({ form, onChange }: StepProps) {
  const { info } = useOpenCase();
  const asked = askedOf(form);
  const { count, error } = useCount(asked);
  const { query } = form.current;
  return (
    <div className={styles['step']}>
      <p className={styles['hint']}>{text.bundle.lead}</p>
      <RadioChoices
        label={words.label}
        value={form.what}
        onChange={(what) => onChange({ what })}
        choices={[
          { id: 'whole', label: words.whole, note: words.wholeNote(info.eventCount) },
          { id: 'current', label: words.current, note: <EvidenceText raw={query === '' ? '*' : query} /> },
          { id: 'query', label: words.query },
        ]}
      />
      {form.what === 'query' && (
        <div className={styles['step']}>
          <TextField
            label={words.queryLabel}
            hint={words.queryHint}
            isData
            value={form.query}
            onChange={(typed) => onChange({ query: typed })}
            spellCheck="false"
          />
          <div className={styles['columns']}>
            <TextField
              label={words.from}
              hint={words.timeHint}
              isData
              value={form.from}
              onChange={(from) => onChange({ from })}
            />
            <TextField
              label={words.to}
              hint={words.timeHint}
              isData
              value={form.to}
              onChange={(to) => onChange({ to })}
            />
          </div>
        </div>
      )}
      {asked === undefined || asked.query === '' ? null : (
        <KeyValues
          pairs={[
            ...(form.what === 'current' ? questionPairs({ handle: '', logSize: 0, ...asked }) : []),
            {
              name: words.matches,
              value:
                error === null ? (count === undefined ? words.counting : words.count(count, info.eventCount)) : '?',
            },
          ]}
        />
      )}
      {error === null ? null : <ErrorBanner error={error} />}
      {count === 0 ? <Banner tone="warn" title={words.none} /> : null}
      <p className={styles['hint']}>{words.always}</p>
    </div>
  );
}
