/** Which items an act is about: chosen from what is known, several at once, or given by their SHA-256. */
import { useState } from 'react';
import { shortHash } from '../../../format/hash-text.ts';
import { shownText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import type { Operator } from '../../../stores/custody-ledger.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import { TextField } from '../../../ui/text-field.tsx';
import { partyText } from '../party-text.ts';
import styles from './act-dialog.module.css';
import { type ChosenItem, sha256Of } from './act-form.ts';
import type { KnownItem } from './known-items.ts';

const words = text.custodyActs.items;
const NAME_CHARS = 120;
/** Rows on screen; the rest is found by typing. */
const MAX_SHOWN = 200;

interface ItemsPickerProps {
  known: readonly KnownItem[];
  isReady: boolean;
  operators: readonly Operator[];
  chosen: readonly ChosenItem[];
  onChoose: (items: readonly ChosenItem[]) => void;
}

export function ItemsPicker({ known, isReady, operators, chosen, onChoose }: ItemsPickerProps) {
  const [find, setFind] = useState('');
  const chosenHashes = new Set(chosen.map(({ sha256 }) => sha256));
  const typedOnly = chosen.filter(({ sha256 }) => known.every((each) => each.sha256 !== sha256));
  const all: readonly KnownItem[] = [
    ...typedOnly.map(({ sha256, name }): KnownItem => ({ sha256, id: null, name, state: undefined })),
    ...known,
  ];
  const wanted = find.trim().toLowerCase();
  const found = all.filter(({ id, name, sha256 }) =>
    `${id ?? ''} ${name ?? ''} ${sha256}`.toLowerCase().includes(wanted),
  );
  const shown = found.slice(0, MAX_SHOWN);
  const toggle = ({ sha256, name }: KnownItem, isChosen: boolean): void =>
    onChoose(isChosen ? [...chosen, { sha256, name }] : chosen.filter((each) => each.sha256 !== sha256));
  return (
    <fieldset className={styles['items']}>
      <legend className={styles['legend']}>{words.label}</legend>
      <div className={styles['itemsHead']}>
        <div className={styles['find']}>
          <SearchField label={words.find} value={find} onChange={setFind} />
        </div>
        <Button
          variant="quiet"
          isDisabled={shown.length === 0}
          onPress={() => onChoose([...chosen, ...shown.filter(({ sha256 }) => !chosenHashes.has(sha256))])}
        >
          {words.all}
        </Button>
        <Button variant="quiet" isDisabled={chosen.length === 0} onPress={() => onChoose([])}>
          {words.none}
        </Button>
        <output className={styles['count']}>{words.chosen(chosen.length)}</output>
      </div>
      <ul className={styles['itemList']}>
        {shown.length === 0 && (
          <li className={styles['hint']}>{all.length > 0 ? words.noMatch : isReady ? words.empty : words.loading}</li>
        )}
        {shown.map((item) => (
          <li key={item.sha256} className={styles['item']}>
            <Checkbox isSelected={chosenHashes.has(item.sha256)} onChange={(isChosen) => toggle(item, isChosen)}>
              <span className={styles['itemName']}>
                {item.id === null ? null : <strong>{item.id} </strong>}
                <bdi>{shownText(item.name ?? '', NAME_CHARS).shown}</bdi>{' '}
                <code title={item.sha256}>{shortHash(item.sha256)}</code>
              </span>
            </Checkbox>
            <Holder item={item} operators={operators} />
          </li>
        ))}
        {found.length > shown.length && <li className={styles['hint']}>{words.more(found.length - shown.length)}</li>}
      </ul>
      <TypedItem
        isKnown={(sha256) => chosenHashes.has(sha256)}
        onAdd={(item) => onChoose([...chosen, { ...item, name: item.name ?? nameOf(known, item.sha256) }])}
      />
    </fieldset>
  );
}

const nameOf = (known: readonly KnownItem[], sha256: string): string | null =>
  known.find((each) => each.sha256 === sha256)?.name ?? null;

function Holder({ item: { state }, operators }: { item: KnownItem; operators: readonly Operator[] }) {
  const who = state === undefined ? words.notHeld : words.heldBy(partyText(state.holder, operators));
  return (
    <span className={styles['holder']}>
      {state?.isDisposed === true ? words.disposed : who}
      {state?.isOnHold === true ? <Badge tone="warn">{words.onHold}</Badge> : null}
    </span>
  );
}

interface TypedItemProps {
  isKnown: (sha256: string) => boolean;
  onAdd: (item: ChosenItem) => void;
}

function TypedItem({ isKnown, onAdd }: TypedItemProps) {
  const [typed, setTyped] = useState('');
  const [name, setName] = useState('');
  const sha256 = sha256Of(typed);
  const isDouble = sha256 !== undefined && isKnown(sha256);
  const isWrong = typed.trim() !== '' && sha256 === undefined;
  const fault = isWrong ? text.custodyActs.faults.sha256 : isDouble ? words.known : undefined;
  return (
    <div className={styles['typed']}>
      <div className={styles['grow']}>
        <TextField
          label={words.typed}
          hint={words.typedHint}
          error={fault}
          isData
          value={typed}
          onChange={setTyped}
          spellCheck="false"
        />
      </div>
      <div className={styles['grow']}>
        <TextField label={words.typedName} hint={text.custodyActs.optional} value={name} onChange={setName} />
      </div>
      <Button
        isDisabled={sha256 === undefined || isDouble}
        onPress={() => {
          if (sha256 === undefined) return;
          onAdd({ sha256, name: name.trim() === '' ? null : name.trim() });
          setTyped('');
          setName('');
        }}
      >
        {words.add}
      </Button>
    </div>
  );
}
