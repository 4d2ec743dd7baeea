/**
 * What an act needs before it is signed, as the ledger says: who signs, whether it fits, why it would be refused.
 *
 * Passphrases are in the state of the dialog alone.
 */
import type { OutputOf } from '../../../../shared/contract/index.ts';
import { visibleText } from '../../../format/safe-text.ts';
import { text } from '../../../i18n/text.ts';
import type { Operator } from '../../../stores/custody-ledger.ts';
import { Banner } from '../../../ui/banner.tsx';
import { PassphraseField } from '../../../ui/passphrase-field.tsx';
import { SelectField } from '../../../ui/select-field.tsx';
import { operatorText } from '../party-text.ts';
import styles from './act-dialog.module.css';

const words = text.custodyActs.needs;

export type ActCheck = OutputOf<'custody.check'>;

interface ActNeedsProps {
  /** Undefined: something is missing in the form, or the ledger was not asked yet. */
  check: ActCheck | undefined;
  isAsking: boolean;
  ownId: string;
  operators: readonly Operator[];
  second: string | null;
  onSecond: (operatorId: string) => void;
  passphrases: Readonly<Record<string, string>>;
  onPassphrase: (operatorId: string, passphrase: string) => void;
}

/** Why it would be refused, once everybody who is asked here has signed. */
export const hindrances = ({ refusals }: ActCheck): ActCheck['refusals'] =>
  refusals.filter(({ code }) => code !== 'SIGNATURE_MISSING');

/** Who signs beside the acting operator; `second` only where nobody else has to. */
export function othersWho(check: ActCheck, ownId: string, second: string | null): string[] {
  const others = check.signers.filter((id) => id !== ownId);
  return others.length === 0 && check.needsTwo && second !== null ? [second] : others;
}

export function ActNeeds(props: ActNeedsProps) {
  const { check, isAsking, ownId, operators, second, onSecond } = props;
  const name = (id: string): string => operatorText(id, operators);
  return (
    <section className={styles['needs']} aria-label={words.title}>
      <h3 className={styles['legend']}>{words.title}</h3>
      {check === undefined ? (
        <p className={styles['hint']}>{isAsking ? words.asking : words.waiting}</p>
      ) : (
        <>
          <ul className={styles['needsList']}>
            <li>{words.you(name(ownId))}</li>
            {check.signers.flatMap((id) => (id === ownId ? [] : [<li key={id}>{words.others(name(id))}</li>]))}
            {check.needsTwo ? <li>{words.second}</li> : null}
            {check.signers.length === 1 && !check.needsTwo ? <li>{words.alone}</li> : null}
          </ul>
          <Verdict check={check} />
          {check.needsTwo && check.signers.length === 1 ? (
            <SelectField
              label={words.who}
              placeholder={words.whoPlaceholder}
              value={second}
              onChange={onSecond}
              {...(operators.length < 2 ? { error: words.nobodyElse } : {})}
              choices={operators
                .filter(({ operatorId }) => operatorId !== ownId)
                .map(({ operatorId }) => ({ id: operatorId, label: name(operatorId) }))}
            />
          ) : null}
          {othersWho(check, ownId, second).map((id) => (
            <PassphraseField
              key={id}
              label={words.passphrase(name(id))}
              hint={words.passphraseHint}
              autoComplete="new-password"
              value={props.passphrases[id] ?? ''}
              onChange={(typed) => props.onPassphrase(id, typed)}
            />
          ))}
        </>
      )}
    </section>
  );
}

function Verdict({ check }: { check: ActCheck }) {
  const found = hindrances(check);
  if (found.length === 0) return <p className={styles['fits']}>{words.fits}</p>;
  const hidden = check.refusalCount - check.refusals.length;
  return (
    <Banner tone="bad" title={words.refused(found.length)}>
      <ul>
        {found.map(({ message }) => (
          <li key={message}>{visibleText(message)}</li>
        ))}
        {hidden > 0 ? <li>{words.more(hidden)}</li> : null}
      </ul>
    </Banner>
  );
}
