/** Exceptions of one check: who or what, when, and the events behind each, a press away. */
import type { OutputOf } from '../../../shared/contract/index.ts';
import { countText } from '../../format/number-text.ts';
import { text } from '../../i18n/text.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { EvidenceText } from '../../ui/evidence-text.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import styles from './compliance-view.module.css';

type Exception = OutputOf<'compliance.requirement'>['checks'][number]['exceptions'][number];
const words = text.compliance.exceptions;
const SHOWN_EVENTS = 3;

export function EventButtons({ exception, onSeq }: { exception: Exception; onSeq: (seq: number) => void }) {
  const { evidence, more } = exception;
  const seqs = evidence.flatMap(({ seq }) => (seq === null ? [] : [seq]));
  if (seqs.length === 0) return <span className={styles['small']}>{words.noEvent}</span>;
  const rest = seqs.length - SHOWN_EVENTS + more;
  return (
    <span className={styles['events']}>
      {seqs.slice(0, SHOWN_EVENTS).map((seq) => (
        <Button key={seq} onPress={() => onSeq(seq)}>
          {words.event(countText(seq))}
        </Button>
      ))}
      {rest > 0 && <span className={styles['small']}>{words.more(rest)}</span>}
    </span>
  );
}

export const UnitText = ({ exception: { unit, note } }: { exception: Pick<Exception, 'unit' | 'note'> }) => (
  <>
    <EvidenceText raw={unit.join(' · ')} />
    {note === null ? null : (
      <span className={styles['small']}>
        {' '}
        <EvidenceText raw={note} />
      </span>
    )}
  </>
);

export function ExceptionRows({
  exceptions,
  onSeq,
}: {
  exceptions: readonly Exception[];
  onSeq: (seq: number) => void;
}) {
  return (
    <DataTable
      label={text.compliance.detail.exceptions}
      rows={exceptions}
      keyOf={({ exceptionId }) => exceptionId}
      columns={[
        { id: 'who', head: words.columns.who, isRowHead: true, cell: (one) => <UnitText exception={one} /> },
        { id: 'first', head: words.columns.first, cell: ({ firstTime }) => <TimeText timestamp={firstTime} /> },
        { id: 'status', head: words.columns.status, cell: ({ status }) => words.states[status] },
        {
          id: 'events',
          head: text.compliance.facts.events,
          cell: (one) => <EventButtons exception={one} onSeq={onSeq} />,
        },
      ]}
    />
  );
}
