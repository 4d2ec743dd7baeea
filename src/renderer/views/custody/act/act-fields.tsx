/** What is said of an act beside its items: who, when, where, what for, with what. */
import { CUSTODY_ACTS } from '../../../../shared/custody-words.ts';
import { text } from '../../../i18n/text.ts';
import type { Operator } from '../../../stores/custody-ledger.ts';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { SelectField } from '../../../ui/select-field.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { operatorText, type Party, partyText } from '../party-text.ts';
import styles from './act-dialog.module.css';
import { type ActForm, faultsOf, needsTo, takesFrom, takesTo } from './act-form.ts';
import { PartyField } from './party-field.tsx';

const words = text.custodyActs;

interface ActFieldsProps {
  form: ActForm;
  onChange: (change: Partial<ActForm>) => void;
  operators: readonly Operator[];
  ownId: string;
  holder: Party | null;
}

export function ActKind({ form, onChange }: Pick<ActFieldsProps, 'form' | 'onChange'>) {
  return (
    <SelectField
      label={words.act}
      value={form.act}
      onChange={(act) => onChange({ act })}
      choices={CUSTODY_ACTS.map((id) => ({ id, ...words.acts[id] }))}
      hint={words.acts[form.act].note}
    />
  );
}

export function ActFields({ form, onChange, operators, ownId, holder }: ActFieldsProps) {
  const faults = faultsOf(form);
  const giver = form.act === 'acquire' || (holder === null && form.act === 'receive');
  const fromRecord = giver
    ? words.fromNobody
    : words.fromRecord(holder === null ? operatorText(ownId, operators) : partyText(holder, operators));
  return (
    <>
      {takesFrom(form.act) || takesTo(form.act) ? (
        <div className={styles['columns']}>
          {takesFrom(form.act) && (
            <PartyField
              label={words.from}
              recordLabel={fromRecord}
              operators={operators}
              choice={form.from}
              onChoice={(from) => onChange({ from })}
              name={form.fromName}
              onName={(fromName) => onChange({ fromName })}
            />
          )}
          {takesTo(form.act) && (
            <PartyField
              label={words.to}
              {...(needsTo(form.act) ? {} : { recordLabel: words.toYou(operatorText(ownId, operators)) })}
              operators={operators}
              choice={form.to}
              onChoice={(to) => onChange({ to })}
              name={form.toName}
              onName={(toName) => onChange({ toName })}
            />
          )}
        </div>
      ) : null}
      <div className={styles['columns']}>
        <TextField
          label={words.at}
          hint={words.atHint}
          error={faults.at}
          value={form.at}
          onChange={(at) => onChange({ at })}
        />
        <TextField label={words.place} value={form.place} onChange={(place) => onChange({ place })} />
        <TextField label={words.purpose} value={form.purpose} onChange={(purpose) => onChange({ purpose })} />
        <TextField label={words.reason} value={form.reason} onChange={(reason) => onChange({ reason })} />
      </div>
      <Checkbox isSelected={form.hasTool} onChange={(hasTool) => onChange({ hasTool })}>
        {words.otherTool}
      </Checkbox>
      {form.hasTool && (
        <div className={styles['columns']}>
          <TextField label={words.toolName} value={form.toolName} onChange={(toolName) => onChange({ toolName })} />
          <TextField
            label={words.toolVersion}
            value={form.toolVersion}
            onChange={(toolVersion) => onChange({ toolVersion })}
          />
          <TextField
            label={words.toolSha256}
            hint={words.optional}
            error={faults.toolSha256}
            isData
            value={form.toolSha256}
            onChange={(toolSha256) => onChange({ toolSha256 })}
          />
        </div>
      )}
    </>
  );
}
