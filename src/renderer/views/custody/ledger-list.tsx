/**
 * The rows of the ledger. Only those on screen are there, however long the log: arrow keys go through all of them.
 */
import { DoorClosed, TriangleAlert } from 'lucide-react';
import { Collection, ListBox, ListBoxItem, ListLayout, Virtualizer } from 'react-aria-components';
import { countText, durationText } from '../../format/number-text.ts';
import { shownText, visibleText } from '../../format/safe-text.ts';
import { clockText, utcClock, zonedClock } from '../../format/time-text.ts';
import { text } from '../../i18n/text.ts';
import { useDisplayZone } from '../../stores/case-settings.store.ts';
import { cx } from '../../ui/class-names.ts';
import type { Gap, LedgerEntry, LedgerRow } from './ledger.ts';
import { kindText } from './ledger-filters.tsx';
import styles from './ledger-list.module.css';
import { LedgerMarkBadge } from './ledger-mark.tsx';

const words = text.custody;
const ROW_REM = 1.625;
const SENTENCE_CHARS = 400;

interface LedgerListProps {
  rows: readonly LedgerRow[];
  seq: number | undefined;
  /** Undefined: nothing is chosen any more (Escape). */
  onSeq: (seq: number | undefined) => void;
}

const idOf = (row: LedgerRow): string => (row.type === 'gap' ? `gap ${row.gap.endSeq}` : String(row.entry.record.seq));

export function LedgerList({ rows, seq, onSeq }: LedgerListProps) {
  const zone = useDisplayZone();
  const isZoned = zone !== 'UTC';
  const rowSize = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * ROW_REM;
  return (
    <div className={cx(styles['ledger'], isZoned && styles['zoned'])}>
      <div className={styles['head']} aria-hidden="true">
        <span className={styles['seq']}>{words.columns.seq}</span>
        <span>{`${words.columns.at}, UTC`}</span>
        {isZoned ? <span>{visibleText(zone)}</span> : null}
        <span>{words.columns.who}</span>
        <span>{words.columns.kind}</span>
        <span>{words.columns.what}</span>
      </div>
      <Virtualizer layout={ListLayout} layoutOptions={{ rowSize }}>
        <ListBox
          aria-label={words.list}
          className={styles['list'] ?? ''}
          selectionMode="single"
          selectionBehavior="replace"
          selectedKeys={seq === undefined ? [] : [String(seq)]}
          onSelectionChange={(keys) => {
            const [key] = keys === 'all' ? [] : [...keys];
            onSeq(key === undefined ? undefined : Number(key));
          }}
        >
          <Collection items={rows.map((row) => ({ id: idOf(row), row }))} dependencies={[zone]}>
            {({ id, row }) => (
              <ListBoxItem
                id={id}
                textValue={row.type === 'gap' ? gapText(row.gap) : row.entry.sentence}
                isDisabled={row.type === 'gap'}
                className={cx(styles['row'], row.type === 'gap' && styles['gap'])}
              >
                {row.type === 'gap' ? <GapCells gap={row.gap} /> : <EntryCells entry={row.entry} zone={zone} />}
              </ListBoxItem>
            )}
          </Collection>
        </ListBox>
      </Virtualizer>
    </div>
  );
}

function EntryCells({ entry, zone }: { entry: LedgerEntry; zone: string }) {
  const { record, who, sentence, mark, backSeconds } = entry;
  const zoned = zonedClock(record.at, zone);
  return (
    <>
      <span className={styles['seq']}>{countText(record.seq)}</span>
      <span className={styles['time']}>
        {clockText(utcClock(record.at))}
        {backSeconds === undefined ? null : (
          <span className={styles['back']} title={words.gaps.clockBack(durationText(backSeconds))}>
            <TriangleAlert size={13} aria-hidden="true" />
            <span className="sr-only">{words.gaps.clockBack(durationText(backSeconds))}</span>
          </span>
        )}
      </span>
      {zone === 'UTC' ? null : <span className={styles['time']}>{`${clockText(zoned)} ${zoned.offset}`}</span>}
      <span className={styles['who']}>
        <bdi>{who === '-' ? '' : visibleText(who)}</bdi>
      </span>
      <span className={styles['kind']}>{kindText(record.kind)}</span>
      <span className={styles['what']}>
        {mark === undefined ? null : <LedgerMarkBadge mark={mark} />}
        <bdi>{shownText(sentence, SENTENCE_CHARS).shown}</bdi>
      </span>
    </>
  );
}

export const gapText = ({ kind, seconds }: Gap): string => words.gaps[kind](durationText(seconds));

function GapCells({ gap }: { gap: Gap }) {
  const isBad = gap.kind === 'not-locked' || gap.seconds < 0;
  return (
    <span className={cx(styles['gapText'], isBad && styles['bad'])}>
      {isBad ? <TriangleAlert size={13} aria-hidden="true" /> : <DoorClosed size={13} aria-hidden="true" />}
      {gapText(gap)}
    </span>
  );
}
