/** Makes recovery shares and shows them once, page by page, to be printed. They are kept nowhere in the window. */
import { useState } from 'react';
import type { OutputOf } from '../../../shared/contract/index.ts';
import { call } from '../../api/host.ts';
import { text } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { KeyActDialog } from './key-act-dialog.tsx';
import styles from './operators-view.module.css';
import { PrintedPage } from './printed-page.tsx';
import { SignedActFields, useSignedAct } from './signed-act-fields.tsx';
import type { Operators } from './use-operators.ts';

type Made = OutputOf<'operator.createRecovery'>;
type Kind = '2/3' | '3/5' | '2/2';
const KINDS: readonly Kind[] = ['2/3', '3/5', '2/2'];
const words = text.operators.recovery;

interface RecoveryDialogProps {
  handle: string;
  operators: Operators;
  onClose: () => void;
  onDone: () => void;
}

export function RecoveryDialog({ handle, operators, onClose, onDone }: RecoveryDialogProps) {
  const signed = useSignedAct();
  const [kind, setKind] = useState<Kind>('2/3');
  const [made, setMade] = useState<Made>();
  if (made !== undefined) return <Shares made={made} onClose={onClose} />;
  const submit = async (): Promise<void> => {
    const [threshold = 2, count = 3] = kind.split('/').map(Number);
    setMade(await call('operator.createRecovery', { handle, threshold, count, ...signed.input }));
    onDone();
  };
  return (
    <KeyActDialog
      title={words.title}
      submit={words.submit}
      isComplete={signed.isComplete}
      onSubmit={submit}
      onClose={onClose}
    >
      <p>{words.text}</p>
      <SelectField
        label={words.kind}
        value={kind}
        onChange={setKind}
        choices={KINDS.map((id) => ({ id, label: words.kinds[id] }))}
      />
      <SignedActFields signed={signed} operators={operators} />
    </KeyActDialog>
  );
}

function Shares({ made: { shares }, onClose }: { made: Made; onClose: () => void }) {
  const [place, setPlace] = useState(0);
  const [isPrinting, setPrinting] = useState(false);
  const share = shares[place];
  if (share === undefined) return null;
  const isLast = place === shares.length - 1;
  const source = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(share.page)}`;
  return (
    <Dialog
      title={words.sharesTitle}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={() => setPrinting(true)}>{words.print}</Button>
          <Button variant="primary" onPress={() => (isLast ? onClose() : setPlace(place + 1))}>
            {isLast ? words.finish : words.next}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <p>{words.sharesText}</p>
        <h3>{words.share(share.index, shares.length, share.name)}</h3>
        <pre className={styles.share}>{share.text}</pre>
        <img className={styles.page} src={source} alt={words.page(share.index)} />
        {isPrinting && <PrintedPage source={source} onEnd={() => setPrinting(false)} />}
      </div>
    </Dialog>
  );
}
