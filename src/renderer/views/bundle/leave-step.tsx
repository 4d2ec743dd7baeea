/** What may not be seen: whole events by a query, parts of events by pointer, each with its reason. */
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { text } from '../../i18n/text.ts';
import { visibleText } from '../../format/safe-text.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { TextField } from '../../ui/text-field.tsx';
import {
  askedOf,
  type BundleForm,
  isPointer,
  type Reason,
  type Redact,
  type Withhold,
  withheldQuery,
} from './bundle-form.ts';
import styles from './bundle-wizard.module.css';
import { PartsDialog } from './parts-dialog.tsx';
import type { StepProps } from './step-props.ts';
import { useCount } from './use-count.ts';

const words = text.bundle.leave;
/** As the contract takes. */
const MAX_EACH = 100;

/** A reason that was typed once is offered for what comes next. */
export function lastReason({ withhold, redact }: Pick<BundleForm, 'withhold' | 'redact'>): Reason {
  const { basis = '', description = '' } = redact.at(-1) ?? withhold.at(-1) ?? {};
  return { basis, description };
}

export function LeaveStep({ form, onChange }: StepProps) {
  const [isPicking, setPicking] = useState(false);
  const { withhold, redact } = form;
  const setWithhold = (place: number, change: Partial<Withhold>): void =>
    onChange({ withhold: withhold.map((each, index) => (index === place ? { ...each, ...change } : each)) });
  const setRedact = (place: number, change: Partial<Redact>): void =>
    onChange({ redact: redact.map((each, index) => (index === place ? { ...each, ...change } : each)) });
  const addPointers = (pointers: readonly string[]): void => {
    const known = new Set(redact.map(({ pointer }) => pointer));
    const added = pointers
      .filter((pointer) => !known.has(pointer))
      .map((pointer) => ({ pointer, ...lastReason(form) }));
    onChange({ redact: [...redact.filter(({ pointer }) => pointer !== ''), ...added].slice(0, MAX_EACH) });
  };
  return (
    <div className={styles['step']}>
      <p className={styles['hint']}>{words.hint}</p>
      <section className={styles['step']}>
        <PanelHeader level={3} title={words.redact} />
        <p className={styles['hint']}>{words.redactHint}</p>
        {redact.map((each, index) => (
          // What is typed must not move to another row: rows are only added at the end, and known by their place.
          // oxlint-disable-next-line react/no-array-index-key
          <fieldset key={index} className={styles['entry']} aria-label={`${words.redact}: ${words.one(index + 1)}`}>
            <div className={styles['entryHead']}>
              <div className={styles['grow']}>
                <TextField
                  label={words.pointer}
                  isData
                  spellCheck="false"
                  value={each.pointer}
                  onChange={(pointer) => setRedact(index, { pointer })}
                  {...(each.pointer === '' || isPointer(each.pointer) ? {} : { error: text.bundle.faults.pointer })}
                />
              </div>
              <IconButton
                label={words.remove(each.pointer === '' ? words.one(index + 1) : visibleText(each.pointer))}
                icon={<Trash2 size={15} />}
                onPress={() => onChange({ redact: redact.filter((_, place) => place !== index) })}
              />
            </div>
            <ReasonFields reason={each} onChange={(change) => setRedact(index, change)} />
          </fieldset>
        ))}
        <div className={styles['acts']}>
          <Button icon={<Plus size={14} />} onPress={() => setPicking(true)}>
            {words.pick}
          </Button>
          <Button
            variant="quiet"
            isDisabled={redact.length >= MAX_EACH}
            onPress={() => onChange({ redact: [...redact, { pointer: '', ...lastReason(form) }] })}
          >
            {words.addRedact}
          </Button>
        </div>
      </section>
      <section className={styles['step']}>
        <PanelHeader level={3} title={words.withhold} />
        <p className={styles['hint']}>{words.withholdHint}</p>
        {withhold.map((each, index) => (
          // oxlint-disable-next-line react/no-array-index-key
          <fieldset key={index} className={styles['entry']} aria-label={`${words.withhold}: ${words.one(index + 1)}`}>
            <div className={styles['entryHead']}>
              <div className={styles['grow']}>
                <TextField
                  label={words.withholdQuery}
                  isData
                  spellCheck="false"
                  value={each.query}
                  onChange={(query) => setWithhold(index, { query })}
                />
              </div>
              <IconButton
                label={words.remove(each.query === '' ? words.one(index + 1) : visibleText(each.query))}
                icon={<Trash2 size={15} />}
                onPress={() => onChange({ withhold: withhold.filter((_, place) => place !== index) })}
              />
            </div>
            <WithheldCount form={form} query={each.query} />
            <ReasonFields reason={each} onChange={(change) => setWithhold(index, change)} />
          </fieldset>
        ))}
        <div className={styles['acts']}>
          <Button
            icon={<Plus size={14} />}
            isDisabled={withhold.length >= MAX_EACH}
            onPress={() => onChange({ withhold: [...withhold, { query: '', ...lastReason(form) }] })}
          >
            {words.addWithhold}
          </Button>
        </div>
      </section>
      {isPicking && (
        <PartsDialog
          asked={askedOf(form) ?? { query: '*' }}
          onClose={() => setPicking(false)}
          onTake={(pointers) => {
            setPicking(false);
            addPointers(pointers);
          }}
        />
      )}
    </div>
  );
}

function WithheldCount({ form, query }: { form: BundleForm; query: string }) {
  const { count, error } = useCount(query.trim() === '' ? undefined : withheldQuery(askedOf(form), query));
  if (error !== null) return <ErrorBanner error={error} />;
  if (query.trim() === '') return null;
  return <p className={styles['hint']}>{count === undefined ? text.bundle.what.counting : words.withheld(count)}</p>;
}

function ReasonFields({ reason, onChange }: { reason: Reason; onChange: (change: Partial<Reason>) => void }) {
  return (
    <div className={styles['columns']}>
      <TextField
        label={words.basis}
        hint={words.basisHint}
        value={reason.basis}
        onChange={(basis) => onChange({ basis })}
      />
      <TextField
        label={words.description}
        hint={words.descriptionHint}
        value={reason.description}
        onChange={(description) => onChange({ description })}
      />
    </div>
  );
}
