/** One signed act to the last byte: who signed, what, and the envelope as it is recorded; all of it to be copied. */
import { visibleText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { useCustodyAct, useOperators } from '../../stores/custody-ledger.ts';
import { Banner } from '../../ui/banner.tsx';
import { CodeText } from '../../ui/code-text.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorBanner } from '../../ui/error-banner.tsx';
import { PanelHeader } from '../../ui/panel-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './item-chain.module.css';
import { operatorText } from './party-text.ts';

const words = text.custodyActs.envelope;

export function EnvelopeDialog({ seq, onClose }: { seq: number; onClose: () => void }) {
  const { data, error } = useCustodyAct(seq);
  const operators = useOperators();
  return (
    <Dialog title={words.title(seq)} size="large" closesOutside isOpen onClose={onClose}>
      <div className={styles['envelope']}>
        {error === null ? null : <ErrorBanner error={error} />}
        {data === undefined && error === null ? <Skeleton lines={6} /> : null}
        {data === undefined ? null : data.envelope === null ? (
          <p>{words.none}</p>
        ) : (
          <>
            {data.problems.length === 0 ? (
              <Banner tone="good" title={words.holds} />
            ) : (
              <Banner tone="bad" title={words.broken}>
                {data.problems.map((problem) => (
                  <p key={problem}>{visibleText(problem)}</p>
                ))}
              </Banner>
            )}
            <p>
              <strong>{words.signedBy}</strong>{' '}
              <bdi>{data.signedBy.map((id) => operatorText(id, operators)).join(', ') || words.nobody}</bdi>
            </p>
            {data.act === null ? null : (
              <section>
                <PanelHeader level={3} title={words.signed} />
                <CodeText raw={JSON.stringify(data.act, undefined, 2)} what={words.signed} />
              </section>
            )}
            <section>
              <PanelHeader level={3} title={words.raw} />
              <p className={styles['faint']}>{words.rawHint}</p>
              <CodeText raw={JSON.stringify(data.envelope)} what={words.raw} />
            </section>
          </>
        )}
      </div>
    </Dialog>
  );
}
