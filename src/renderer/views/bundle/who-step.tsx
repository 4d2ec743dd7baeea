/** Who signs the list of files: whoever has the case open, and a second person where the case asks for one or it is wanted. */
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { useOperators, useTwoPersonActs } from '../../stores/custody-ledger.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { PassphraseField } from '../../ui/passphrase-field.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { operatorText } from '../custody/party-text.ts';
import styles from './bundle-wizard.module.css';

const words = text.bundle.who;
const needs = text.custodyActs.needs;

export interface Second {
  isWanted: boolean;
  operatorId: string | null;
  passphrase: string;
}

interface WhoStepProps {
  second: Second;
  onChange: (change: Partial<Second>) => void;
}

/** Whether this case wants two people under what leaves it; undefined while that is not known. */
export const useNeedsTwo = (): boolean | undefined => useTwoPersonActs()?.includes('export');

export function WhoStep({ second, onChange }: WhoStepProps) {
  const { info } = useOpenCase();
  const operators = useOperators();
  const needsTwo = useNeedsTwo();
  const { operatorId: ownId } = info.operator;
  const others = operators.filter(({ operatorId }) => operatorId !== ownId);
  const isShown = needsTwo === true || second.isWanted;
  return (
    <div className={styles['step']}>
      <p>{words.you(operatorText(ownId, operators))}</p>
      <p className={styles['hint']}>{needsTwo === undefined ? words.unknown : needsTwo ? words.two : words.one}</p>
      {needsTwo === true ? null : (
        <Checkbox
          isSelected={second.isWanted}
          isDisabled={others.length === 0}
          onChange={(isWanted) => onChange({ isWanted })}
        >
          {words.add}
        </Checkbox>
      )}
      {isShown && (
        <>
          <SelectField
            label={needs.who}
            placeholder={needs.whoPlaceholder}
            value={second.operatorId}
            onChange={(operatorId) => onChange({ operatorId, passphrase: '' })}
            {...(others.length === 0 ? { error: needs.nobodyElse } : {})}
            choices={others.map(({ operatorId }) => ({
              id: operatorId,
              label: operatorText(operatorId, operators),
            }))}
          />
          {second.operatorId === null ? null : (
            <PassphraseField
              label={needs.passphrase(operatorText(second.operatorId, operators))}
              hint={needs.passphraseHint}
              autoComplete="new-password"
              value={second.passphrase}
              onChange={(passphrase) => onChange({ passphrase })}
            />
          )}
        </>
      )}
    </div>
  );
}
