/** How much of the log is sealed, since when, and who outside confirms it: what is so, no judgement. */
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/host.ts';
import { visibleText } from '../../format/safe-text.ts';
import { text } from '../../i18n/text.ts';
import { useOpenCase } from '../../stores/case.store.ts';
import { useMarkStatus } from '../../stores/mark-status.ts';
import { Badge } from '../../ui/badge.tsx';
import { HashText } from '../../ui/hash-text.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import styles from './verification-view.module.css';

const words = text.verification.summary;

export function CaseSummary() {
  const { handle, info } = useOpenCase();
  const { headSize, recordCount, fingerprint, readOnlyReason } = info;
  // The size of a head is one more than the seq of the seal it was made for.
  const seal = useQuery({
    queryKey: [handle, 'custody.list', 'seal', headSize],
    queryFn: () =>
      call('custody.list', { handle, kinds: ['seal'], limit: 1, ...(headSize < 2 ? {} : { afterSeq: headSize - 2 }) }),
    enabled: headSize > 0,
  });
  const sealedAt = seal.data?.find(({ seq }) => seq === headSize - 1)?.at;
  return (
    <dl className={styles['summary']} aria-label={words.label}>
      <div>
        <dt>{words.head}</dt>
        <dd>{words.headText(headSize, recordCount)}</dd>
      </div>
      {sealedAt === undefined ? null : (
        <div>
          <dt>{words.sealedAt}</dt>
          <dd>
            <TimeText timestamp={sealedAt} isBoth />
          </dd>
        </div>
      )}
      <div>
        <dt>{words.outside}</dt>
        <dd>
          <OutsideBadge />
        </dd>
      </div>
      <div>
        <dt>{words.fingerprint}</dt>
        <dd>
          <HashText hash={fingerprint} what={words.fingerprint} isFull />
        </dd>
      </div>
      {readOnlyReason === undefined ? null : (
        <div>
          <dt>{words.readOnly}</dt>
          <dd>{visibleText(readOnlyReason)}</dd>
        </div>
      )}
    </dl>
  );
}

/** While it is not known, nothing is said about marks: neither that there are some nor that there are none. */
function OutsideBadge() {
  const { data, error } = useMarkStatus();
  if (data === undefined) return <Badge tone="unsure">{error === null ? text.marks.unknown : text.marks.failed}</Badge>;
  const { confirmedBy, confirmedSize, newest } = data;
  if (newest === null) return <Badge tone="unsure">{words.outsideNone}</Badge>;
  if (confirmedBy === null) return <Badge tone="unsure">{text.marks.notConfirmed}</Badge>;
  return <Badge tone="good">{visibleText(text.marks.confirmed(confirmedSize, confirmedBy.who))}</Badge>;
}
