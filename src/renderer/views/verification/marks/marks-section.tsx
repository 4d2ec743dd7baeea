/** What stands outside the case: each mark with what it proves here and now, and the ways to make, take in and compare one. */
import { FileInput, GitCompareArrows, Stamp } from 'lucide-react';
import { useState } from 'react';
import { MAY_MARK } from '../../../../shared/roles.ts';
import type { MarkState } from '../../../../shared/mark-words.ts';
import { countText } from '../../../format/number-text.ts';
import { text } from '../../../i18n/text.ts';
import { useOpenCase } from '../../../stores/case.store.ts';
import { type MarkStatus, useMarkStatus } from '../../../stores/mark-status.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { ErrorBanner } from '../../../ui/error-banner.tsx';
import { EvidenceText } from '../../../ui/evidence-text.tsx';
import { PanelHeader } from '../../../ui/panel-header.tsx';
import { TimeText } from '../../../ui/time-text.tsx';
import type { Tone } from '../../../ui/tone.tsx';
import { CompareDialog } from './compare-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';
import styles from './marks.module.css';
import { RequestDialog } from './request-dialog.tsx';
import { TrustSection } from './trust-section.tsx';

const words = text.marks;

const TONES: Readonly<Record<MarkState, Tone | 'plain'>> = {
  confirmed: 'good',
  untrusted: 'unsure',
  pending: 'unsure',
  stated: 'plain',
  wrong: 'bad',
};

export function MarksSection() {
  const { info } = useOpenCase();
  const { data, error } = useMarkStatus();
  const [shown, setShown] = useState<'request' | 'import' | 'compare'>();
  const mayMark = (MAY_MARK as readonly string[]).includes(info.operator.role) && info.readOnlyReason === undefined;
  const close = (): void => setShown(undefined);
  return (
    <div className={styles['parts']}>
      <section className={styles['section']} aria-label={words.title}>
        <PanelHeader title={words.title} note={noteOf(data)} />
        <p className={styles['hint']}>{words.lead}</p>
        <div className={styles['acts']}>
          <Button icon={<Stamp size={15} />} isDisabled={!mayMark} onPress={() => setShown('request')}>
            {words.request}
          </Button>
          <Button icon={<FileInput size={15} />} isDisabled={!mayMark} onPress={() => setShown('import')}>
            {words.import}
          </Button>
          <Button icon={<GitCompareArrows size={15} />} onPress={() => setShown('compare')}>
            {words.compare}
          </Button>
        </div>
        {error !== null && error !== undefined && <ErrorBanner error={error} />}
        {data !== undefined && <MarkTable status={data} />}
      </section>
      <TrustSection />
      {shown === 'request' && <RequestDialog onClose={close} />}
      {shown === 'import' && <ImportDialog onClose={close} />}
      {shown === 'compare' && <CompareDialog onClose={close} />}
    </div>
  );
}

function noteOf(status: MarkStatus | undefined): string {
  if (status === undefined) return words.unknown;
  if (status.confirmedBy !== null) return words.since(status.recordsSince);
  return status.newest === null ? '' : words.onlyUnconfirmed;
}

function MarkTable({ status: { marks, waiting } }: { status: MarkStatus }) {
  const { columns } = words;
  return (
    <>
      {marks.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        <DataTable
          label={words.list}
          rows={marks}
          keyOf={({ recordSeq }) => recordSeq}
          columns={[
            { id: 'size', head: columns.size, isRowHead: true, align: 'end', cell: ({ size }) => countText(size) },
            { id: 'form', head: columns.form, cell: ({ form }) => words.forms[form] },
            {
              id: 'state',
              head: columns.state,
              cell: ({ state }) => <Badge tone={TONES[state]}>{words.states[state]}</Badge>,
            },
            { id: 'when', head: columns.when, cell: ({ time, at }) => <TimeText timestamp={time ?? at} isBoth /> },
            { id: 'who', head: columns.who, cell: ({ who }) => <EvidenceText raw={who} /> },
            { id: 'detail', head: columns.detail, cell: ({ detail }) => <EvidenceText raw={detail} /> },
            { id: 'record', head: columns.record, align: 'end', cell: ({ recordSeq }) => countText(recordSeq) },
          ]}
        />
      )}
      {waiting.length > 0 && (
        <>
          <PanelHeader level={3} title={words.waiting(waiting.length)} />
          <ul className={styles['waiting']}>
            {waiting.map(({ recordSeq, at, form, size, path }) => (
              <li key={recordSeq}>
                {words.waitingFor(words.requests.forms[form].label, size)} <EvidenceText raw={path} />{' '}
                <TimeText timestamp={at} />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
