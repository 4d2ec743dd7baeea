/** Says whom this workstation trusts from now on: a witness by its key, an issuer of time stamps by its certificate, a block by its root. */
import { useState } from 'react';
import { TRUST_KINDS, type TrustKind } from '../../../../shared/mark-words.ts';
import { call } from '../../../api/host.ts';
import { visibleText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import { useCase, useOpenCase } from '../../../stores/case.store.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorBanner } from '../../../ui/error-banner.tsx';
import { SelectField } from '../../../ui/select-field.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { FileField } from './file-field.tsx';
import { type DroppedFile, useDroppedFile } from './given-file.ts';
import styles from './marks.module.css';

const words = text.marks.trust;

export function TrustDialog({ onClose }: { onClose: () => void }) {
  const { handle } = useOpenCase();
  const [kind, setKind] = useState<TrustKind>('witness');
  const [value, setValue] = useState('');
  const [path, setPath] = useState('');
  const [dropped, setDropped] = useState<DroppedFile>();
  const [isWorking, setWorking] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [added, setAdded] = useState<readonly { id: string; name: string }[]>();
  useDroppedFile(setDropped, setFailure);
  const takesValue = kind !== 'tsa-root';
  const takesFile = kind !== 'witness';
  const given = {
    ...(takesValue && value.trim() !== '' ? { value: value.trim() } : {}),
    ...(takesFile && dropped !== undefined ? { content: dropped.content } : {}),
    ...(takesFile && dropped === undefined && path.trim() !== '' ? { path: path.trim() } : {}),
  };
  const run = async (): Promise<void> => {
    setWorking(true);
    setFailure(undefined);
    setAdded(undefined);
    try {
      setAdded((await call('mark.trust', { handle, kind, ...given })).added);
      await useCase.getState().refresh();
    } catch (thrown) {
      setFailure(thrown);
    } finally {
      setWorking(false);
    }
  };
  return (
    <Dialog
      title={words.addTitle}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text.marks.close}</Button>
          <Button
            variant="primary"
            isPending={isWorking}
            isDisabled={Object.keys(given).length !== 1}
            onPress={() => void run()}
          >
            {words.addAct}
          </Button>
        </>
      }
    >
      <div className={styles['dialog']}>
        <p className={styles['hint']}>{words.addLead}</p>
        <SelectField
          label={words.kind}
          value={kind}
          onChange={setKind}
          choices={TRUST_KINDS.map((id) => ({ id, ...words.kinds[id] }))}
          hint={words.kinds[kind].note}
        />
        {takesValue && (
          <TextField
            label={kind === 'witness' ? words.key : words.block}
            hint={kind === 'witness' ? words.keyHint : words.blockHint}
            isData
            spellCheck="false"
            value={value}
            onChange={setValue}
          />
        )}
        {takesFile && (
          <FileField
            label={kind === 'tsa-root' ? words.certificate : words.headers}
            hint={kind === 'tsa-root' ? words.certificateHint : words.headersHint}
            title={words.chooseTitle}
            path={path}
            onPath={setPath}
            dropped={dropped}
            onDropped={setDropped}
          />
        )}
        {failure === undefined ? null : <ErrorBanner error={failure} />}
        {added === undefined ? null : (
          <Banner tone="good" title={added.length === 0 ? words.known : words.added}>
            {visibleText(added.map(({ name }) => name).join('; '))}
          </Banner>
        )}
      </div>
    </Dialog>
  );
}
