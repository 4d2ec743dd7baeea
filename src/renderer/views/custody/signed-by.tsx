/** Who signed an act of the ledger, and the way to its envelope. */
import { FileSignature } from 'lucide-react';
import { useState } from 'react';
import { visibleText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { useCustodyAct, useOperators } from '../../stores/custody-ledger.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import styles from './custody-view.module.css';
import { EnvelopeDialog } from './envelope-dialog.tsx';
import { operatorText } from './party-text.ts';

const words = text.custodyActs;

export function SignedBy({ seq }: { seq: number }) {
  const { data, error } = useCustodyAct(seq);
  const operators = useOperators();
  const [isShown, setShown] = useState(false);
  if (error !== null) return <ErrorBanner error={error} />;
  if (data === undefined) return null;
  const people = data.signedBy.map((id) => operatorText(id, operators)).join(', ');
  return (
    <>
      <p className={styles['signed']}>
        <bdi>{people === '' ? words.chain.unsigned : words.chain.signedBy(people)}</bdi>
        <Button variant="quiet" icon={<FileSignature size={14} />} onPress={() => setShown(true)}>
          {words.envelope.inLedger}
        </Button>
      </p>
      {data.problems.map((problem) => (
        <Banner key={problem} tone="bad" title={visibleText(problem)} />
      ))}
      {isShown ? <EnvelopeDialog seq={seq} onClose={() => setShown(false)} /> : null}
    </>
  );
}
