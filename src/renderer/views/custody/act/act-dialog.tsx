/**
 * Records a custody act: what it needs is said before it is signed, what the ledger would refuse is refused in its words.
 *
 * Passphrases of others live in the state of this dialog, and go with it.
 */
import { useEffect, useState } from 'react';
import type { OutputOf } from '../../../../shared/contract/index.ts';
import { call } from '../../../api/host.ts';
import { countText } from '../../../format/number-text.ts';
import { visibleText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import { useActDraft } from '../../../stores/act-draft.store.ts';
import { useCase, useOpenCase } from '../../../stores/case.store.ts';
import { useCustody } from '../../../stores/custody.store.ts';
import { useOperators } from '../../../stores/custody-ledger.ts';
import { useNavigation } from '../../../stores/navigation.store.ts';
import { announce } from '../../../ui/announcer.tsx';
import { Banner } from '../../../ui/banner.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorBanner } from '../../../ui/error-banner.tsx';
import { KeyValues } from '../../../ui/key-values.tsx';
import { actRefusal } from '../act-rights.ts';
import { operatorText } from '../party-text.ts';
import styles from './act-dialog.module.css';
import { ActFields, ActKind } from './act-fields.tsx';
import { type ActForm, commonHolder, faultsOf, inputOf, NEW_FORM } from './act-form.ts';
import { ActNeeds, hindrances, othersWho } from './act-needs.tsx';
import { ItemsPicker } from './items-picker.tsx';
import { useActCheck } from './use-act-check.ts';
import { useKnownItems } from './use-known-items.ts';

const words = text.custodyActs;

interface Done {
  form: ActForm;
  added: OutputOf<'custody.add'>;
}

export function ActDialog({ onClose }: { onClose: () => void }) {
  const { handle, info } = useOpenCase();
  const ownId = info.operator.operatorId;
  const load = useCustody((state) => state.load);
  useEffect(() => void load(handle), [load, handle]);
  const draft = useActDraft((state) => state.draft);
  const operators = useOperators();
  const { known, isReady, error: itemsError } = useKnownItems();
  const [form, setForm] = useState<ActForm>({ ...NEW_FORM, ...draft });
  const [second, setSecond] = useState<string | null>(null);
  const [passphrases, setPassphrases] = useState<Readonly<Record<string, string>>>({});
  const [isWorking, setWorking] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [done, setDone] = useState<Done>();

  const stateOf = (sha256: string) => known.find((each) => each.sha256 === sha256)?.state;
  const holder = commonHolder(form.items.map(({ sha256 }) => stateOf(sha256)?.holder ?? null));
  const faults = faultsOf(form);
  const isSaid = Object.keys(faults).length === 0;
  const input = isSaid ? inputOf(form, holder) : undefined;
  const { check, isAsking, error } = useActCheck(input);
  const others = check === undefined ? [] : othersWho(check, ownId, second);
  const isSecondMissing = check?.needsTwo === true && others.length === 0;
  const isReadyToSign =
    check !== undefined &&
    hindrances(check).length === 0 &&
    !isSecondMissing &&
    others.every((id) => (passphrases[id] ?? '') !== '');
  const refusal = actRefusal(info);

  const submit = async (): Promise<void> => {
    if (input === undefined) return;
    setWorking(true);
    setFailure(undefined);
    try {
      const signers = others.map((operatorId) => ({ operatorId, passphrase: passphrases[operatorId] ?? '' }));
      const added = await call('custody.add', { handle, ...input, ...(signers.length === 0 ? {} : { signers }) });
      setDone({ form, added });
      setPassphrases({});
      useActDraft.getState().recorded(added.recordSeq);
      announce(words.recordedTitle);
    } catch (thrown) {
      setFailure(thrown);
    } finally {
      setWorking(false);
      // A refused passphrase is a record, too.
      await useCase.getState().refresh();
    }
  };
  const showInLedger = (): void => {
    onClose();
    useNavigation.getState().go('custody');
  };

  if (done !== undefined) {
    return (
      <Dialog
        title={words.recordedTitle}
        isOpen
        onClose={onClose}
        footer={
          <>
            <Button
              onPress={() => {
                setForm({ ...NEW_FORM, items: done.form.items });
                setDone(undefined);
              }}
            >
              {words.another}
            </Button>
            <Button onPress={onClose}>{words.close}</Button>
            <Button variant="primary" onPress={showInLedger}>
              {words.show}
            </Button>
          </>
        }
      >
        <Recorded done={done} />
      </Dialog>
    );
  }
  return (
    <Dialog
      title={words.title}
      size="large"
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{text.app.cancel}</Button>
          <Button
            variant="primary"
            isPending={isWorking}
            isDisabled={!isReadyToSign || refusal !== undefined}
            onPress={() => void submit()}
          >
            {words.sign}
          </Button>
        </>
      }
    >
      <div className={styles['dialog']}>
        {refusal === undefined ? (
          <p className={styles['hint']}>{words.lead}</p>
        ) : (
          <Banner tone="info" title={refusal} />
        )}
        <ActKind form={form} onChange={(change) => setForm({ ...form, ...change })} />
        {itemsError === null ? null : <ErrorBanner error={itemsError} />}
        <ItemsPicker
          known={known}
          isReady={isReady}
          operators={operators}
          chosen={form.items}
          onChoose={(items) => setForm({ ...form, items })}
        />
        <ActFields
          form={form}
          onChange={(change) => setForm({ ...form, ...change })}
          operators={operators}
          ownId={ownId}
          holder={holder}
        />
        {error === null ? null : <ErrorBanner error={error} />}
        <ActNeeds
          check={check}
          isAsking={isAsking}
          ownId={ownId}
          operators={operators}
          second={second}
          onSecond={setSecond}
          passphrases={passphrases}
          onPassphrase={(id, typed) => setPassphrases({ ...passphrases, [id]: typed })}
        />
        {failure === undefined ? null : <ErrorBanner error={failure} />}
      </div>
    </Dialog>
  );
}

function Recorded({ done: { form, added } }: { done: Done }) {
  const operators = useOperators();
  const { recordSeq, signedBy, holders, notices } = added;
  return (
    <div className={styles['dialog']}>
      <KeyValues
        pairs={[
          { name: words.act, value: words.done.text(words.past[form.act], form.items.length) },
          { name: words.done.record, value: `#${countText(recordSeq)}` },
          { name: words.done.signedBy, value: signedBy.map((id) => operatorText(id, operators)).join(', ') },
          {
            name: words.done.heldBy,
            value: visibleText([...new Set(holders.map((holder) => holder ?? words.nobody))].join(', ')),
          },
        ]}
      />
      {notices.map((notice) => (
        <Banner key={notice} tone="warn" title={visibleText(notice)} />
      ))}
    </div>
  );
}
