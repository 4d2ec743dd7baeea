/**
 * The verdict of the stand-alone verifier, above every view of an opened bundle. It can't be put away.
 *
 * Trust: the sentence is the verifier's own, its quotes from the bundle are escaped there; it is made visible here again.
 */
import { visibleText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { useCase } from '../../stores/case.store.ts';
import { useNavigation } from '../../stores/navigation.store.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/class-names.ts';
import { VerdictMark } from '../../ui/verdict-mark.tsx';
import { type BundleFacts, markOf, toneOf } from './bundle-verdict.ts';
import styles from './opened-bundle.module.css';

const words = text.openedBundle.band;

export function BundleBand() {
  const bundle = useCase((state) => state.info?.bundle);
  const recordCount = useCase((state) => state.info?.recordCount ?? 0);
  return bundle === undefined ? null : <Band bundle={bundle} recordCount={recordCount} />;
}

function Band({ bundle, recordCount }: { bundle: BundleFacts; recordCount: number }) {
  const { verdict, sentence, confirmedRecords, records } = bundle;
  const { withheld, redacted, unreadable } = records;
  return (
    <section className={cx(styles['band'], styles[toneOf(bundle)])} aria-label={words.label}>
      <VerdictMark verdict={markOf(bundle)} label={verdict} />
      <p className={styles['sentence']}>{visibleText(sentence)}</p>
      <span className={styles['facts']}>
        <Badge>{words.readOnly}</Badge>
        <span>{confirmedRecords === 0 ? words.notConfirmed : words.confirmed(confirmedRecords, recordCount)}</span>
        {withheld > 0 && <span>{words.withheld(withheld)}</span>}
        {redacted > 0 && <span>{words.redacted(redacted)}</span>}
        {unreadable > 0 && <span>{words.unreadable(unreadable)}</span>}
      </span>
      <Button variant="quiet" onPress={() => useNavigation.getState().go('verification')}>
        {words.report}
      </Button>
    </section>
  );
}
