/** What every act on keys asks for: why, and a second person where the case wants two. */
import { useState } from 'react';
import { shownText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { PassphraseField } from '../../ui/passphrase-field.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import type { Operators } from './use-operators.ts';

const MIN_REASON_CHARS = 10;
const NAME_CHARS = 60;
const NOBODY = '';
const words = text.operators;

export interface SignedAct {
  reason: string;
  secondId: string;
  secondPassphrase: string;
}

export function useSignedAct() {
  const [act, setAct] = useState<SignedAct>({ reason: '', secondId: NOBODY, secondPassphrase: '' });
  const { reason, secondId, secondPassphrase } = act;
  return {
    act,
    change: (part: Partial<SignedAct>): void => setAct({ ...act, ...part }),
    isComplete: reason.trim().length >= MIN_REASON_CHARS && (secondId === NOBODY || secondPassphrase !== ''),
    input: {
      reason: reason.trim(),
      ...(secondId === NOBODY ? {} : { signers: [{ operatorId: secondId, passphrase: secondPassphrase }] }),
    },
  };
}

interface SignedActFieldsProps {
  signed: ReturnType<typeof useSignedAct>;
  operators: Operators;
  /** Who can not be the second person beside whoever acts. */
  not?: string;
}

export function SignedActFields({ signed: { act, change }, operators, not }: SignedActFieldsProps) {
  const { info } = useOpenCase();
  const others = operators.filter(
    ({ operatorId, until }) => until === undefined && operatorId !== info.operator.operatorId && operatorId !== not,
  );
  return (
    <>
      <TextField
        label={words.reason}
        hint={words.reasonHint}
        lines={2}
        value={act.reason}
        onChange={(reason) => change({ reason })}
        maxLength={2000}
      />
      {others.length > 0 && (
        <SelectField
          label={words.second}
          value={act.secondId}
          onChange={(secondId) => change({ secondId })}
          choices={[
            { id: NOBODY, label: words.nobody },
            ...others.map(({ operatorId, name }) => ({ id: operatorId, label: shownText(name, NAME_CHARS).shown })),
          ]}
        />
      )}
      {act.secondId !== NOBODY && (
        <PassphraseField
          label={words.secondPassphrase}
          value={act.secondPassphrase}
          onChange={(secondPassphrase) => change({ secondPassphrase })}
        />
      )}
    </>
  );
}
