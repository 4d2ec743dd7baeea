/**
 * What the case's log says of itself: sealed or not, how much nobody outside confirms yet, why it is read-only.
 *
 * States, never a judgement: that the log is whole is said only by a verification.
 */
import { Lock, LockOpen } from 'lucide-react';
import { useWorkstationInfo } from '../api/workstation-info.ts';
import { formatMinute } from '../../shared/format-values.ts';
import { countText } from '../format/number-text.ts';
import { visibleText } from '../format/safe-text.ts';
import { text } from '../i18n/text.ts';
import { type CaseInfo, useCase } from '../stores/case.store.ts';
import { type MarkStatus, useMarkStatus } from '../stores/mark-status.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { HashText } from '../ui/hash-text.tsx';
import { KeyValues } from '../ui/key-values.tsx';
import { Popover } from '../ui/popover.tsx';
import styles from './frame.module.css';

const words = text.app.status;

const sealText = ({ recordCount, headSize }: CaseInfo): string =>
  recordCount === headSize ? words.sealed : words.unsealed(recordCount - headSize);

export function CaseStatus() {
  const info = useCase((state) => state.info);
  const { data: marks } = useMarkStatus();
  if (info === undefined) return <span className={styles['faint']}>{words.noCase}</span>;
  const isSealed = info.recordCount === info.headSize;
  const trigger = (
    <Button variant="quiet" icon={isSealed ? <Lock size={14} /> : <LockOpen size={14} />}>
      <span className={styles['status']}>
        {sealText(info)}
        {info.bundle === undefined && <MarkBadge status={marks} />}
        {info.readOnlyReason === undefined ? null : <Badge tone="warn">{words.readOnly}</Badge>}
      </span>
    </Button>
  );
  return (
    <Popover label={words.label} trigger={trigger}>
      <CaseFacts info={info} marks={marks} />
    </Popover>
  );
}

/** How much nobody who is trusted confirms; until that is known, nothing is said. */
function MarkBadge({ status }: { status: MarkStatus | undefined }) {
  if (status === undefined) return <Badge tone="unsure">{words.outsideMarkUnknown}</Badge>;
  if (status.newest === null) return <Badge tone="unsure">{words.noOutsideMark}</Badge>;
  if (status.confirmedBy === null) return <Badge tone="unsure">{text.marks.onlyUnconfirmed}</Badge>;
  return (
    <>
      <Badge tone="good">{text.marks.since(status.recordsSince)}</Badge>
      {status.newest.size > status.confirmedSize && <Badge tone="unsure">{text.marks.newerUnconfirmed}</Badge>}
    </>
  );
}

function marksText(status: MarkStatus | undefined, recordCount: number): string {
  if (status === undefined) return text.marks.unknown;
  const { newest, confirmedBy, confirmedSize, recordsSince } = status;
  if (newest === null) return words.noOutsideMarkHint(recordCount);
  const newestText = text.marks.newestHint(
    newest.size,
    text.marks.forms[newest.form],
    formatMinute(newest.time ?? newest.at),
  );
  if (confirmedBy === null) return visibleText(`${newestText}; ${text.marks.notConfirmed}`);
  const by = `${text.marks.confirmed(confirmedSize, confirmedBy.who)}; ${text.marks.since(recordsSince)}`;
  return visibleText(newest.size > confirmedSize ? `${by}; ${newestText}; ${text.marks.notConfirmed}` : by);
}

function CaseFacts({ info, marks }: { info: CaseInfo; marks: MarkStatus | undefined }) {
  const { operator, readOnlyReason } = info;
  return (
    <KeyValues
      pairs={[
        ...(readOnlyReason === undefined ? [] : [{ name: words.readOnlyTitle, value: visibleText(readOnlyReason) }]),
        { name: words.log, value: `${words.sealedHint(info.headSize)}; ${sealText(info)}` },
        { name: words.outsideMark, value: marksText(marks, info.recordCount) },
        { name: words.events, value: countText(info.eventCount) },
        { name: words.fingerprint, value: <HashText hash={info.fingerprint} what={words.fingerprint} isFull /> },
        { name: words.operator, value: `${visibleText(operator.name)} (${operator.role})` },
        { name: words.folder, value: visibleText(info.dir), isData: true },
      ]}
    />
  );
}

export function AirGap() {
  const airGap = useWorkstationInfo()?.airGap;
  if (airGap === undefined) return <Badge tone="unsure">{words.airGapUnknown}</Badge>;
  return airGap ? (
    <Badge title={words.airGapHint}>{words.airGapOn}</Badge>
  ) : (
    <Badge tone="warn">{words.airGapOff}</Badge>
  );
}
