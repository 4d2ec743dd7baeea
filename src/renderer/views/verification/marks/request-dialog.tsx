/** Writes what is carried outside, and says what to do with it. */
import { Printer } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { OutputOf } from '../../../../shared/contract/index.ts';
import { MARK_REQUESTS, type MarkRequest } from '../../../../shared/mark-words.ts';
import { call } from '../../../api/host.ts';
import { visibleText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import { useCase, useOpenCase } from '../../../stores/case.store.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { CodeText } from '../../../ui/code-text.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorBanner } from '../../../ui/error-banner.tsx';
import { KeyValues } from '../../../ui/key-values.tsx';
import { SelectField } from '../../../ui/select-field.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import styles from './marks.module.css';
import { PathField } from './path-field.tsx';
import { PrintedPage } from './printed-page.tsx';

const words = text.marks.requests;
const FORMS = ['paper', ...MARK_REQUESTS.filter((form) => form !== 'paper')] as const;

export function RequestDialog({ onClose }: { onClose: () => void }) {
  const { handle } = useOpenCase();
  const [form, setForm] = useState<MarkRequest>('paper');
  const [dir, setDir] = useState('');
  const [old, setOld] = useState('');
  const [isWorking, setWorking] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [done, setDone] = useState<OutputOf<'mark.request'>>();
  const isOldBad = form === 'witness' && !/^\d{0,15}$/u.test(old.trim());
  const run = async (): Promise<void> => {
    setWorking(true);
    setFailure(undefined);
    try {
      const more = form === 'witness' && old.trim() !== '' ? { oldSize: Number(old) } : {};
      setDone(await call('mark.request', { handle, form, dir, ...more }));
      await useCase.getState().refresh();
    } catch (thrown) {
      setFailure(thrown);
    } finally {
      setWorking(false);
    }
  };
  const footer =
    done === undefined ? (
      <Button
        variant="primary"
        isPending={isWorking}
        isDisabled={dir.trim() === '' || isOldBad}
        onPress={() => void run()}
      >
        {words.start}
      </Button>
    ) : (
      <Button variant="primary" onPress={onClose}>
        {text.marks.close}
      </Button>
    );
  return (
    <Dialog title={words.title} isOpen onClose={onClose} footer={footer}>
      <div className={styles['dialog']}>
        {done === undefined ? (
          <>
            <SelectField
              label={words.form}
              value={form}
              onChange={setForm}
              choices={FORMS.map((id) => ({ id, ...words.forms[id] }))}
              hint={words.forms[form].note}
            />
            <PathField
              label={words.dir}
              hint={words.dirHint}
              title={words.dirTitle}
              purpose="folder"
              value={dir}
              onChange={setDir}
            />
            {form === 'witness' && (
              <TextField
                label={words.old}
                hint={words.oldHint}
                value={old}
                onChange={setOld}
                inputMode="numeric"
                {...(isOldBad ? { error: words.oldBad } : {})}
              />
            )}
            {failure !== undefined && <ErrorBanner error={failure} />}
          </>
        ) : (
          <Done done={done} />
        )}
      </div>
    </Dialog>
  );
}

function Done({ done }: { done: OutputOf<'mark.request'> }) {
  const { form, path, size, words: checkWords, key, page } = done;
  const [isPrinting, setPrinting] = useState(false);
  const endPrinting = useCallback(() => setPrinting(false), []);
  return (
    <>
      <Banner tone="good" title={words.done}>
        {words.next[form]}
      </Banner>
      <KeyValues
        pairs={[
          { name: words.file, value: <CodeText raw={path} what={words.file} /> },
          { name: words.head, value: words.headText(size) },
          { name: words.words, value: visibleText(checkWords), isData: true },
          ...(form === 'witness' ? [{ name: words.key, value: <CodeText raw={key} what={words.key} /> }] : []),
        ]}
      />
      {page === null ? null : (
        <div className={styles['acts']}>
          <Button icon={<Printer size={15} />} isDisabled={isPrinting} onPress={() => setPrinting(true)}>
            {words.print}
          </Button>
        </div>
      )}
      {isPrinting && page !== null ? <PrintedPage svg={page} onEnd={endPrinting} /> : null}
    </>
  );
}
