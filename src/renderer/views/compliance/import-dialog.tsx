/**
 * Takes one table in: the file is read here and checked by the host; what would be taken and what not is shown first.
 *
 * Trust: the file is a person's; its text goes to the host as it is and is shown as evidence is.
 */
import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { call } from '../../api/host.ts';
import { text } from '../../i18n/text.ts';
import { forgetCompliance } from '../../stores/compliance.store.ts';
import { useToasts } from '../../stores/toasts.store.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import styles from './compliance-view.module.css';
import type { InputState } from './inputs-panel.tsx';

type Checked = OutputOf<'compliance.importInputs'>;
interface Chosen {
  name: string;
  text: string;
}
const words = text.compliance.inputs;
const SHOWN_REJECTIONS = 20;
const LEAVE_OUT = '-';

interface ImportDialogProps {
  handle: string;
  input: InputState;
  onClose: () => void;
}

export function ImportDialog({ handle, input: { table, title, fields }, onClose }: ImportDialogProps) {
  const [file, setFile] = useState<Chosen>();
  const [checked, setChecked] = useState<Checked>();
  const [mapping, setMapping] = useState<Record<string, string>>({});
  const [isPartial, setPartial] = useState(false);
  const [isWorking, setWorking] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setWorking(true);
    setFailure(undefined);
    try {
      await work();
    } catch (error) {
      setFailure(error);
    } finally {
      setWorking(false);
    }
  };
  const look = (chosen: Chosen, said: Record<string, string>): Promise<void> =>
    attempt(async () => {
      setFile(chosen);
      setMapping(said);
      setChecked(await call('compliance.importInputs', { handle, table, file: chosen, mapping: said, check: true }));
    });
  const take = (chosen: Chosen): Promise<void> =>
    attempt(async () => {
      const request = { handle, table, file: chosen, mapping, allowRejections: isPartial };
      const { rowCount } = await call('compliance.importInputs', request);
      useToasts.getState().add('good', words.taken(title, rowCount));
      await forgetCompliance(handle);
      onClose();
    });
  const rejected = checked?.rejections ?? [];
  const isReady = checked !== undefined && (rejected.length === 0 || isPartial);
  return (
    <Dialog
      title={words.importOf(title)}
      isOpen
      onClose={onClose}
      size="large"
      footer={
        <Button
          variant="primary"
          isPending={isWorking}
          isDisabled={!isReady}
          onPress={() => void (file === undefined ? undefined : take(file))}
        >
          {words.submit}
        </Button>
      }
    >
      <div className={styles['fields']}>
        <FileTrigger
          acceptedFileTypes={['.csv', '.json', '.ndjson', '.jsonl', '.tsv']}
          onSelect={(files) => {
            const [one] = files ?? [];
            if (one === undefined) return;
            void attempt(async () => {
              await look({ name: one.name, text: await one.text() }, {});
            });
          }}
        >
          <Button>{words.choose}</Button>
        </FileTrigger>
        {file === undefined ? null : <EvidenceText raw={file.name} />}
        {failure !== undefined && <ErrorBanner error={failure} />}
        {checked === undefined || file === undefined ? null : (
          <>
            <p role="status">{words.read(checked.rowCount, rejected.length)}</p>
            {checked.assumedUtc > 0 && <p>{words.utc(checked.assumedUtc)}</p>}
            <fieldset className={styles['mapping']}>
              <legend>{words.columnsFound}</legend>
              {checked.columns.map((column) => (
                <SelectField
                  key={column}
                  label={column}
                  value={checked.mapping[column] ?? (mapping[column] === '' ? LEAVE_OUT : null)}
                  placeholder={column}
                  onChange={(field) => void look(file, { ...mapping, [column]: field === LEAVE_OUT ? '' : field })}
                  choices={[
                    { id: LEAVE_OUT, label: words.leaveOut },
                    ...fields.map(({ name }) => ({ id: name, label: name })),
                  ]}
                />
              ))}
            </fieldset>
            {rejected.length > 0 && (
              <>
                <h3>{words.rejected}</h3>
                <ul>
                  {rejected.slice(0, SHOWN_REJECTIONS).map(({ line, column, reason }) => (
                    <li key={`${line} ${column ?? ''}`}>
                      <EvidenceText raw={words.line(line, column, reason)} />
                    </li>
                  ))}
                </ul>
                <Checkbox isSelected={isPartial} onChange={setPartial}>
                  {words.partial}
                </Checkbox>
              </>
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}
